"""The wrap-up: lesson, action, skill, and what is changed of them later."""
