"""Facts without a life cycle: households and the people in them, children and the homes that host them, papers."""

import hashlib
import re
import uuid
from enum import Enum

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import SuspiciousFileOperation
from django.db import models
from django.db.models import F, Func, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from directorates.access import ScopedQuerySet
from directorates.models import Directorate
from fostercare.records import uploads
from fostercare.records.arabic import arabic_key
from fostercare.records.sealed import HealthRecord, Religion, ReligionRecord
from fostercare.records.vocabulary import learns_words, remainders

__all__ = [
    "Child", "Document", "Guardianship", "HealthRecord", "Home", "HomePlaces", "Household", "Likeness", "NameWord",
    "Person", "Religion", "ReligionRecord", "Serial", "Sex", "SiblingGroup", "storage_name", "words_of",
]  # fmt: skip

FIRST_NAME = re.compile(r"(?:عبد|أبو|ابو) \S+|\S*")


class Sex(models.TextChoices):
    MALE = "male", _("male")
    FEMALE = "female", _("female")


class ArabicKey(Func):
    """The stored search key of a name: the SQL twin of `records.arabic.arabic_key`."""

    function = "arabic_key"
    output_field = models.TextField()


class Remainders(Func):
    """What remains of a word without one of its letters: the SQL twin of `records.vocabulary.remainders`."""

    function = "name_remainders"
    output_field = ArrayField(models.TextField())


class Likeness(Enum):
    """How a name answers to the words sought, the surest way first; the next is for when nobody answers to it."""

    WHOLE = "every word stands in the name, in any spelling of the same key"
    BEGUN = "a word that nobody bears may be begun only"
    SLIP = "a word that nobody bears may be wrong by a letter"
    SLIPS = "any word may be wrong by a letter, here or where it was written down"

    @property
    def near(self):
        """Are these names only similar to the one sought?"""
        return self in (Likeness.SLIP, Likeness.SLIPS)


class NameWord(models.Model):
    """A word that stands in somebody's name, kept by the database itself (see `records.vocabulary`)."""

    word = models.TextField(primary_key=True)
    remainders = models.GeneratedField(
        expression=Remainders(F("word")), output_field=ArrayField(models.TextField()), db_persist=True
    )

    class Meta:
        indexes = [GinIndex(fields=["remainders"], name="name_word_remainders")]

    @classmethod
    def alternatives(cls, words, likeness):
        """What each word may stand for, as PostgreSQL's text search writes it.

        A word that is somebody's stands for itself where it can: to look at all names that begin with محمد, or are
        a letter away from it, costs most and helps least.
        """
        if likeness is Likeness.WHOLE:
            return words
        known = set() if likeness is Likeness.SLIPS else cls._known(words)
        if known == set(words):
            known = set()
        doubtful = [word for word in words if word not in known]
        near = cls._near(doubtful) if likeness.near else {word: [f"{word}:*"] for word in doubtful}
        return [" | ".join(near.get(word) or [word]) for word in words]

    @classmethod
    def _known(cls, words):
        return set(cls.objects.filter(word__in=words).values_list("word", flat=True))

    @classmethod
    def _near(cls, words):
        """For each word the known words that are the same but for one letter."""
        left = {word: remainders(word) for word in words}
        known = cls.objects.filter(remainders__overlap=sorted(set().union(*left.values())))
        others = [(other.word, set(other.remainders)) for other in known]
        return {word: [f"'{other}'" for other, rest in others if rest & left[word]] for word in words}


class NamedQuerySet(models.QuerySet):
    def named(self, text, likeness=Likeness.WHOLE):
        """Whose name holds every word of the text, in any order."""
        words = words_of(text)
        if not words:
            return self.none()
        alternatives = NameWord.alternatives(words, likeness)
        query = SearchQuery(" & ".join(f"({one})" for one in alternatives), config="simple", search_type="raw")
        return self.alias(words=SearchVector("search_key", config="simple")).filter(words=query)


def words_of(text):
    """The words of a name or a query, in the one spelling of the search key."""
    return re.findall(r"\w+", arabic_key(text))


