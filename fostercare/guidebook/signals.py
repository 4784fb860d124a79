"""What the storeys above may listen to."""

from django.dispatch import Signal

# An item of a case was answered, verified or exempted: case, item, by.
answered = Signal()
