"""Locks a short text with AES-256-GCM, bound to whose it is: in another's row it does not open.

Layout, in letters that a column of text takes: the key's id, the nonce, what was locked and its tag.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fostercare.vault import keys

NONCE = 12  # bytes

# What `unlock` raises where the key is missing, or the text was tampered with or is another's.
SHUT = (keys.NoKey, InvalidTag)


def lock(content: bytes, whose: str) -> str:
    """Under the newest of our keys."""
    key, nonce = keys.newest(), os.urandom(NONCE)
    locked = AESGCM(key).encrypt(nonce, content, whose.encode())
    return base64.urlsafe_b64encode(keys.id_of(key) + nonce + locked).decode()


def unlock(kept: str, whose: str) -> bytes:
    """What was locked. Raises one of SHUT."""
    raw = base64.urlsafe_b64decode(kept)
    nonce = raw[keys.ID_LENGTH : keys.ID_LENGTH + NONCE]
    cipher = AESGCM(keys.find(raw[: keys.ID_LENGTH]))
    return cipher.decrypt(nonce, raw[keys.ID_LENGTH + NONCE :], whose.encode())


def is_of_the_newest_key(kept: str) -> bool:
    return base64.urlsafe_b64decode(kept)[: keys.ID_LENGTH] == keys.id_of(keys.newest())
