"""Pages of the procedure."""

from django.utils.translation import gettext as _

from fostercare.workflows.cases import PROCEDURES, Procedure
from fostercare.workflows.committee.models import Sitting, State
from fostercare.workflows.roads import straight


def road(sitting, checklist):
    return straight(
        sitting,
        [
            (_("Planned"), [State.PLANNED]),
            (_("Agenda published"), [State.ANNOUNCED]),
            (_("In session"), [State.IN_SESSION]),
            (_("Minutes to be signed"), [State.AWAITING_SIGNATURES]),
            (_("Minutes signed"), [State.SIGNED]),
            (_("Closed"), [State.CLOSED]),
        ],
    )


def sections(sitting, user, checklist):
    return {}


PROCEDURES["sitting"] = Procedure(model=Sitting, forms={}, template="cases/page.html", road=road, sections=sections)
