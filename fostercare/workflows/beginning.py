"""Many runs at once: the engine starts one, and the others are written in its image, a few statements for hundreds."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from fostercare.workflows import waiting
from fostercare.workflows.models import Process, Task

COPIED = [
    "flow_task", "flow_task_type", "status", "token", "created", "assigned", "started", "finished", "owner_permission",
    "owner_permission_content_type_id",
]  # fmt: skip


@transaction.atomic
def begin_all(records):
    """Start the flows of records of one model that all stand in the same state and wait for the same act."""
    if not records:
        return
    first, *others = records
    waiting.begin(first)
    begun = Process.objects.filter(record_type=_type(first), record_id=first.pk).last()
    if begun is None or not others:
        return
    pattern = list(begun.task_set.order_by("pk"))
    runs = Process.objects.bulk_create(_run_like(begun, record) for record in others)
    tasks = Task.objects.bulk_create(_task_like(task, run) for run in runs for task in pattern)
    _follow_each_other(pattern, tasks)


def _run_like(begun, record):
    run = Process(flow_class=begun.flow_class, status=begun.status, created=begun.created, finished=begun.finished)
    run.case, run.record = record.case, record
    return run


def _task_like(task, run):
    copy = Task(process=run, **{name: getattr(task, name) for name in COPIED})
    copy.case, copy.directorate_id = run.case, run.case.directorate_id
    if task.owner_permission_obj_pk:
        copy.owner_permission_obj_pk = str(run.case.directorate_id)
    if hasattr(task.flow_task, "due_on"):
        copy.due_on = task.flow_task.due_on(copy)
    return copy


def _follow_each_other(pattern, tasks):
    """Each run's tasks point at one another as those of the pattern do."""
    Link = Task.previous.through
    place = {task.pk: at for at, task in enumerate(pattern)}
    links = Link.objects.filter(from_task__in=pattern).values_list("from_task_id", "to_task_id")
    arrows = [(place[later], place[earlier]) for later, earlier in links]
    runs = [tasks[at : at + len(pattern)] for at in range(0, len(tasks), len(pattern))]
    Link.objects.bulk_create(
        Link(from_task=run[later], to_task=run[earlier]) for run in runs for later, earlier in arrows
    )


def _type(record):
    return ContentType.objects.get_for_model(record)
