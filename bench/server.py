"""The product's own server on the loopback, over the database that Django is connected to; it ends with its block."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

HOST = "127.0.0.1"


class Server:
    def __init__(self, workers, port, **elsewhere):
        """elsewhere: what differs from the database Django is connected to (NAME, HOST …)."""
        self.workers, self.port = workers, port
        self.held = connection.settings_dict | settings.DATABASE_WORKER | elsewhere

    def __enter__(self):
        command = [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--no-ws", "--host", HOST,
                   "--port", str(self.port), "--workers", str(self.workers), "--blocking-threads", "1",
                   "--respawn-failed-workers", "--log-level", "error", "fostercare.wsgi:application"]  # fmt: skip
        told = {"DATABASE_URL": address(self.held),
                "MIGRATION_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "bench.settings",
                "PYTHONWARNINGS": "ignore"}  # fmt: skip
        self.process = subprocess.Popen(command, env=os.environ | told)
        try:
            self.wait()
        except SystemExit:
            self.__exit__()
            raise
        return self

    def __exit__(self, *fault):
        workers = self._workers()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def wait(self):
        """Until a page is answered."""
        for _try in range(600):
            try:
                asked = HTTPConnection(HOST, self.port, timeout=20)
                asked.request("GET", "/sign-in/")
                if asked.getresponse().status == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.2)
        raise SystemExit("the server did not start")

    def kill_one(self):
        """Kill -9 one of its web processes, whatever it is doing."""
        os.kill(random.choice(self._workers()), signal.SIGKILL)

    def kill_all(self):
        """Kill -9 all of them; the server starts new ones."""
        for worker in self._workers():
            os.kill(worker, signal.SIGKILL)

    def _workers(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]


def address(held=None):
    """The database of this process, or another one of the same form, as DATABASE_URL says it."""
    held = held or connection.settings_dict
    if held["HOST"].startswith("/") and not held["PASSWORD"]:
        return f"postgresql:///{held['NAME']}?" + urlencode({"host": held["HOST"], "user": held["USER"]})
    return f"postgresql://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"
