"""A hold ends with the case: whoever withdraws a file on hold lifts it."""

from django.dispatch import receiver

from fostercare.workflows.clocks import holds
from fostercare.workflows.signals import acted


@receiver(acted)
def _on_act(sender, record, by, **kwargs):
    if record is record.case and record.on_hold_until and record.state not in record.MAY_BE_HELD:
        holds.end(record, by=by)
