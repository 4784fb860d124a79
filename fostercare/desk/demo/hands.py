"""Whose hands a case goes through, and what they do: acts by whoever holds the right, on the day the story says."""

from dataclasses import dataclass, field
from random import Random

from fostercare.desk.demo import evidence
from fostercare.desk.demo.papers import Archive
from fostercare.desk.demo.people import Team
from fostercare.guidebook.models import Assignment, Edition
from fostercare.workflows import lifecycle, waiting


@dataclass
class Hands:
    """Who works on a case: the team, the dice that decide, how fast things go (0: all on one day), the archive."""

    team: Team
    dice: Random
    archive: Archive
    edition: Edition
    pace: float = 1
    answers: dict = field(default_factory=dict)  # item → what is answered where it is not what the rules say
    notes: dict = field(default_factory=dict)  # item → the note beside its answer

    told: bool = False  # has the story come to its end?

    def days(self, least, most):
        """How long something takes."""
        return round(self.dice.randint(least, most) * self.pace)

    def act(self, record, name, why="", **facts):
        """Do an act of a record by the officer of the team who holds the right."""
        right = lifecycle.transitions(record)[name].permission.action
        lifecycle.act(getattr(record, name), by=self.team.who_may(right), why=why, **facts)

    def clear_and_act(self, record, name, why="", **facts):
        """The same, once what the guidebook holds against it is cleared."""
        evidence.clear(self, record, name)
        self.act(record, name, why, **facts)

    def assign(self, record, *roles):
        """Put the team's officers on a case, in roles that see no other."""
        by = self.team.who_may("assign_officers")
        for role in roles:
            Assignment.objects.update_or_create(
                case=record.case, role=role, defaults={"officer": self.team[role], "assigned_by": by}
            )

    def take_open_tasks(self, record):
        """Some of what is open lies on a desk already, some still waits for somebody to take it."""
        for task in waiting.open_tasks(record).filter(owner=None).order_by("pk"):
            if self.dice.random() < 0.6:
                waiting.take(task, self.team.who_may(task.flow_task.right))
