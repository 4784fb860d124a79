"""Small strict readers of the environment: a bad value stops the start with one clear line."""

import base64
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

REQUIRED = object()
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class BadValue(SystemExit):
    """Ends the process with a sentence instead of a traceback."""

    def __init__(self, name: str, sentence: str):
        super().__init__(f"Environment variable {name}: {sentence}. See .env.example.")


def load(path: Path) -> None:
    """Reads NAME=value lines of a file; what the real environment says wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.strip().partition("=")
        if sign and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default=REQUIRED) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is REQUIRED:
        raise BadValue(name, "is missing")
    return default


def secret(name: str) -> str:
    value = text(name)
    if len(value) < 40:
        raise BadValue(name, "is too short to be secret; at least 40 characters are needed")
    return value


def flag(name: str, default: bool) -> bool:
    value = text(name, "").lower()
    if value not in YES | NO | {""}:
        raise BadValue(name, f"“{value}” is neither true nor false")
    return value in YES if value else default


def number(name: str, default: int, least: int = 0) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        raise BadValue(name, f"“{value}” is not a whole number of at least {least}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list, parted by spaces or commas."""
    return text(name, default).replace(",", " ").split()


def keys(name: str) -> list[str]:
    """Keys of 32 bytes each in URL-safe base64, the newest first."""
    found = words(name)
    for key in found:
        try:
            length = len(base64.urlsafe_b64decode(key))
        except ValueError:
            length = 0
        if length != 32:
            raise BadValue(name, "holds something that is no key; `manage.py new_key` prints one")
    return found


def folder(name: str, default: Path) -> Path:
    path = Path(text(name, str(default)))
    if not path.is_absolute():
        raise BadValue(name, f"“{path}” is not an absolute path")
    return path


def owner(name: str, worker: dict) -> dict:
    """Who owns the tables of the database in which `worker` works: user and password. Not set: the worker itself."""
    if not text(name, ""):
        return {part: worker[part] for part in ("USER", "PASSWORD")}
    found = database(name)
    if any(found[part] != worker[part] for part in ("NAME", "HOST", "PORT")):
        raise BadValue(name, "names another database than DATABASE_URL")
    if not (found["USER"] and worker["USER"]):
        raise BadValue(name, "and DATABASE_URL must both name their user")
    return {part: found[part] for part in ("USER", "PASSWORD")}


def provider(prefix: str) -> dict:
    """An OpenID provider: PREFIX_ISSUER, PREFIX_CLIENT_ID, PREFIX_CLIENT_SECRET and PREFIX_NAME, or none of them."""
    asked = {part: f"{prefix}_{part.upper()}" for part in ("issuer", "client_id", "client_secret", "name")}
    if not any(text(name, "") for name in asked.values()):
        return {}
    found = {part: text(name) for part, name in asked.items()}
    try:
        address = urlsplit(found["issuer"])
    except ValueError:
        raise BadValue(asked["issuer"], "is not an address") from None
    here = address.hostname in {"localhost", "127.0.0.1", "::1"}
    if not address.hostname or address.query or address.fragment or address.username:
        raise BadValue(asked["issuer"], "must read https://host/path, as the provider writes it into its tokens")
    if address.scheme != "https" and not (address.scheme == "http" and here):
        raise BadValue(asked["issuer"], "must begin with https://")
    return found


def mail(name: str) -> dict:
    """smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465 (TLS), smtp://localhost:25?tls=no.

    Gives Django's settings of mail by name; nothing where no mail is to be sent.
    """
    if not (given := text(name, "")):
        return {}
    try:
        address = urlsplit(given)
        port = address.port
    except ValueError:
        raise BadValue(name, "is not an address") from None
    options = dict(parse_qsl(address.query))
    plain = options.pop("tls", "yes") == "no"
    if address.scheme not in {"smtp", "smtps"} or not address.hostname or options:
        raise BadValue(name, "must read smtp://user:password@host:port or smtps://…, with ?tls=no on this machine only")
    if plain and address.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise BadValue(name, "goes without TLS to another machine")
    return {
        "EMAIL_HOST": address.hostname,
        "EMAIL_PORT": port or (465 if address.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_SSL": address.scheme == "smtps",
        "EMAIL_USE_TLS": address.scheme == "smtp" and not plain,
    }


def database(name: str) -> dict:
    """postgresql://user:password@host:port/name?sslmode=require; a socket's folder as ?host=/folder."""
    try:
        address = urlsplit(text(name))
        port = address.port
    except ValueError:
        raise BadValue(name, "is not an address") from None
    if address.scheme not in {"postgres", "postgresql"} or not address.path.strip("/"):
        raise BadValue(name, "must read postgresql://user:password@host:port/name (PostgreSQL is the only database)")
    options = dict(parse_qsl(address.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.strip("/")),
        "USER": unquote(address.username or options.pop("user", "")),
        "PASSWORD": unquote(address.password or ""),
        "HOST": options.pop("host", unquote(address.hostname or "")),
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": options,
    }
