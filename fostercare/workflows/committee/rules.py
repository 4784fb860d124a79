"""When a committee may decide, and what it decided: seats, quorum, votes, the chair's casting vote.

Nothing here knows the database. What is counted is *seats*: the chair's, the deputies', those of the members with a
vote, and the rapporteur's where the edition gives it one. A seat is filled by who holds it or, while the holder is away
or recused, by a substitute who is present. Everything is asked for one item at one moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy


class Capacity(TextChoices):
    CHAIR = "chair", gettext_lazy("chair")
    DEPUTY = "deputy_chair", gettext_lazy("deputy chair")
    RAPPORTEUR = "rapporteur", gettext_lazy("rapporteur")
    VOTING = "voting", gettext_lazy("member with a vote")
    ADVISORY = "advisory", gettext_lazy("advisory member")
    SUBSTITUTE = "substitute", gettext_lazy("substitute member")


class Choice(TextChoices):
    FOR = "for", pgettext_lazy("vote", "for")
    AGAINST = "against", pgettext_lazy("vote", "against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "abstained")


class Result(TextChoices):
    CARRIED = "carried", gettext_lazy("carried")
    REJECTED = "rejected", gettext_lazy("rejected")
    TIED = "tied", gettext_lazy("the votes are equal")
    NO_MAJORITY = "no_majority", gettext_lazy("no majority")


VOTING = (Capacity.CHAIR, Capacity.DEPUTY, Capacity.VOTING)

# A decision needs more than half of whom: of the seats that are filled, or of all that count.
ELECTORATES = {"simple": "voters", "absolute": "voting_seats"}


@dataclass(frozen=True)
class Rules:
    """What an edition says of a committee's quorum and majority; a figure it does not give asks nothing."""

    share_over: Fraction | None = Fraction(1, 2)
    needs_chair: bool = True
    needs_rapporteur: bool = True
    rapporteur_votes: bool = False
    majority: str = "simple"
    casting_vote: bool = True
    abstention_recorded: bool = True
    recusal_lowers_base: bool = True

    def __post_init__(self):
        if self.majority not in ELECTORATES:
            raise ValueError(f"the edition names an unknown majority: {self.majority}")

    @classmethod
    def of(cls, parameters):
        """The rules of an edition."""
        share = parameters.value("quorum_share_over")
        return cls(
            share_over=None if share is None else Fraction(str(share)),
            needs_chair=bool(parameters.value("quorum_needs_chair")),
            needs_rapporteur=bool(parameters.value("quorum_needs_rapporteur")),
            rapporteur_votes=bool(parameters.value("rapporteur_votes")),
            majority=parameters.value("decision_majority") or "simple",
            casting_vote=bool(parameters.value("chair_casting_vote")),
            abstention_recorded=bool(parameters.value("abstention_recorded")),
            recusal_lowers_base=bool(parameters.value("recusal_lowers_base")),
        )


@dataclass(frozen=True)
class Sitter:
    """A member of the committee, as it stands at the moment that is asked about."""

    key: int
    name: str
    capacity: str
    stands_for: int | None = None
    present: bool = False
    recused: bool = False

    @property
    def able(self) -> bool:
        return self.present and not self.recused


@dataclass(frozen=True)
class Seat:
    holder: Sitter
    sitter: Sitter | None


@dataclass(frozen=True)
class Count:
    """Votes for, against and abstained, and on which side the chair's stands."""

    in_favour: int = 0
    against: int = 0
    abstained: int = 0
    chair: str = ""

    @property
    def total(self) -> int:
        return self.in_favour + self.against + self.abstained


