"""Registering an application, step by step: whatever is typed is kept in a draft before anything is said about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from directorates import access
from directorates.keys import read_keys
from directorates.roles import ACTIONS
from directorates.templatetags.arabic import ltr
from directorates.wording import digits
from fostercare.workflows.application import registration_review as reviewing
from fostercare.workflows.application.models import RegistrationDraft
from fostercare.workflows.application.registration_draft import REVIEW, STEPS, Registration, keep, submit
from fostercare.workflows.application.registration_forms import MembersForm

RIGHT = "register_applications"
# Buttons and marks of the page; everything else that is posted was typed.
OF_THE_PAGE = {"csrfmiddlewaretoken", "go", "add", "remove"}


@never_cache
def start(request):
    """The officer's own drafts, and the button that begins a new one."""
    _may_register(request.user)
    if request.method == "POST":
        return redirect("registration", _new_draft(request.user).pk, "family")
    return render(
        request,
        "application/register_start.html",
        {
            "title": _("Registration of a request"),
            "lead": _("A request is typed in steps. Each step is kept as it is typed."),
            "crumbs": _crumbs(_("Registration of a request")),
            "rows": [_row(draft) for draft in _drafts(request.user)],
            "empty_sentence": _("No registration is under way."),
        },
    )


@never_cache
def step_page(request, pk, step):
    """One step of a draft: shown, kept, judged."""
    draft = _own(request, pk)
    if draft.application_id:
        return redirect("case", draft.application.number)
    if step == REVIEW:
        return review(request, Registration(draft, request.user))
    if step not in STEPS:
        raise Http404
    if request.method == "POST":
        return _posted(request, draft, step)
    registration = Registration(draft, request.user)
    if step not in registration.forms:
        return redirect("registration", pk, "family")
    return _page(request, registration, step)


def review(request, registration):
    """Everything that was typed, what is known already, what the rules propose; then the request is submitted."""
    application, incomplete = registration.whole(), registration.incomplete()
    facts = [
        {"label": STEPS[step][0], "url": _url(registration, step), "lists": reviewing.facts_of(step, registration)}
        for step in registration.forms
    ]
    return render(
        request,
        "application/register_review.html",
        {
            **_frame(registration, REVIEW),
            "sections": facts,
            "proposals": [] if incomplete else reviewing.proposals(application),
            "known": reviewing.known_already(application, request.user),
            "blocked": _incomplete(registration, incomplete) if incomplete else None,
        },
    )


@require_POST
def submitted(request, pk):
    """The last button. Pressed twice, it leads to the same application."""
    draft = _own(request, pk)
    application = submit(draft, by=request.user, asking=request.POST.getlist("ask"))
    if application is None:
        return redirect("registration", pk, REVIEW)
    if not draft.application_id:
        said = _("The request was registered in the system under number %(number)s.")
        messages.success(request, mark_safe(said % {"number": ltr(application.number)}))
        messages.info(
            request,
            format_html(
                '<a href="{}">{}</a>',
                reverse("consents", args=[application.number]),
                _("Record what each adult consents to"),
            ),
        )
    return redirect("case", application.number)


@never_cache
def delete(request, pk):
    """A draft is thrown away only after asking."""
    draft = _own(request, pk)
    if request.method == "POST":
        RegistrationDraft.objects.filter(pk=draft.pk, application=None).delete()
        messages.success(request, _("The draft was deleted."))
        return redirect("registration_start")
    return render(
        request,
        "application/register_delete.html",
        {
            "title": _("Delete the draft"),
            "lead": _("What was typed in it is gone for good."),
            "back": {"label": _("Registration of a request"), "url": reverse("registration_start")},
            "facts": [{"label": _("Request of"), "value": _name(draft)}],
            "grave": True,
            "submit_label": _("Delete the draft"),
        },
    )


# what a post asks for


def _posted(request, draft, step):
    """Keep what was typed; then do what the button says."""
    typed = _typed(request)
    go = request.POST.get("go", "")
    if added := request.POST.get("add"):
        row = _add_row(typed, added)
    elif removed := request.POST.get("remove"):
        _remove_row(typed, removed)
    asked_on = not (request.htmx or added or removed or go in ("previous", "leave"))
    draft = keep(draft, step, typed, sent=asked_on)
    if draft.application_id:
        return redirect("case", draft.application.number)
    registration = Registration(draft, request.user)
    if request.htmx:
        return render(request, "application/register_kept.html", _kept(registration, step))
    if step not in registration.forms:
        return redirect(_url(registration, "family"))
    if added or removed:
        return redirect(f"{_url(registration, step)}#{row if added else step}")
    return _gone_on(request, registration, step, go)


