"""Small demonstrations of earlier versions, one dump each, made by script/release_dump."""

import subprocess
from pathlib import Path

DUMPS = sorted(Path(__file__).parent.glob("*.dump"))


def restore(dump, address):
    """Bring one into an empty database, as its owner."""
    command = ["pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--dbname", address]
    subprocess.run([*command, dump], check=True, timeout=60)