@dataclass(frozen=True)
class Table:
    """Who sits at the table for one item at one moment, under an edition's rules."""

    rules: Rules
    sitters: tuple[Sitter, ...]

    def seats(self, *capacities) -> list[Seat]:
        return [Seat(holder, self._fills(holder)) for holder in self.sitters if holder.capacity in capacities]

    @property
    def voting_seats(self) -> list[Seat]:
        """The seats that count for this item: a recused member's is set aside, unless a substitute fills it."""
        capacities = (*VOTING, Capacity.RAPPORTEUR) if self.rules.rapporteur_votes else VOTING
        return [seat for seat in self.seats(*capacities) if not self._set_aside(seat)]

    @property
    def voters(self) -> list[Sitter]:
        """Those who may vote on the item."""
        return [seat.sitter for seat in self.voting_seats if seat.sitter]

    @property
    def presiding(self) -> Sitter | None:
        """The chair or who fills the chair's seat; else a deputy."""
        seats = self.seats(Capacity.CHAIR) + self.seats(Capacity.DEPUTY)
        return next((seat.sitter for seat in seats if seat.sitter), None)

    @property
    def rapporteur(self) -> Sitter | None:
        return next((seat.sitter for seat in self.seats(Capacity.RAPPORTEUR) if seat.sitter), None)

    @property
    def base(self) -> int:
        return len(self.voting_seats)

    @property
    def needed(self) -> int:
        """How many seats have to be filled: the first number above the edition's share, and never none."""
        share = self.rules.share_over
        return 1 if share is None else int(share * self.base) + 1

    @property
    def lacks(self) -> list[str]:
        """Who is missing for a quorum, in words; empty when it is met."""
        return [
            sentence for sentence in (self._lacks_chair(), self._lacks_rapporteur(), self._lacks_votes()) if sentence
        ]

    @property
    def quorate(self) -> bool:
        return not self.lacks

    def _fills(self, holder):
        deputies = (sitter for sitter in self.sitters if sitter.stands_for == holder.key and sitter.able)
        return holder if holder.able else next(deputies, None)

    def _set_aside(self, seat):
        return self.rules.recusal_lowers_base and seat.holder.recused and seat.sitter is None

    def _lacks_chair(self):
        if not self.rules.needs_chair or self.presiding:
            return ""
        return _("Neither the chair nor a deputy is at the table: %(names)s.") % {
            "names": _names(self.seats(Capacity.CHAIR, Capacity.DEPUTY))
        }

    def _lacks_rapporteur(self):
        if not self.rules.needs_rapporteur or self.rapporteur:
            return ""
        return _("The rapporteur is not at the table: %(names)s.") % {"names": _names(self.seats(Capacity.RAPPORTEUR))}

    def _lacks_votes(self):
        if not self.base:
            return _("Nobody with a vote is left for this item.")
        short = self.needed - len(self.voters)
        if short <= 0:
            return ""
        empty = [seat for seat in self.voting_seats if seat.sitter is None]
        return ngettext(
            "%(count)s more member with a vote is needed, of: %(names)s.",
            "%(count)s more members with a vote are needed, of: %(names)s.",
            short,
        ) % {"count": short, "names": _names(empty)}


def counted(table: Table, choices: Mapping[int, str]) -> Count:
    """An open vote, counted: only votes of those who may vote count."""
    valid = [choices[voter.key] for voter in table.voters if voter.key in choices]
    presiding = table.presiding
    return Count(
        in_favour=valid.count(Choice.FOR),
        against=valid.count(Choice.AGAINST),
        abstained=valid.count(Choice.ABSTAIN),
        chair=choices.get(presiding.key, "") if presiding else "",
    )


def result(table: Table, count: Count) -> Result:
    """More than half carries or rejects; of equal sides the chair's prevails, if the edition says so."""
    electorate = len(getattr(table, ELECTORATES[table.rules.majority]))
    if 2 * count.in_favour > electorate:
        return Result.CARRIED
    if 2 * count.against > electorate:
        return Result.REJECTED
    if count.in_favour != count.against or not count.in_favour:
        return Result.NO_MAJORITY
    return _casting(table, count, electorate)


def by_casting_vote(table: Table, count: Count) -> bool:
    """Was it the chair's side that tipped the scale?"""
    return count.in_favour == count.against and result(table, count) in (Result.CARRIED, Result.REJECTED)


def flaws(table: Table, count: Count, silent=()) -> list[str]:
    """Why what was put to the vote is not validly carried, in words. `silent`: the names of those still to vote."""
    if table.lacks:
        return table.lacks
    if silent and table.rules.abstention_recorded:
        return [_("Not everybody has voted or abstained: %(names)s.") % {"names": _(", ").join(silent)}]
    if count.total > len(table.voters):
        return [_("More votes were counted than members with a vote are at the table.")]
    found = result(table, count)
    return [] if found == Result.CARRIED else [NOT_CARRIED[found]]


NOT_CARRIED = {
    Result.REJECTED: gettext_lazy("The majority voted against it."),
    Result.TIED: gettext_lazy("The votes are equal and no casting vote decides."),
    Result.NO_MAJORITY: gettext_lazy("Neither side has the majority of those present."),
}


def _casting(table, count, electorate):
    if table.rules.majority == "absolute" and 2 * count.in_favour < electorate:
        return Result.NO_MAJORITY
    sides = {Choice.FOR: Result.CARRIED, Choice.AGAINST: Result.REJECTED}
    return sides.get(count.chair, Result.TIED) if table.rules.casting_vote else Result.TIED


def _names(seats):
    return _(", ").join(seat.holder.name for seat in seats) or _("nobody is appointed")
