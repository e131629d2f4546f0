"""What was sent to us, byte for byte."""

import hashlib


def digest(body: bytes) -> str:
    """The name of a body that has no other: its SHA-256."""
    return hashlib.sha256(body).hexdigest()
