"""The private folder: what lies in it is locked, under names that say nothing."""

import os
from contextlib import suppress
from io import BytesIO
from tempfile import TemporaryFile

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from fostercare.vault import keys, sealing
from fostercare.vault.outage import Outage

FEW = 4096


class StoreDown(Outage):
    """The folder cannot be written or read: full, unmounted, broken. Nothing was kept."""


class LockedStorage(FileSystemStorage):
    def _save(self, name, content):
        try:
            with TemporaryFile() as locked:
                content.seek(0)
                sealing.lock(content, locked)
                locked.seek(0)
                return super()._save(name, File(locked))
        except OSError as error:
            with suppress(OSError):
                os.unlink(self.path(name))
            raise StoreDown("store") from error

    def _open(self, name, mode="rb"):
        if mode != "rb":
            raise ValueError("a file is written once and read; it is never changed")
        plain = BytesIO()
        try:
            with open(self.path(name), "rb") as kept:
                _read(kept, plain)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreDown("store") from error
        plain.seek(0)
        return File(plain, name)

    def size(self, name):
        kept = super().size(name)
        with open(self.path(name), "rb") as file:
            return sealing.plain_size(kept) if sealing.is_locked(file.read(FEW)) else kept

    def names(self):
        """Every file of the folder."""
        for folder, _folders, files in os.walk(self.location):
            for file in files:
                yield os.path.relpath(os.path.join(folder, file), self.location)

    def renew(self, name) -> bool:
        """Lock a file with the newest key where it is not; says whether it was not."""
        path = self.path(name)
        with open(path, "rb") as kept:
            if sealing.locked_with(kept.read(FEW)) == keys.id_of(keys.newest()):
                return False
        beside = f"{path}.new"
        with self.open(name) as plain, open(beside, "wb") as locked:
            os.chmod(beside, os.stat(path).st_mode & 0o777)
            sealing.lock(plain, locked)
            locked.flush()
            os.fsync(locked.fileno())
        os.replace(beside, path)
        return True


def _read(kept, plain):
    """A file from before files were locked is read as it is, until `manage.py lock_files` has passed."""
    begins = kept.read(FEW)
    kept.seek(0)
    if sealing.is_locked(begins):
        sealing.unlock(kept, plain)
    else:
        plain.write(kept.read())
