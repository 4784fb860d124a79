"""What the Ministry demands, as data: editions of the mandatory guidebook, and what a case answers to its items.

The guidebook lies below the procedures because it is the source of their rules: they ask it, it knows none of them.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directorates.access import ScopedQuerySet
from directorates.models import Directorate
from directorates.wording import digits
from fostercare.records.models import Document, Person, storage_name


def in_language(record, stem):
    return getattr(record, f"{stem}_ar" if (get_language() or "ar").startswith("ar") else f"{stem}_en")


class Edition(models.Model):
    """A guidebook: draft, in force, superseded. Once in force it is immutable, and known by its hash."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in_force", _("in force")
        SUPERSEDED = "superseded", _("superseded")

    number = models.PositiveSmallIntegerField(_("number"))
    year = models.PositiveSmallIntegerField(_("year"))
    title_ar = models.CharField(_("Arabic title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200)
    note_ar = models.TextField(_("Arabic note"), blank=True)
    note_en = models.TextField(_("English note"), blank=True)
    lists = models.JSONField(_("coded lists, documents, questions, schedule"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    digest = models.CharField(_("hash"), max_length=64, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    in_force_from = models.DateTimeField(_("in force from"), null=True, blank=True)

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["number", "year"], name="one_edition_a_number_and_year"),
            models.UniqueConstraint(fields=["state"], condition=Q(state="in_force"), name="one_edition_in_force"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="an_edition_in_force_stays_as_it_is",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state__in=["in_force", "superseded"]),
                func=pgtrigger.Func(
                    """
                    IF (OLD.number, OLD.year, OLD.title_ar, OLD.title_en, OLD.lists, OLD.digest)
                       IS DISTINCT FROM (NEW.number, NEW.year, NEW.title_ar, NEW.title_en, NEW.lists, NEW.digest)
                       OR NEW.state = 'draft' THEN
                        RAISE EXCEPTION 'an edition in force cannot be changed';
                    END IF;
                    RETURN NEW;
                    """
                ),
            ),
            pgtrigger.Protect(
                name="an_edition_in_force_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["in_force", "superseded"]),
            ),
        ]

    def __str__(self):
        return _("Edition %(number)s of %(year)s") % {"number": digits(self.number), "year": digits(self.year)}

    @property
    def title(self):
        return in_language(self, "title")

    @property
    def note(self):
        return in_language(self, "note")


def only_in_a_draft(name, operation):
    """Lines of an edition may be written only while it is a draft; the database refuses the rest."""
    row = "OLD" if operation is pgtrigger.Delete else "NEW"
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.Before,
        func=pgtrigger.Func(
            f"""
            IF (SELECT state FROM guidebook_edition WHERE id = {row}.edition_id) <> 'draft' THEN
                RAISE EXCEPTION 'an edition in force cannot be changed';
            END IF;
            RETURN {row};
            """  # noqa: S608  both names are ours
        ),
    )


class Parameter(models.Model):
    """A number or choice of an edition: a threshold, an interval, an authority; with its source, or unsourced."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="parameters")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    value = models.JSONField(_("value"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30)
    ar = models.CharField(_("Arabic"), max_length=200)
    en = models.CharField(_("English"), max_length=200)
    source = models.TextField(_("source"), blank=True)
    unsourced = models.BooleanField(_("awaits the Ministry's confirmation"), default=False)
    origin = models.CharField(max_length=30, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="one_parameter_a_key")]
        triggers = [
            only_in_a_draft("parameters_change_in_a_draft", pgtrigger.Update),
            only_in_a_draft("parameters_are_added_to_a_draft", pgtrigger.Insert),
            only_in_a_draft("parameters_leave_a_draft", pgtrigger.Delete),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        return self.ar if (get_language() or "ar").startswith("ar") else self.en


class Item(models.Model):
    """One line of the guidebook: what is asked, of whom, as which evidence, before which acts."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=8)
    stage = models.CharField(max_length=20)
    title_ar = models.CharField(_("Arabic title"), max_length=250)
    title_en = models.CharField(_("English title"), max_length=250)
    help_ar = models.TextField(_("Arabic help"))
    help_en = models.TextField(_("English help"), blank=True)
    evidence = models.JSONField(_("evidence"))
    answered_on = models.CharField(max_length=20)
    gates = models.JSONField(_("acts it holds back"))
    applies_when = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    answered_by = models.CharField(max_length=40)
    verified_by = models.CharField(max_length=40, blank=True)
    exempted_by = models.CharField(max_length=40, blank=True)
    valid_for_parameter = models.CharField(max_length=60, blank=True)
    parameters = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    optional = models.BooleanField(default=False)
    basis = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["edition", "position"]
        verbose_name = _("guidebook item")
        verbose_name_plural = _("guidebook items")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_item_a_code")]
        triggers = [
            only_in_a_draft("items_change_in_a_draft", pgtrigger.Update),
            only_in_a_draft("items_are_added_to_a_draft", pgtrigger.Insert),
            only_in_a_draft("items_leave_a_draft", pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def title(self):
        return in_language(self, "title")

    @property
    def help(self):
        return self.help_ar if (get_language() or "ar").startswith("ar") else self.help_en


class CaseQuerySet(ScopedQuerySet):
    def hold(self, pk):
        """One officer after another: nobody else acts on the case or answers its items until the transaction ends.

        Returns until when the file is on hold; None where its clocks run.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT on_hold_until FROM guidebook_case WHERE id = %s FOR NO KEY UPDATE", [pk])
            return next(iter(cursor.fetchone() or ()), None)

    def narrowed(self, narrowing, role, user):
        if narrowing == "assigned":
            return Q(pk__in=Assignment.objects.filter(officer=user, role=role).values("case"))
        return super().narrowed(narrowing, role, user)


class Case(models.Model):
    """What stands under the guidebook: an application, a child's file, a match, a placement (each adds its own facts).

    It keeps the edition under which it began, and belongs to one directorate; what the Ministry keeps belongs to none.
    """

    class Kind(models.TextChoices):
        APPLICATION = "application", _("application")
        CHILD_FILE = "child_file", _("child's file")
        MATCH = "match", _("match")
        PLACEMENT = "placement", _("placement")
        SITTING = "sitting", _("sitting of a committee")
        GRIEVANCE = "grievance", _("grievance")
        TRANSFER = "transfer", _("transfer between directorates")
        INCIDENT = "incident", _("incident")
        TRAVEL = "travel", _("journey abroad")
        DATA_REQUEST = "data_request", _("request of a data subject")
        BREACH = "breach", _("breach of data")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=24, unique=True)
    heading = models.CharField(_("called"), max_length=260)
    directorate = models.ForeignKey(
        Directorate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("directorate")
    )
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="cases", verbose_name=_("guidebook edition"))
    opened_on = models.DateField(_("opened on"))
    on_hold_until = models.DateField(_("on hold until"), null=True, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["directorate", "kind", "-opened_on", "-id"], name="case_list"),
            models.Index(fields=["kind", "-opened_on", "-id"], name="case_list_national"),
        ]

    def __str__(self):
        return f"{self.number} {self.heading}"


class Assignment(models.Model):
    """An officer put on a case in a role; roles narrowed to assigned cases see no other."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["role"]
        constraints = [models.UniqueConstraint(fields=["case", "role"], name="one_officer_a_role_and_case")]
        indexes = [models.Index(fields=["officer", "role", "case"], name="assignment_of_officer")]


class Answer(models.Model):
    """What an officer answered to an item on a case (for one adult, where the item asks it of each).

    An answer is never rewritten: a new one replaces it, and the old one is kept.
    """

    class State(models.TextChoices):
        MET = "met", _("met")
        NOT_MET = "not_met", _("not met")
        EXEMPTION_ASKED = "exemption_asked", _("exemption asked")
        EXEMPTED = "exempted", _("exempted by decision")

    case = models.ForeignKey(Case, models.PROTECT, related_name="answers")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("answer"), max_length=16, choices=State.choices)
    yes_no = models.BooleanField(_("yes or no"), null=True, blank=True)
    number = models.DecimalField(_("number"), max_digits=12, decimal_places=2, null=True, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    signed = models.BooleanField(_("signed"), default=False)
    note = models.TextField(_("note"), blank=True)
    documents = models.ManyToManyField(Document, related_name="answers", verbose_name=_("papers"))
    authority = models.CharField(_("authority"), max_length=20, blank=True)
    decision_number = models.CharField(_("decision number"), max_length=40, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(auto_now_add=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["item", "person", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "item", "person"],
                condition=Q(replaced_at__isnull=True),
                nulls_distinct=False,
                name="one_standing_answer_an_item",
            ),
            models.CheckConstraint(
                condition=~Q(state="exempted") | (~Q(authority="") & ~Q(decision_number="")),
                name="an_exemption_names_its_decision",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("answered_by")),
                name="nobody_verifies_their_own_answer",
            ),
        ]


class Paper(models.Model):
    """A paper the system printed, kept byte for byte; its code opens a public page that says only whether it counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    kind = models.CharField(_("paper"), max_length=12)
    number = models.CharField(_("outgoing number"), max_length=40, blank=True)
    code = models.CharField(_("verification code"), max_length=16, unique=True)
    file = models.FileField(upload_to=storage_name, max_length=80)
    sha256 = models.CharField(max_length=64)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(auto_now_add=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-printed_at", "-pk"]
        verbose_name = _("printed paper")
        verbose_name_plural = _("printed papers")
