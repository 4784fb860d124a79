"""What is open and on whom: the engine's tasks. The flow follows the record, never the reverse."""

from django.contrib.contenttypes.models import ContentType
from django.db.models.functions import Coalesce
from django.dispatch import receiver
from django.utils import timezone
from viewflow.workflow.status import PROCESS, STATUS

from directorates.signals import released
from fostercare.guidebook.book import book
from fostercare.guidebook.judgement import Judgement
from fostercare.guidebook.models import Answer
from fostercare.guidebook.signals import answered
from fostercare.workflows.models import WAITING, Process, Task

FLOWS = {}


def flow_of(label):
    """Register the flow that serves a record's model: `@flow_of("application.application")` on the flow class."""

    def register(flow_class):
        FLOWS[label] = flow_class
        return flow_class

    return register


def steps(record):
    """The human steps of the record's flow."""
    flow_class = FLOWS.get(record._meta.label_lower)
    return [node for node in flow_class.instance.nodes() if node.task_type == "HUMAN"] if flow_class else []


def begin(record):
    """Start the record's flow where its state says; nothing is started where no step is open."""
    if not any(record.state in step.open_in for step in steps(record)):
        return
    node = FLOWS[record._meta.label_lower].begin
    start = node.activation_class.create(node, None, None)
    start.process.case, start.process.record = record.case, record
    start.execute()
    settle(record)


def open_tasks(record):
    """The record's human tasks that wait for somebody."""
    return Task.objects.filter(
        process__record_type=ContentType.objects.get_for_model(record),
        process__record_id=record.pk,
        flow_task_type="HUMAN",
        status__in=WAITING,
    )


def follow(record, act, by):
    """After an act: finish the task it fulfils, close the tasks it made pointless, begin again where none is left."""
    tasks = _tasks_of(record)
    done = next((task for task in tasks if act in task.flow_task.acts), None)
    pointless = [task for task in tasks if task is not done and record.state not in task.flow_task.open_in]
    for task in pointless:
        _cancel(task)
    if done:
        finish(done, by)
        settle(record)
    elif len(pointless) == len(tasks):
        _end_processes(record)
        begin(record)


def finish(task, by):
    """The step is done by this officer: the engine goes on to the next steps. Whoever asks for it holds the case."""
    task.owner, task.assigned = by, task.assigned or timezone.now()
    task.status, task.started = STATUS.STARTED, task.started or timezone.now()
    task.flow_task.activation_class(task).execute()


def settle(record):
    """Finish the steps whose guidebook items are all satisfied: nobody has to press a button for them."""
    open_here = [step for step in steps(record) if step.for_items and record.state in step.open_in]
    fulfilled = _fulfilled(record, open_here) if open_here else {}
    for task in _tasks_of(record) if fulfilled else []:
        if task.flow_task in fulfilled:
            finish(task, task.owner or _last_hand(record, fulfilled[task.flow_task]))


def _fulfilled(record, open_here):
    """Those of the steps whose items are all satisfied, with the items."""
    items = {step: [item for item in book(record.edition).items if step.waits_for(item)] for step in open_here}
    judgement = Judgement(record, timezone.localdate(), [item for wanted in items.values() for item in wanted])
    unmet = {line.item for line in judgement.lines if not line.satisfied}
    return {step: wanted for step, wanted in items.items() if unmet.isdisjoint(wanted)}


def _tasks_of(record):
    """The open tasks, each with the record at hand instead of a second copy of it."""
    tasks = list(open_tasks(record).select_related("process"))
    for task in tasks:
        task.process.case, task.process.record = record.case, record
    return tasks


@receiver(answered)
def _on_answer(sender, case, by, **kwargs):
    from fostercare.workflows.cases import record_of

    settle(record_of(case))


@receiver(released)
def _on_release(sender, officer, **kwargs):
    """What the officer had taken and may no longer do returns to the office."""
    taken = Task.objects.filter(owner=officer, status__in=WAITING)
    taken.exclude(pk__in=Task.objects.for_officer(officer).values("pk")).update(
        owner=None, status=STATUS.NEW, assigned=None
    )


def move(cases, directorate):
    """What was on a desk of one directorate waits for anybody of another one."""
    Task.objects.filter(case__in=cases, flow_task_type="HUMAN", status__in=WAITING).exclude(directorate=None).update(
        directorate=directorate, owner_permission_obj_pk=str(directorate.pk), owner=None, assigned=None,
        status=STATUS.NEW,
    )  # fmt: skip


def take(task, by):
    """The officer takes the task: it moves from the office's list to their own."""
    task.owner, task.status, task.assigned = by, STATUS.ASSIGNED, timezone.now()
    task.save(update_fields=["owner", "status", "assigned"])


def give_back(task):
    """The task returns to the office's list."""
    task.owner, task.status, task.assigned = None, STATUS.NEW, None
    task.save(update_fields=["owner", "status", "assigned"])


def _last_hand(record, items):
    """The officer whose answer completed the step."""
    cases, codes = [case.pk for case in record.chain()], [item.code for item in items]
    standing = Answer.objects.filter(case__in=cases, item__code__in=codes, replaced_at=None)
    by_time = standing.order_by(Coalesce("verified_at", "answered_at").desc())
    last = by_time.select_related("answered_by", "verified_by").first()
    return last and (last.verified_by or last.answered_by)


def _cancel(task):
    task.status, task.finished = STATUS.CANCELED, timezone.now()
    task.save(update_fields=["status", "finished"])


def _end_processes(record):
    """Close a run in which nothing is left to do (a join may still wait there for a branch that was closed)."""
    now = timezone.now()
    runs = Process.objects.filter(
        record_type=ContentType.objects.get_for_model(record), record_id=record.pk, status=PROCESS.NEW
    )
    Task.objects.filter(process__in=runs, status__in=WAITING).update(status=STATUS.CANCELED, finished=now)
    runs.update(status=PROCESS.CANCELED, finished=now)
