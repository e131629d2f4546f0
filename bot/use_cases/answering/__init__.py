"""The two views of one loss: answers, however they are given, and what they come to."""