class Household(models.Model):
    """The family that asks: where and how it lives. Its members are `Person` rows."""

    class Kind(models.TextChoices):
        COUPLE = "couple", _("Married couple")
        WOMAN_ALONE = "woman_alone", _("Woman alone")
        MAN_ALONE = "man_alone", _("Man alone")

    class Tenure(models.TextChoices):
        OWNED = "owned", _("owned")
        RENTED = "rented", _("rented")
        FAMILY_HOME = "family_home", _("family home")

    kind = models.CharField(_("kind of household"), max_length=12, choices=Kind.choices)
    married_on = models.DateField(_("date of marriage"), null=True, blank=True)
    lives_abroad = models.BooleanField(_("lives abroad"), default=False)
    directorate = models.ForeignKey(
        Directorate, models.PROTECT, related_name="+", verbose_name=_("governorate of residence")
    )
    district = models.CharField(_("district or markaz"), max_length=60)
    address = models.CharField(_("address"), max_length=200)
    landmark = models.CharField(_("landmark"), max_length=120, blank=True)
    tenure = models.CharField(_("tenure of the dwelling"), max_length=12, choices=Tenure.choices)
    rooms = models.PositiveSmallIntegerField(_("rooms"))
    dwelling_notes = models.TextField(_("notes on the dwelling"), blank=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self):
        return self.name

    @cached_property
    def people(self):
        return list(self.members.all())

    @property
    def adults(self):
        """The applicants who are alive: the one who applies, then the spouse."""
        return [person for person in self.people if person.role in Person.APPLICANTS and not person.died_on]

    @property
    def deceased(self):
        """The applicants who died; no paper and no list addresses them."""
        return [person for person in self.people if person.role in Person.APPLICANTS and person.died_on]

    @property
    def own_children(self):
        return [person for person in self.people if person.role == Person.Role.OWN_CHILD]

    @property
    def other_adults(self):
        return [person for person in self.people if person.role == Person.Role.OTHER_ADULT]

    @property
    def name(self):
        """What the family is called in lists and letters: its applicants' names."""
        return " · ".join(person.short_name for person in self.adults or self.deceased)


