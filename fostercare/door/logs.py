"""The log: one event a line, whatever somebody typed."""

import logging


class OneLine(logging.Formatter):
    """Line breaks inside an event are shown, not made, so that nobody writes an event of their own into the log."""

    def formatMessage(self, record):
        return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in super().formatMessage(record))
