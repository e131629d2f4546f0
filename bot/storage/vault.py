"""Encryption at rest: AES-256-GCM under the keys of `SECRET_KEYS`, newest first.

A sealed value names its key by a fingerprint and is bound to the column it was written for, so that a ciphertext moved
to another column does not open.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FINGERPRINT = 4
_NONCE = 12
_TRACE = 10


class CannotOpen(Exception):
    """No configured key opens this value: the key was removed, or the value was moved or altered."""


class Vault:
    """Seals with the first key, opens with any. `keys` are 32 bytes each, newest first."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        if not keys:
            raise ValueError("a vault needs at least one key")
        self._newest = _fingerprint(keys[0])
        self._tracers = [hashlib.sha256(b"silver lining trace" + key).digest() for key in keys]
        self._ciphers = {_fingerprint(key): AESGCM(key) for key in keys}

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Encrypt `plain` for the column named by `purpose`."""
        nonce = os.urandom(_NONCE)
        return self._newest + nonce + self._ciphers[self._newest].encrypt(nonce, plain, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Decrypt what `seal` made for the same `purpose`. Raises CannotOpen."""
        cipher = self._ciphers.get(sealed[:_FINGERPRINT])
        if cipher is None:
            raise CannotOpen(f"{purpose}: sealed under a key that SECRET_KEYS does not hold")
        nonce = sealed[_FINGERPRINT : _FINGERPRINT + _NONCE]
        try:
            return cipher.decrypt(nonce, sealed[_FINGERPRINT + _NONCE :], purpose.encode())
        except InvalidTag:
            raise CannotOpen(f"{purpose}: altered, or written for another place") from None

    def trace(self, plain: str, purpose: str) -> bytes:
        """What the newest key makes of a word: the same for the same word, so that it can be found unread."""
        return self._trace(self._tracers[0], plain, purpose)

    def traces(self, plain: str, purpose: str) -> list[bytes]:
        """What each key makes of a word, for what was written before the keys were rotated."""
        return [self._trace(tracer, plain, purpose) for tracer in self._tracers]

    @staticmethod
    def _trace(key: bytes, plain: str, purpose: str) -> bytes:
        return hmac.digest(key, f"{purpose} {plain}".encode(), "sha256")[:_TRACE]

    @property
    def mark(self) -> bytes:
        """What every value under the newest key begins with."""
        return self._newest


def _fingerprint(key: bytes) -> bytes:
    return hashlib.sha256(b"silver lining key" + key).digest()[:_FINGERPRINT]
