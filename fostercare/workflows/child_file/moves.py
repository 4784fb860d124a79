"""A child moves from one home to another: from a day on, with what was before it on record."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.wording import full_day
from fostercare.guidebook.models import Assignment, Case
from fostercare.records.models import Child, Home
from fostercare.workflows import waiting


class HomeMove(models.Model):
    """From which home to which a child moved, and since when it is there."""

    child_file = models.ForeignKey("child_file.ChildFile", models.PROTECT, related_name="moves")
    left = models.ForeignKey(Home, models.PROTECT, related_name="+", verbose_name=gettext_lazy("from the home"))
    joined = models.ForeignKey(Home, models.PROTECT, related_name="+", verbose_name=gettext_lazy("to the home"))
    moved_on = models.DateField(gettext_lazy("moved on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-moved_on", "-pk"]
        verbose_name = gettext_lazy("move to another home")
        verbose_name_plural = gettext_lazy("moves to other homes")
        constraints = [
            models.CheckConstraint(condition=~models.Q(left=models.F("joined")), name="a_move_leads_to_another_home")
        ]


def move(file, home, moved_on, by) -> None:
    """The child lives in the home from this day on, and its file lies where the home is.

    Raises ValidationError for the home it lives in, and for a day before the last that is known.
    """
    child = file.child
    if home.pk == child.home_id:
        raise ValidationError(_("The child lives in this home already."))
    known = max([child.admitted_on, *child.stays.values_list("since", flat=True)])
    if moved_on <= known or moved_on > timezone.localdate():
        raise ValidationError(
            _("Where the child was before %(day)s is recorded already."), params={"day": full_day(known)}
        )
    file.moves.create(left=child.home, joined=home, moved_on=moved_on, recorded_by=by)
    Child.objects.filter(pk=child.pk).update(home=home)
    child.home = home
    if home.directorate_id != file.directorate_id:
        waiting.move([file.pk], home.directorate)
        Assignment.objects.filter(case=file.pk).delete()
    file.heading, file.directorate = home.name, home.directorate
    Case.objects.filter(pk=file.pk).update(heading=home.name, directorate=home.directorate)
