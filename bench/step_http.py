"""The same step as a POST: session, rights, form, the act itself; against the peer's own page of a task."""

from functools import partial

from django.test import Client
from django.urls import reverse

from bench import cases
from bench.figures import Figure
from bench.flow import PlainFlow, anybody
from bench.rounds import interleaved
from bench.step import Ours, Viewflow
from bench.walk import ACTS

# Acts whose pages ask for nothing but confirmation, as the peer's do.
CONFIRMED = ["register", "present"]


def measure(size):
    walkers = {"ours": OurPages(size), "viewflow": ViewflowPages(size)}
    seconds = {"ours": 0, "viewflow": 0}
    for act in map(ACTS.get, CONFIRMED):
        for walker in walkers.values():
            walker.prepare(act)
        taken = interleaved({name: partial(walker.step, act) for name, walker in walkers.items()}, size.steps)
        seconds = {name: seconds[name] + taken[name] / len(CONFIRMED) for name in seconds}
    return [Figure("step_http", seconds["ours"], seconds["viewflow"], goal=0.5, unit="s")]


class Browser:
    """A signed-in officer who has opened one form, so that the CSRF cookie is there."""

    def __init__(self, user, form):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(user)
        self.client.get(form)
        self.token = self.client.cookies["csrftoken"].value

    def post(self, page, **fields):
        answer = self.client.post(page, fields | {"csrfmiddlewaretoken": self.token})
        if answer.status_code != 302:
            raise SystemExit(f"the page {page} did not accept the step: {answer.status_code}")


class OurPages(Ours):
    def prepare(self, act):
        super().prepare(act)
        pages = [reverse("act", args=[cases.whole(pk).number, act.name]) for pk in self.cases]
        self.browser, self.turn = Browser(act.by, pages[0]), iter(pages)

    def step(self, act):
        self.browser.post(next(self.turn), why="")


class ViewflowPages(Viewflow):
    def prepare(self, act):
        super().prepare(act)
        node, keys = PlainFlow.instance.node(act.name), zip(self.processes, self.turn, strict=True)
        pages = [node.reverse("execute", args=[process, task]) for process, task in keys]
        self.browser, self.turn = Browser(anybody(), pages[0]), iter(pages)

    def step(self, act):
        self.browser.post(next(self.turn), note="")
