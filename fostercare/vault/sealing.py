"""Locks a stream with AES-256-GCM, a megabyte at a time, so that neither order nor end can be tampered with.

Layout: MAGIC, the key's id, seven random bytes, then the pieces. A piece's nonce is those bytes, its number and whether
it is the last: pieces that are exchanged, cut off or added do not open (the STREAM construction).
"""

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import SuspiciousFileOperation

from fostercare.vault import keys

MAGIC = b"FCLOCK1\n"
PIECE = 1024 * 1024
TAG = 16
RANDOM = 7
HEAD = len(MAGIC) + keys.ID_LENGTH + RANDOM


class Damaged(SuspiciousFileOperation):
    """The content is not what was locked."""


def lock(source, target):
    """Reads all of `source` and writes it locked."""
    key, random = keys.newest(), os.urandom(RANDOM)
    target.write(MAGIC + keys.id_of(key) + random)
    cipher, number, piece = AESGCM(key), 0, source.read(PIECE)
    while True:
        following = source.read(PIECE) if len(piece) == PIECE else b""
        target.write(cipher.encrypt(_nonce(random, number, not following), piece, None))
        if not following:
            return
        number, piece = number + 1, following


def unlock(source, target):
    """Writes what was locked. Raises Damaged, and keys.NoKey."""
    head = source.read(HEAD)
    if not is_locked(head) or len(head) < HEAD:
        raise Damaged("head")
    key_id, random = head[len(MAGIC) : -RANDOM], head[-RANDOM:]
    cipher, number, piece = AESGCM(keys.find(key_id)), 0, source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        try:
            target.write(cipher.decrypt(_nonce(random, number, not following), piece, None))
        except InvalidTag:
            raise Damaged(f"piece {number}") from None
        if not following:
            return
        number, piece = number + 1, following


def is_locked(content: bytes) -> bool:
    return content.startswith(MAGIC)


def locked_with(content: bytes) -> bytes:
    """The id of the key that opens it."""
    return content[len(MAGIC) : len(MAGIC) + keys.ID_LENGTH]


def plain_size(size: int) -> int:
    """How long what was locked is, from how long it became."""
    pieces = -(-(size - HEAD) // (PIECE + TAG))
    return size - HEAD - pieces * TAG


def _nonce(random, number, last):
    return random + struct.pack(">IB", number, last)