class Person(models.Model):
    """A member of a household: an applicant, a spouse, an own child or another adult of the home."""

    class Role(models.TextChoices):
        APPLICANT = "applicant", _("applicant")
        SPOUSE = "spouse", _("spouse")
        OWN_CHILD = "own_child", _("own child")
        OTHER_ADULT = "other_adult", _("other adult in the home")

    class CivilStatus(models.TextChoices):
        MARRIED = "married", _("married")
        WIDOWED = "widowed", _("widowed")
        DIVORCED = "divorced", _("divorced")
        NEVER_MARRIED = "never_married", _("never married")

    class Education(models.TextChoices):
        NONE = "none", _("no certificate")
        BASIC = "basic", _("basic education")
        SECONDARY = "secondary", _("secondary education")
        UNIVERSITY = "university", _("university degree")
        POSTGRADUATE = "postgraduate", _("postgraduate degree")

    class IncomeKind(models.TextChoices):
        NONE = "none", _("no income")
        SALARY = "salary", _("salary")
        PENSION = "pension", _("pension")
        SELF_EMPLOYED = "self_employed", _("self-employed")
        OTHER = "other", _("other income")

    APPLICANTS = (Role.APPLICANT, Role.SPOUSE)

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    role = models.CharField(_("role in the household"), max_length=12, choices=Role.choices)
    full_name = models.CharField(_("full name as on the card"), max_length=120)
    search_key = models.GeneratedField(
        expression=ArabicKey(F("full_name")), output_field=models.TextField(), db_persist=True
    )
    national_id = models.CharField(_("national ID"), max_length=14, blank=True)
    national_id_note = models.CharField(_("why the check digit was accepted"), max_length=120, blank=True)
    passport = models.CharField(_("passport number"), max_length=20, blank=True)
    nationality = models.CharField(_("nationality"), max_length=2, default="EG")
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices)
    birth_date = models.DateField(_("date of birth"))
    civil_status = models.CharField(_("civil status"), max_length=14, choices=CivilStatus.choices, blank=True)
    education = models.CharField(_("education"), max_length=14, choices=Education.choices, blank=True)
    occupation = models.CharField(_("occupation and employer"), max_length=120, blank=True)
    income_kind = models.CharField(_("kind of income"), max_length=14, choices=IncomeKind.choices, blank=True)
    monthly_income = models.DecimalField(
        _("net monthly income (EGP)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    phone = models.CharField(_("mobile"), max_length=20, blank=True)
    dependent = models.BooleanField(_("dependent"), default=True)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    death_certificate = models.CharField(_("number of the death certificate"), max_length=40, blank=True, db_default="")

    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["household", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            GinIndex(SearchVector("search_key", config="simple"), name="person_name_search"),
            models.Index(fields=["national_id"], name="person_national_id", condition=~Q(national_id="")),
            models.Index(fields=["phone"], name="person_phone", condition=~Q(phone="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "role"],
                condition=Q(role__in=["applicant", "spouse"]),
                name="one_applicant_and_one_spouse_a_household",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | ~Q(death_certificate=""), name="a_death_has_its_certificate"
            ),
        ]
        triggers = [learns_words("the_words_of_a_person_s_name_are_known")]

    def __str__(self):
        return self.full_name

    @property
    def short_name(self):
        """First name and family name, as the family is called at the counter."""
        words = self.full_name.split()
        return " ".join([*words[:1], *words[-1:]]) if len(words) > 2 else self.full_name


class HomeQuerySet(ScopedQuerySet):
    view_action = "view_children"

    def narrowed(self, narrowing, role, user):
        if narrowing == "home":
            return Q(pk__in=user.homes.values("pk"))
        return super().narrowed(narrowing, role, user)


class Home(models.Model):
    """A children's home or kafala centre that hosts children (دار رعاية، مركز كفالة)."""

    class Kind(models.TextChoices):
        HOME = "home", _("children's home")
        CENTRE = "centre", _("kafala centre")

    class Licence(models.TextChoices):
        LICENSED = "licensed", _("licensed")
        RENEWING = "renewing", _("being renewed")
        SUSPENDED = "suspended", _("licence suspended")
        WITHDRAWN = "withdrawn", _("licence withdrawn")

    directorate = models.ForeignKey(Directorate, models.PROTECT, related_name="homes", verbose_name=_("directorate"))
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.HOME)
    address = models.CharField(_("address"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    capacity = models.PositiveSmallIntegerField(_("capacity"))
    licence_state = models.CharField(
        _("state of the licence"),
        max_length=10,
        choices=Licence.choices,
        default=Licence.LICENSED,
        db_default=Licence.LICENSED.value,
    )
    licence_number = models.CharField(_("licence number"), max_length=40, blank=True)
    licence_from = models.DateField(_("licensed from"), null=True, blank=True)
    licence_until = models.DateField(_("licensed until"), null=True, blank=True)
    officers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="homes", verbose_name=_("officers")
    )

    objects = HomeQuerySet.as_manager()

    class Meta:
        ordering = ["directorate", "name"]
        verbose_name = _("children's home")
        verbose_name_plural = _("children's homes")
        constraints = [
            models.UniqueConstraint(fields=["directorate", "name"], name="one_home_of_a_name_a_directorate"),
            models.CheckConstraint(
                condition=Q(licence_from__isnull=True)
                | Q(licence_until__isnull=True)
                | Q(licence_until__gte=F("licence_from")),
                name="a_licence_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.name


class HomePlaces(models.Model):
    """How many places a home has for boys, or for girls, of an age; they share the home's capacity."""

    home = models.ForeignKey(Home, models.CASCADE, related_name="places")
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices)
    age_from = models.PositiveSmallIntegerField(_("from the age of"))
    age_under = models.PositiveSmallIntegerField(_("under the age of"))
    places = models.PositiveSmallIntegerField(_("places"))

    class Meta:
        ordering = ["home", "age_from", "sex"]
        verbose_name = _("places of a home")
        verbose_name_plural = _("places of homes")
        constraints = [
            models.UniqueConstraint(fields=["home", "sex", "age_from"], name="one_number_of_places_an_age_and_sex"),
            models.CheckConstraint(condition=Q(age_under__gt=F("age_from")), name="places_are_for_an_age"),
        ]


class SiblingGroup(models.Model):
    """Brothers and sisters in care who are to be kept together."""

    note = models.CharField(_("note"), max_length=200, blank=True)


class Child(models.Model):
    """A child in the State's care. Nothing printed or listed says how the child came into it."""

    full_name = models.CharField(_("name"), max_length=120)
    search_key = models.GeneratedField(
        expression=ArabicKey(F("full_name")), output_field=models.TextField(), db_persist=True
    )
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices)
    birth_date = models.DateField(_("date of birth"))
    birth_date_estimated = models.BooleanField(_("the date of birth is estimated"), default=False)
    national_id = models.CharField(_("national ID"), max_length=14, blank=True)
    home = models.ForeignKey(Home, models.PROTECT, related_name="children", verbose_name=_("children's home"))
    admitted_on = models.DateField(_("admitted on"))
    legal_basis = models.CharField(_("legal basis of the care"), max_length=200)
    can_express_view = models.BooleanField(_("can express a view"), null=True, blank=True)
    sibling_group = models.ForeignKey(
        SiblingGroup, models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("siblings")
    )

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        indexes = [GinIndex(SearchVector("search_key", config="simple"), name="child_name_search")]
        triggers = [
            learns_words("the_words_of_a_child_s_name_are_known"),
            # A decision gives another name beside it (see placement/naming.py).
            pgtrigger.ReadOnly(name="the_name_as_registered_stays", fields=["full_name"]),
        ]

    def __str__(self):
        return self.full_name

    @property
    def first_name(self):
        """What the child is called at home; a compound name is one name."""
        return FIRST_NAME.match(self.full_name)[0]


class Guardianship(models.Model):
    """Who is a child's guardian of record: the State, by its Higher Committee or whom that delegates."""

    class Guardian(models.TextChoices):
        HIGHER_COMMITTEE = "higher", _("the Higher Committee")
        DELEGATE = "delegate", _("a delegate of the Higher Committee")

    child = models.ForeignKey(Child, models.PROTECT, related_name="guardianships")
    guardian = models.CharField(_("guardian of record"), max_length=8, choices=Guardian.choices)
    delegate = models.CharField(_("delegate, by post"), max_length=120, blank=True)
    reference = models.CharField(_("decision"), max_length=60, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(until__isnull=True), name="one_guardian_of_record_a_child"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_guardianship_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(guardian="delegate") | (~Q(delegate="") & ~Q(reference="")),
                name="a_delegate_is_named_with_the_decision",
            ),
        ]


def storage_name(document, filename):
    """A name that says nothing: neither the person's nor the uploader's words reach the (private) disk."""
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}"


class Document(models.Model):
    """A paper handed in or made by the system, kept privately, found by what it concerns and its code (D01 …)."""

    class Scan(models.TextChoices):
        """What the virus scanner said; what it has not looked at yet, or found bad, stays locked."""

        NOT_ASKED = uploads.NOT_ASKED, _("not asked")
        CLEAN = uploads.CLEAN, _("clean")
        WAITING = uploads.WAITING, _("waits for the virus scanner")
        INFECTED = uploads.INFECTED, _("carries a virus")
        REMOVED = "removed", _("removed when its time was over")

    kind = models.CharField(_("paper"), max_length=4)
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="documents")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="documents")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("whose")
    )
    file = models.FileField(_("file"), upload_to=storage_name, max_length=80)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("hash"), max_length=64)
    scan = models.CharField(_("virus scan"), max_length=8, choices=Scan.choices, default=Scan.NOT_ASKED, blank=True)
    number = models.CharField(_("number of the paper"), max_length=60, blank=True)
    issuer = models.CharField(_("issuer"), max_length=120, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "person", "-issued_on", "-pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(child__isnull=False), name="a_document_concerns_somebody"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(issued_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="a_document_expires_after_its_issue",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "kind"], name="document_of_household"),
            models.Index(fields=["child", "kind"], name="document_of_child"),
            models.Index(fields=["id"], name="document_to_be_scanned", condition=Q(scan="waiting")),
        ]

    def __str__(self):
        return self.kind

    @property
    def locked(self):
        """Why nobody may open it, if so."""
        shut = (self.Scan.WAITING, self.Scan.INFECTED, self.Scan.REMOVED)
        return self.get_scan_display() if self.scan in shut else ""

    def content(self) -> bytes:
        """The file as it was filed; one that is no longer the same is not given out."""
        with self.file.storage.open(self.file.name) as file:
            kept = file.read()
        if hashlib.sha256(kept).hexdigest() != self.sha256:
            raise SuspiciousFileOperation(f"document {self.pk} was changed after it was filed")
        return kept


class Serial(models.Model):
    """A running number without gaps: see `records.numbering`."""

    series = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField()
