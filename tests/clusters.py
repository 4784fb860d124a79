"""A PostgreSQL of a test's own, which it may kill."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from bench.server import address

BIN = Path(max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default="."))
AS_KEEPER = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []  # PostgreSQL refuses to run as root


class Cluster:
    """Started in a folder of its own, reached by its socket alone; it and its folder end with the block."""

    NAME = "drill"

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        if AS_KEEPER:
            shutil.chown(self.folder, "postgres")
        self.data = self.folder / "data"
        self._run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()
        owner, worker = settings.DATABASE_OWNER["USER"], settings.DATABASE_WORKER["USER"]
        for statement in [
            *(f'CREATE ROLE "{role}" LOGIN' for role in {owner, worker}),
            f'CREATE DATABASE {self.NAME} OWNER "{owner}"',
        ]:
            self._run("psql", "-h", self.folder, "-U", "postgres", "-qc", statement, "postgres")
        return self

    def __exit__(self, *fault):
        self.kill()
        shutil.rmtree(self.folder)

    def start(self):
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=20"
        self._run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-o", options, "-w", "start")

    def kill(self):
        """Kill -9, every process of it at once: what a power cut does to it."""
        with suppress(FileNotFoundError):
            master = int((self.data / "postmaster.pid").read_text().split()[0])
            children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
            for process in [master, *map(int, children)]:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)

    def held(self, role):
        """Where it is, in the words of Django's settings."""
        return {"NAME": self.NAME, "HOST": str(self.folder), "PORT": "", **role}

    def environment(self):
        roles = {"DATABASE_URL": settings.DATABASE_WORKER, "MIGRATION_DATABASE_URL": settings.DATABASE_OWNER}
        return {url: address(self.held(role)) for url, role in roles.items()}

    def _run(self, program, *words):
        # its own output goes nowhere: a server that lives on would hold a pipe open
        with open(os.devnull, "w") as nowhere:
            subprocess.run([*AS_KEEPER, BIN / program, *words], cwd="/", check=True, stdout=nowhere, stdin=nowhere)
