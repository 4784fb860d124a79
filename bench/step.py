"""One human step: through our whole stack, through viewflow alone, and as bare SQL."""

from collections import Counter
from functools import partial

from viewflow.workflow.models import Task as PlainTask
from viewflow.workflow.status import STATUS

from bench import cases, plain_sql
from bench.database import sql, without_django
from bench.figures import Figure
from bench.flow import PlainFlow, anybody
from bench.rounds import WARM_UP, interleaved
from bench.walk import ACTS, write_plainly
from fostercare.workflows import lifecycle

BETWEEN = ["papers", "home_study", "field_check", "training"]


def measure(size):
    """Steps a second of the three, each act weighing the same."""
    with without_django() as bare:
        walkers = {"ours": Ours(size), "viewflow": Viewflow(size), "sql": Sql(size, bare)}
        seconds = walk(walkers, size.steps)
        _same_rows(walkers["ours"], walkers["sql"])
    speed = {name: len(ACTS) / taken for name, taken in seconds.items()}
    return [
        Figure("step", speed["ours"], speed["viewflow"], goal=2, unit="steps/s", at_least=True),
        Figure("step_sql", speed["ours"], speed["sql"], goal=0.5, unit="steps/s", at_least=True),
    ]


def walk(walkers, steps):
    """All walkers take all their cases through all acts, side by side: seconds of a whole way each."""
    seconds = Counter()
    for act in ACTS.values():
        for walker in walkers.values():
            walker.prepare(act)
        seconds.update(interleaved({name: partial(walker.step, act) for name, walker in walkers.items()}, steps))
    return seconds


class Ours:
    """The product: the record read as a page reads it, then the door."""

    def __init__(self, size):
        self.cases = [cases.begun().pk for _case in range(WARM_UP + size.steps)]

    def prepare(self, act):
        for pk in self.cases:
            cases.clear_the_way(pk, act.name)
        self.by, self.turn = act.by, iter(self.cases)

    def step(self, act):
        lifecycle.act(getattr(cases.whole(next(self.turn)), act.name), by=self.by)


class Sql(Ours):
    """The floor: the same cases, the same rows."""

    def __init__(self, size, bare):
        super().__init__(size)
        self.bare = bare

    def step(self, act):
        plain_sql.step(self.bare, next(self.turn), act.name, self.by.pk)


class Viewflow:
    """The peer: tasks are its owner's from the start, so that it is spared the assigning; no rights, no gate."""

    def __init__(self, size):
        self.processes = [self._begin().pk for _case in range(WARM_UP + size.steps)]

    def prepare(self, act):
        if act.name == "present":
            for process in self.processes:
                for node in BETWEEN:
                    self._do(self._task(process, node))
        self.by = anybody()
        self.turn = iter([self._task(process, act.name) for process in self.processes])

    def step(self, act):
        self._do(next(self.turn), lambda process: write_plainly(process.application_id, act.name, self.by))

    def _begin(self):
        start = PlainFlow.begin.activation_class.create(PlainFlow.begin, None, None)
        start.process.application = cases.an_application()
        start.execute()
        return start.process

    def _task(self, process, node):
        node = PlainFlow.instance.node(node)
        return PlainTask.objects.get(process=process, flow_task=node, status=STATUS.ASSIGNED).pk

    def _do(self, pk, write=lambda process: None):
        with PlainTask.objects.get(pk=pk).activation() as activation:
            activation.start(None)
            write(activation.process)
            activation.execute()


def _same_rows(ours, floor):
    """A floor that wrote less than we do would flatter it: stop the bench."""
    if _rows(ours.cases) != _rows(floor.cases):
        raise SystemExit("the plain SQL of bench/plain_sql.py no longer writes the rows that our stack writes")


def _rows(pks):
    return sql(
        "SELECT flow_task, status, count(*), (SELECT count(*) FROM workflows_statechange WHERE case_id = ANY(%(pks)s)) "
        "FROM workflows_task WHERE case_id = ANY(%(pks)s) GROUP BY 1, 2 ORDER BY 1, 2",
        pks=pks,
    )
