"""What the storeys above may listen to."""

from django.dispatch import Signal

# An appointment has ended, still inside the transaction: sender, officer.
released = Signal()
