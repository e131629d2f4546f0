"""Becoming a workspace of ours: by a token, or through the consent page of Slack."""
