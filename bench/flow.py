"""The peer: the application's flow as viewflow alone would run it, with its own tables, nodes, lock and pages."""

from functools import cache

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow import views

from bench.models import PlainProcess
from bench.officers import officer
from bench.walk import write_plainly


class PlainPage(views.UpdateProcessView):
    """A page of the peer: its form, the domain's rows, the engine."""

    fields = ["note"]

    def form_valid(self, form):
        activation = self.request.activation
        write_plainly(activation.process.application_id, activation.flow_task.name, self.request.user)
        return super().form_valid(form)


@cache
def anybody():
    """The peer's one officer: a superuser, so that no right costs the peer a statement."""
    person = officer("peer")
    person.is_superuser = True
    person.save()
    return person


def step():
    return flow.View(PlainPage.as_view()).Assign(lambda activation: anybody())


class PlainFlow(flow.Flow):
    process_class = PlainProcess
    lock_impl = lock.select_for_update_lock

    begin = flow.StartHandle().Next(this.register)
    register = step().Next(this.preparation)
    preparation = flow.Split().Next(this.papers).Next(this.home_study).Next(this.field_check).Next(this.training)
    papers = step().Next(this.prepared)
    home_study = step().Next(this.prepared)
    field_check = step().Next(this.prepared)
    training = step().Next(this.prepared)
    prepared = flow.Join().Next(this.present)
    present = step().Next(this.local_review)
    local_review = step().Next(this.end)
    end = flow.End()
