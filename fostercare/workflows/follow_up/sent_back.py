"""The questions with which a supervisor sends a visit back: each has its number, and is answered by the specialist.

They stay with the visit. Who asked does not answer; the visit is not recorded again while one has no answer. Both may
tell what a visit tells of health and family, so both lie locked as its answers do.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directorates.wording import digits
from fostercare.vault.fields import LockedText

LONGEST = 1000
PREFIX = "sent_back_"


class SentBack(models.Model):
    """One question of a supervisor about a recorded visit, and its answer."""

    visit = models.ForeignKey("follow_up.Visit", models.PROTECT, related_name="sent_back")
    number = models.PositiveSmallIntegerField(gettext_lazy("number"))
    question = LockedText(gettext_lazy("question"), max_length=LONGEST)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = LockedText(gettext_lazy("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(gettext_lazy("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = gettext_lazy("question about a visit")
        verbose_name_plural = gettext_lazy("questions about visits")
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="one_question_a_number"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_at__isnull=False) & ~Q(answered_by=F("asked_by")),
                name="who_asked_does_not_answer",
            ),
        ]

    @property
    def key(self):
        """As which a form asks for it."""
        return f"{PREFIX}{self.pk}"

    @property
    def label(self):
        return _("The supervisor's question %(number)s: %(question)s") % {
            "number": digits(self.number),
            "question": self.question,
        }


def ask(visit, questions, *, by):
    """Put questions to the visit, numbered on from those before."""
    last = visit.sent_back.aggregate(last=models.Max("number"))["last"] or 0
    SentBack.objects.bulk_create(
        SentBack(visit=visit, number=last + place, question=question, asked_by=by)
        for place, question in enumerate(questions, start=1)
    )


def to_answer(visit):
    return visit.sent_back.filter(answer="")


def answer(visit, given, *, by):
    """Keep the answers to questions that have none yet; `given`: key → text."""
    for question in to_answer(visit).exclude(asked_by=by):
        if text := str(given.get(question.key) or "").strip():
            question.answer, question.answered_by, question.answered_at = text[:4000], by, timezone.now()
            question.save(update_fields=["answer", "answered_by", "answered_at"])


def what_is_unanswered(visit, by) -> str:
    """Why a visit that was sent back cannot be recorded yet; empty when every question has its answer."""
    numbers = to_answer(visit).values_list("number", flat=True)
    if not numbers:
        return ""
    return _("the supervisor's questions have no answer yet: %(numbers)s") % {
        "numbers": _(", ").join(digits(number) for number in numbers)
    }
