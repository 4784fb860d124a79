"""The letters of a case: which can be issued, and which were."""


def letters_for(record):
    """(code, label, paper or None) of each letter the case's acts allow."""
    return []
