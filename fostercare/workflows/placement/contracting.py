"""What a contract of care says beyond its fixed clauses, and what is handed over with the child."""

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fostercare.workflows.placement.naming import Element


class Terms(models.Model):
    """Who signs for the State and by what right, who is present, and whom the family names as its back-up."""

    placement = models.OneToOneField("placement.Placement", models.PROTECT, related_name="terms")
    signatory = models.CharField(_("who signs for the Ministry"), max_length=120)
    capacity = models.CharField(_("in what capacity"), max_length=120)
    delegation = models.CharField(_("decision that delegates the signature"), max_length=120)
    directorate_delegate = models.CharField(_("delegate of the directorate"), max_length=120)
    home_delegate = models.CharField(_("delegate of the home"), max_length=120)
    back_up_carer = models.CharField(_("back-up carer named by the family"), max_length=120)
    court_seat = models.CharField(_("seat of the courts"), max_length=60)
    copies = models.PositiveSmallIntegerField(_("copies"), default=4)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("terms of a contract")
        verbose_name_plural = _("terms of contracts")
        constraints = [models.CheckConstraint(condition=Q(copies__gte=2), name="each_party_has_a_copy")]


class ChildAccount(models.Model):
    """The account in the child's own name: opened once, whatever becomes of the placement."""

    child = models.OneToOneField("records.Child", models.PROTECT, related_name="account")
    bank = models.CharField(_("bank"), max_length=80)
    number = models.CharField(_("account number"), max_length=34)
    deposit = models.DecimalField(_("deposit (EGP)"), max_digits=10, decimal_places=2)
    deposited_on = models.DateField(_("deposited on"))
    receipt = models.CharField(_("number of the receipt"), max_length=40)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("child's account")
        verbose_name_plural = _("children's accounts")
        constraints = [
            models.UniqueConstraint(fields=["bank", "number"], name="an_account_belongs_to_one_child"),
            models.CheckConstraint(condition=Q(deposit__gt=0), name="something_was_deposited"),
        ]

    @property
    def amount(self):
        """The deposit as it is said: without decimals where it has none."""
        return int(self.deposit) if self.deposit == int(self.deposit) else self.deposit

    @property
    def masked(self):
        """Enough to tell two accounts apart, too little to use one."""
        return f"•••• {self.number[-4:]}"


class NamingDecision(models.Model):
    """One element of the child's name, changed by a decision; the name as registered is kept beside it for ever."""

    child = models.OneToOneField("records.Child", models.PROTECT, related_name="naming")
    placement = models.ForeignKey("placement.Placement", models.PROTECT, related_name="+")
    element = models.CharField(_("element that changes"), max_length=12, choices=Element.choices)
    name_registered = models.CharField(_("name as registered"), max_length=120)
    name_after = models.CharField(_("name after the decision"), max_length=120)
    mother_name = models.CharField(_("name in the mother's field"), max_length=60, blank=True)
    number = models.CharField(_("number of the decision"), max_length=40)
    decided_on = models.DateField(_("decided on"))
    original_held_by = models.CharField(_("who holds the original record"), max_length=120)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("naming decision")
        verbose_name_plural = _("naming decisions")
        constraints = [
            models.CheckConstraint(
                condition=(Q(element="mother") & ~Q(mother_name="") & Q(name_after=models.F("name_registered")))
                | (~Q(element="mother") & Q(mother_name="") & ~Q(name_after=models.F("name_registered"))),
                name="one_element_of_a_name_changes",
            )
        ]


class HandOverRecord(models.Model):
    """How the child was at the hand-over, and what came with it."""

    THINGS = [
        ("birth_certificate", _("birth certificate")),
        ("vaccinations", _("vaccination card")),
        ("health_file", _("health file")),
        ("medicines", _("medicines")),
        ("belongings", _("the child's belongings")),
    ]

    placement = models.OneToOneField("placement.Placement", models.PROTECT, related_name="hand_over_record")
    condition = models.TextField(_("the child's condition"))
    birth_certificate = models.BooleanField(_("birth certificate"), default=False)
    vaccinations = models.BooleanField(_("vaccination card"), default=False)
    health_file = models.BooleanField(_("health file"), default=False)
    medicines = models.BooleanField(_("medicines"), default=False)
    belongings = models.BooleanField(_("the child's belongings"), default=False)
    not_handed_over = models.TextField(_("what is not handed over, why, and until when"), blank=True)
    child_view = models.TextField(_("what the child says"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("record of a hand-over")
        verbose_name_plural = _("records of hand-overs")
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_certificate=True, health_file=True) | ~Q(not_handed_over=""),
                name="what_is_missing_at_a_hand_over_is_explained",
            )
        ]

    @property
    def handed_over(self):
        return [label for name, label in self.THINGS if getattr(self, name)]


def of(record, name):
    """What stands beside a record, or None: `of(placement, "terms")`."""
    try:
        return getattr(record, name)
    except ObjectDoesNotExist:
        return None


def contract_is_incomplete(placement, by) -> str:
    """A contract is signed with its parties, its account and, where one was asked for, its naming decision."""
    lacks = [
        (of(placement, "terms"), _("The parties and delegates of the contract are not written down yet.")),
        (of(placement.child, "account"), _("The child's account is not recorded yet.")),
        (
            not placement.name_change_asked or of(placement.child, "naming"),
            _("The naming decision that the family asked for is not recorded yet."),
        ),
    ]
    return next((sentence for there, sentence in lacks if not there), "")


def hand_over_is_not_prepared(placement, by) -> str:
    """A child is handed over once the weekly panel cleared it in signed minutes, with its condition written down."""
    if placement.cleared_by_id is None:
        return _("The weekly panel has not cleared the hand-over in a sitting yet, or its minutes are not signed.")
    if of(placement, "hand_over_record") is None:
        return _("The child's condition and what is handed over with it are not written down yet.")
    return ""
