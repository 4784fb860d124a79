"""ClamAV's daemon looks at what is handed in: its INSTREAM command over a socket. CLAMD names the socket."""

import socket
import struct
from contextlib import contextmanager

from django.conf import settings

PIECE = 256 * 1024
SECONDS = 20


class ScannerDown(Exception):
    """Nobody answers: what was handed in stays locked until somebody does."""


def scan(content: bytes) -> str:
    """The name of what was found; empty if it is clean. Raises ScannerDown."""
    try:
        with _daemon() as daemon:
            daemon.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                daemon.sendall(struct.pack(">I", len(piece)) + piece)
            daemon.sendall(struct.pack(">I", 0))
            answer = _all(daemon).rstrip(b"\0").decode()
    except OSError as error:
        raise ScannerDown from error
    if answer.endswith(" OK"):
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerDown(answer)


@contextmanager
def _daemon():
    host, _colon, port = settings.CLAMD.rpartition(":")
    if settings.CLAMD.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(SECONDS)
        daemon.connect(settings.CLAMD)
    else:
        daemon = socket.create_connection((host, int(port)), SECONDS)
    with daemon:
        yield daemon


def _all(daemon):
    return b"".join(iter(lambda: daemon.recv(PIECE), b""))
