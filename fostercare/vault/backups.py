"""A backup: one file that holds the database and the papers of one moment, locked, and proves itself whole.

Inside are the database's dump, every stored file as it lies (locked already), and a list of what is there: hashes, the
number of rows of each table, the newest seal of the ledger. The database comes first: a file without a row is harmless.
"""

import hashlib
import json
import os
import subprocess
import tarfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from fostercare.vault import sealing
from fostercare.vault.models import Backup

DUMP, LIST, FILES = "database", "list", "files/"
SUFFIX = ".backup"


class Unfit(Exception):
    """The backup is not whole, or the place is not empty: a sentence that says what."""


@dataclass
class Taken:
    """What a backup says of itself."""

    made_at: str
    tables: dict
    dump: str
    files: dict
    seal: list | None


def take(folder: Path) -> Path:
    """Write a backup into a folder, read it through once more, and remember that it was taken."""
    began, now = time.monotonic(), timezone.now()
    path = folder / f"fostercare-{now:%Y%m%dT%H%M%S}{SUFFIX}"
    partial = path.with_suffix(".partial")
    try:
        with TemporaryDirectory(dir=folder) as scratch, tarfile.open(partial, "w") as archive:
            dump = Path(scratch) / DUMP
            tables, seal = _dump(dump)
            archive.add(dump, DUMP)
            files = {name: _add(archive, name) for name in sorted(default_storage.names())}
            _add_list(archive, Taken(now.isoformat(), tables, _hash(dump), files, seal))
        os.chmod(partial, 0o600)
        check(partial)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    Backup.objects.create(
        at=now, name=path.name, size=path.stat().st_size, files=len(files), seconds=time.monotonic() - began
    )
    return path


def check(path: Path) -> Taken:
    """Read a backup through: every hash, and whether the dump opens. Raises Unfit."""
    with tarfile.open(path) as archive:
        taken = _list(archive)
        found = {member.name: member for member in archive}
        wanted = {DUMP: taken.dump, **{FILES + name: digest for name, digest in taken.files.items()}}
        for name, digest in wanted.items():
            if name not in found or _hash_of(archive.extractfile(found[name])) != digest:
                raise Unfit(f"{name} is missing or damaged")
        with _unlocked(archive) as dump:
            _run(["pg_restore", "--list", dump])
    return taken


def restore(path: Path) -> Taken:
    """Bring a checked backup into an empty database and an empty folder, and count what came. Raises Unfit."""
    taken = check(path)
    if connection.introspection.table_names():
        raise Unfit("the database is not empty")
    if any(default_storage.names()):
        raise Unfit("the folder of papers is not empty")
    with tarfile.open(path) as archive:
        with _unlocked(archive) as dump:
            _run(["pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error",
                  "--dbname", connection.settings_dict["NAME"], dump])  # fmt: skip
        for name in taken.files:
            _bring(archive, name)
    if different := [table for table, rows in _counts(taken.tables).items() if rows != taken.tables[table]]:
        raise Unfit(f"rows are missing in {', '.join(different)}")
    return taken


def _dump(target):
    """Dump and count in one snapshot; gives the rows of each table and the ledger's newest seal."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        command = ["pg_dump", "--format=custom", f"--snapshot={snapshot}"]
        dumping = subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment())  # noqa: S603
        with dumping, open(target, "wb") as locked:
            sealing.lock(dumping.stdout, locked)
        if dumping.returncode:
            raise Unfit("pg_dump failed")
        tables = [table.name for table in connection.introspection.get_table_list(cursor)]
        cursor.execute("SELECT id, encode(digest, 'hex') FROM ledger_seal ORDER BY id DESC LIMIT 1")
        return _counts(tables), cursor.fetchone()


def _counts(tables):
    with connection.cursor() as cursor:
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  the database's own names
            (counts[table],) = cursor.fetchone()
        return counts


def _add(archive, name):
    path = default_storage.path(name)
    archive.add(path, FILES + name)
    return _hash(path)


def _add_list(archive, taken):
    locked = BytesIO()
    sealing.lock(BytesIO(json.dumps(taken.__dict__).encode()), locked)
    member = tarfile.TarInfo(LIST)
    member.size = locked.tell()
    locked.seek(0)
    archive.addfile(member, locked)


def _list(archive):
    try:
        kept = archive.extractfile(LIST)
    except KeyError:
        raise Unfit("the list of what it holds is missing") from None
    plain = BytesIO()
    sealing.unlock(kept, plain)
    return Taken(**json.loads(plain.getvalue()))


@contextmanager
def _unlocked(archive):
    """The dump in the clear, for as long as PostgreSQL's own tool needs it."""
    with TemporaryDirectory() as scratch:
        dump = Path(scratch) / DUMP
        with open(dump, "wb") as plain:
            sealing.unlock(archive.extractfile(DUMP), plain)
        yield dump


def _bring(archive, name):
    """Names come from the locked list, so none leads out of the folder; they are asked all the same."""
    path = Path(default_storage.path(name))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "wb") as target:
        os.chmod(path, 0o600)
        target.write(archive.extractfile(FILES + name).read())


def _run(command):
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise Unfit(f"{command[0]}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}")


def _environment():
    given = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    told = {variable: str(given[key]) for variable, key in named.items() if given.get(key)}
    options = {f"PG{name.upper()}": str(value) for name, value in given.get("OPTIONS", {}).items() if name == "sslmode"}
    return os.environ | told | options


def _hash(path):
    with open(path, "rb") as file:
        return _hash_of(file)


def _hash_of(file):
    digest = hashlib.sha256()
    for piece in iter(lambda: file.read(1024 * 1024), b""):
        digest.update(piece)
    return digest.hexdigest()
