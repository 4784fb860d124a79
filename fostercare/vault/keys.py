"""The keys of files and backups: the first one locks, all of them open, so that a new key comes in without a pause."""

import base64
import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LENGTH = 32
ID_LENGTH = 8


class NoKey(Exception):
    """What is to be opened was locked with a key that nobody has given to this installation."""


def id_of(key: bytes) -> bytes:
    return hashlib.sha256(b"fostercare key " + key).digest()[:ID_LENGTH]


def newest() -> bytes:
    return _all(*_words())[0]


def find(key_id: bytes) -> bytes:
    for key in _all(*_words()):
        if id_of(key) == key_id:
            return key
    raise NoKey(key_id.hex())


def new() -> str:
    """A key as FILE_KEYS takes it."""
    import secrets

    return base64.urlsafe_b64encode(secrets.token_bytes(LENGTH)).decode()


def _words():
    return tuple(settings.FILE_KEYS), (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=4)
def _all(given, secrets_of_the_site):
    """What FILE_KEYS gives; besides, for files locked before there was any, what the site's secret leads to."""
    return [*map(base64.urlsafe_b64decode, given), *map(_derived, secrets_of_the_site)]


def _derived(secret):
    return HKDF(hashes.SHA256(), LENGTH, salt=None, info=b"fostercare files").derive(secret.encode())
