"""The demonstration as a whole: officers, homes and stories, told from fourteen months ago until yesterday."""

from datetime import date, time, timedelta
from itertools import count

from django.db import connection

from directorates.models import Directorate
from fostercare.desk.demo import incidents, lists, phones, privacy, sittings, stories
from fostercare.desk.demo.addresses import POPULATION
from fostercare.desk.demo.chance import dice_of
from fostercare.desk.demo.chapters import Family
from fostercare.desk.demo.children import AVAILABLE, Ward, a_child, open_homes
from fostercare.desk.demo.clock import as_of, play, tell
from fostercare.desk.demo.papers import Archive
from fostercare.desk.demo.people import ALEXANDRIA, DAKAHLIA, LUXOR, Staff
from fostercare.guidebook.book import book
from fostercare.guidebook.publishing import SHIPPED, install_first
from fostercare.workflows.circumstance import by_calendar
from fostercare.workflows.committee import bodies
from fostercare.workflows.follow_up import plan

SEED = "fostercare"
BEGAN = timedelta(days=430)
# The two directorates that are shown first have more to show.
SHOWN_FIRST = {ALEXANDRIA: 3, DAKAHLIA: 2}


class World:
    """Everything is drawn from one seed and one day: the same day gives the same world."""

    def __init__(self, today: date, small=False):
        self.today, self.small = today, small
        self.dice = dice_of(SEED)
        self.families, self.wards = [], []

    def tell(self):
        """Appoint the officers, open the homes, let all stories go on until yesterday."""
        with as_of(self.today - BEGAN):
            self._found()
        told = [*self._families(), *self._children(), *self._sittings(), (self.today - BEGAN, _weeks())]
        beside = [*incidents.STORIES, *privacy.STORIES]
        told += [(self.today - timedelta(days=days), story(self.families)) for days, story in beside]
        yesterday = self.today - timedelta(days=1)
        play(told, yesterday, dice_of(SEED, "calendar"))
        with as_of(yesterday, time(15)):
            self._leave_the_desks()
            phones.go_out()
            lists.taken_out()
        return self

    def _found(self):
        self.edition = _edition()
        self.archive = Archive(book(self.edition).documents)
        everywhere = list(Directorate.objects.all())
        self.directorates = [place for place in everywhere if place.code == ALEXANDRIA or not self.small]
        # Nabil of Luxor is needed even there: he must see nothing of Alexandria.
        self.staff = Staff([place for place in everywhere if place.code in (ALEXANDRIA, LUXOR) or not self.small])
        self.homes = list(open_homes(self.directorates, self.staff))
        sittings.seat(self.staff, self.directorates)

    def _families(self):
        for plot in stories.FEW_FAMILIES if self.small else stories.FAMILIES:
            for _family in range(plot.count):
                dice = self._dice_of_a_story()
                day = self.today - timedelta(days=dice.randint(*plot.began))
                family = self._family(plot, dice)
                for ward, ward_day in self._wards_to_come(family, plot, day):
                    yield ward_day, tell(AVAILABLE, ward)
                yield day, tell(plot.chapters, family)

    def _children(self):
        for plot in stories.FEW_IN_HOMES if self.small else stories.IN_HOMES:
            for _group in range(plot.count):
                dice = self._dice_of_a_story()
                day = self.today - timedelta(days=dice.randint(*plot.began))
                for ward in self._wards(dice, dice.choice(self.homes), plot.siblings, day, ages=plot.ages):
                    yield day, tell(plot.chapters, ward)

    def _sittings(self):
        """All committees sit through the year; those that are shown first have something on their desks today."""
        local = {place.code: bodies.body_of(place) for place in self.directorates}
        higher = bodies.national("higher")
        for body in [*local.values(), higher, bodies.national("hand_over_panel")]:
            yield self.today - BEGAN, sittings.sits(self.families, body)
        today = [(5, sittings.announced, local[ALEXANDRIA]), (4, sittings.announced, higher)]
        if not self.small:
            today += [(15, sittings.adjourned, local[DAKAHLIA])]
        for days, story, body in today:
            yield self.today - timedelta(days=days), story(self.families, body)

    def _family(self, plot, dice):
        directorate = self._place(plot.place) if plot.place else self._somewhere(dice)
        traits = {*plot.traits.split(), *self._usual_traits(dice, plot)}
        family = Family(
            self.staff.team(directorate, dice), dice, self.archive, self.edition, plot.pace, dict(plot.answers),
            dict(plot.notes), directorate=directorate, traits=frozenset(traits),
        )  # fmt: skip
        self.families.append(family)
        return family

    def _usual_traits(self, dice, plot):
        """Families differ also where the story does not need it."""
        yield "christian" if dice.random() < 0.1 else "muslim"
        if not plot.traits and dice.random() < 0.3:
            yield "own_children"
        elif not plot.traits and not plot.children and dice.random() < 0.12:
            yield "woman_alone"

    def _wards_to_come(self, family, plot, day):
        """The children whom the story brings to the family live in a home before, near by if there is one."""
        near = [home for home in self.homes if home.directorate == family.directorate]
        home = family.dice.choice(near or self.homes)
        religion = "christian" if "christian" in family.traits else "muslim"
        day = day - timedelta(days=1)
        ages = (0, 6) if plot.children < 2 else (2, 8)
        if plot.children:
            family.children = self._wards(family.dice, home, plot.children, day, ages=ages, religion=religion)
        return [(ward, day) for ward in family.children]

    def _wards(self, dice, home, count, day, **known):
        with as_of(day):
            children = [a_child(dice, home, **known) for _child in range(count)]
        team = self.staff.team(home.directorate, dice)
        wards = [Ward(team, dice, self.archive, self.edition, 0.5, child=child) for child in children]
        if count > 1:
            for ward in wards:
                ward.siblings = wards
        self.wards += wards
        return wards

    def _place(self, code):
        return next(place for place in self.directorates if place.code == code)

    def _somewhere(self, dice):
        weights = [POPULATION[place.code] * SHOWN_FIRST.get(place.code, 1) for place in self.directorates]
        return dice.choices(self.directorates, weights)[0]

    def _dice_of_a_story(self):
        return dice_of(self.dice.random())

    def _leave_the_desks(self):
        """Some of the open tasks lie on somebody's desk already."""
        for family in self.families:
            if family.application:
                family.take_open_tasks(family.application)
            for care in family.cares:
                care.take_open_tasks(care.match)
                if care.placement:
                    care.take_open_tasks(care.placement)
        for ward in self.wards:
            if ward.file:
                ward.take_open_tasks(ward.file)


def _edition():
    return install_first(SHIPPED)


def _weeks():
    """The dispatcher of every week; now and then the planner learns how tables grow of which nothing is committed."""
    for week in count():
        plan.open_due()
        by_calendar.open_due()
        if week % 8 == 1:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield 7
