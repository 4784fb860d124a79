"""What the storeys above may listen to."""

from django.dispatch import Signal

# An act was done on a record, its history written and its flow moved on, still inside the act's transaction:
# sender (the record's model), record, act ("begin" where the record was opened), source (the state before), by.
acted = Signal()
