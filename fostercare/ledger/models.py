"""The ledger: every change of a record and every opening of a file, kept by the database and sealed in a chain.

Its tables point at no others and are not Django's to empty or alter: what was written stays when a record goes.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Entry(models.Model):
    """One change (I, U, D; T for a whole table) or one opening (R). Written by triggers and by `reading.note` only."""

    OPENED = "R"

    at = models.DateTimeField()
    role = models.TextField()  # the database's own role: says who wrote SQL by hand
    by = models.BigIntegerField(null=True)
    request = models.TextField()
    relation = models.TextField()
    row = models.TextField()
    act = models.CharField(max_length=1)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    digest = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_entry"
        ordering = ["-pk"]


class Seal(models.Model):
    """A link of the chain: up to a thousand entries, by number, under one hash that also covers the seal before."""

    entries = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()
    digest = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_seal"
        ordering = ["pk"]


class Redaction(models.Model):
    """An entry of which words were blacked out, on what ground, and the hash of what it says since (`redacting`)."""

    entry = models.BigIntegerField(primary_key=True)
    ground = models.TextField()
    digest = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ledger_redaction"
