"""Numbers without gaps: the row of the series is locked until the transaction that took the number ends."""

from django.db import connection


def next_number(series: str) -> int:
    """The next number of a series; a rolled-back transaction gives it back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_serial (series, last) VALUES (%s, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = records_serial.last + 1 RETURNING last",
            [series],
        )
        return cursor.fetchone()[0]


def case_number(prefix: str, directorate, on) -> str:
    """A case's public number: [prefix-]GG-YYYY-NNNNN, restarting each year in each directorate (00: the Ministry)."""
    stem = "-".join(filter(None, [prefix, directorate.code if directorate else "00", str(on.year)]))
    return f"{stem}-{next_number(f'case {stem}'):05d}"