def _gone_on(request, registration, step, go):
    if go == "leave":
        messages.success(request, _("The draft is kept."))
        return redirect("registration_start")
    if go == "previous":
        return redirect(_url(registration, registration.before(step)))
    if not registration.forms[step].is_valid():
        return _page(request, registration, step)
    return redirect(_url(registration, registration.after(step)))


def _typed(request):
    """What was typed, as plain lists. A null character cannot be kept in the database, and nobody types one."""
    return {
        name: [value.replace("\0", "") for value in values]
        for name, values in request.POST.lists()
        if name not in OF_THE_PAGE
    }


def _add_row(typed, name):
    """One more empty row in a list of members; gives its anchor."""
    if name not in MembersForm.LISTS:
        raise Http404
    keys = typed.setdefault(name, [])
    key = str(1 + max(read_keys(keys), default=0))
    keys.append(key)
    for field, values in MembersForm.FRESH[name].items():
        typed[f"{name}-{key}-{field}"] = list(values)
    return f"{name}-{key}"


def _remove_row(typed, row):
    """Take a row (`child-3`) and what was typed in it away."""
    name, _dash, key = row.partition("-")
    typed[name] = [kept for kept in typed.get(name, []) if kept != key]
    for field in [field for field in typed if field.startswith(f"{row}-")]:
        del typed[field]


# what the pages show


def _page(request, registration, step):
    form = registration.to_show(step)
    template = "application/register_members.html" if step == "members" else "application/register_step.html"
    return render(request, template, _frame(registration, step) | {"form": form} | _kept(registration, step))


def _frame(registration, step):
    """What every page of the registration has: where one is among the steps."""
    steps = [*registration.forms, REVIEW]
    place = {"place": digits(steps.index(step) + 1), "count": digits(len(steps))}
    return {
        "title": _label(step),
        "lead": _("Step %(place)s of %(count)s") % place,
        "crumbs": _crumbs(_("Registration of a request"), reverse("registration_start")),
        "steps": [_mark(registration, each, step) for each in steps],
        "step": step,
        "draft_pk": registration.draft.pk,
    }


def _kept(registration, step):
    """What is said while typing: when it was kept, and what the national ID tells."""
    form = registration.forms.get(step)
    return {
        "saved_at": registration.draft.saved_at if registration.draft.data else None,
        "reads_card": hasattr(form, "card"),
        "card": getattr(form, "card", None),
    }


def _mark(registration, step, current):
    tone = "miss" if step == REVIEW else registration.standing(step)
    return {
        "label": _label(step),
        "url": _url(registration, step),
        "current": step == current,
        "tone": "now" if step == current else tone,
    }


def _label(step):
    return _("Review") if step == REVIEW else STEPS[step][0]


def _incomplete(registration, steps):
    return {
        "title": _("The request cannot be submitted yet. These steps are not complete:"),
        "obstacles": [{"sentence": STEPS[step][0], "url": _url(registration, step)} for step in steps],
    }


def _row(draft):
    last = draft.data.get("last", "family")
    return {"pk": draft.pk, "name": _name(draft), "step": last, "label": _label(last), "saved_at": draft.saved_at}


def _name(draft):
    """What the draft is called while it has no number."""
    typed = draft.data.get("applicant", {}).get("typed", {})
    names = [*typed.get("full_name", []), *typed.get("latin_name", [])]
    return next((name for name in names if name.strip()), _("no name yet"))


def _crumbs(label, url=None):
    return [{"label": _("My work"), "url": reverse("home")}, {"label": label, "url": url}]


def _url(registration, step):
    return reverse("registration", args=[registration.draft.pk, step])


# whose draft it is


def _may_register(user):
    if not access.allowed_somewhere(user, RIGHT):
        raise PermissionDenied(ACTIONS[RIGHT])


def _drafts(user):
    return RegistrationDraft.objects.filter(officer=user, application=None)


def _own(request, pk):
    """The officer's own draft; nobody else's exists (404)."""
    draft = get_object_or_404(RegistrationDraft.objects.select_related("application"), pk=pk, officer=request.user)
    _may_register(request.user)
    return draft


def _new_draft(user):
    """An empty draft; the one that was begun and left empty is taken again."""
    empty = _drafts(user).filter(data={}).first()
    return empty or RegistrationDraft.objects.create(
        officer=user, directorate=access.directorates_where(user, RIGHT).first()
    )
