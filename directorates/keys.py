"""The key of a record as an address or a form names it."""

LONGEST = 18  # digits: what a key of the database can hold, and far less than what Python refuses to read


def read_key(text) -> int | None:
    """The number that was written, in digits of any script; None where it is no key of anything."""
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST else None


def read_keys(texts) -> list[int]:
    """Of several, those that are keys."""
    return [key for key in map(read_key, texts) if key is not None]
