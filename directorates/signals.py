"""What the storeys above may listen to."""

from django.dispatch import Signal

# An appointment has ended, still inside the transaction: sender, officer.
released = Signal()

# An officer left and the account was closed, still inside the transaction: sender, officer.
left = Signal()

# Somebody gave the officer a new temporary password: sender, officer, without_second_step.
password_renewed = Signal()
