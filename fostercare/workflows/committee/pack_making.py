"""Packs are made: all that wait for one sitting together, each case set once for those who read the same cases."""

import logging
from collections import defaultdict

from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from directorates.wording import digits
from fostercare import binding, printing
from fostercare.records.alone import alone
from fostercare.workflows.committee import pack_paper, packs
from fostercare.workflows.committee.models import Sitting
from fostercare.workflows.committee.packs import Pack

LOCK = 2_026_002
log = logging.getLogger(__name__)


def make_next() -> bool:
    """Make the packs of one sitting that wait; false where none waits or others are at it.

    A crash loses nothing: the packs still wait, and the lock is let go with the connection. What fails is written to
    the log and tried again, three times at most.
    """
    waiting = Sitting.objects.whole().filter(pk__in=Pack.objects.waiting().values("sitting"))
    for sitting in waiting.order_by("sits_on", "pk"):
        with alone(LOCK, sitting.pk) as got_it:
            if got_it and _make(sitting):
                return True
    return False


def _make(sitting) -> bool:
    waiting = list(Pack.objects.waiting().filter(sitting=sitting).select_related("member__officer"))
    Pack.objects.filter(pk__in=[pack.pk for pack in waiting]).update(tries=F("tries") + 1)
    standing = sitting.items.standing().select_related("case__edition", "case__directorate")
    items = list(standing.defer("case__edition__lists").order_by("position"))
    alike = defaultdict(list)
    for pack in waiting:
        alike[packs.readable(sitting, pack.member, items)].append(pack)
    for read, together in alike.items():
        try:
            with translation.override(printing.LANGUAGE):
                _make_alike(sitting, read, together)
        except Exception:
            log.exception("packs of sitting %s failed", sitting.number)
    return bool(waiting)


def _make_alike(sitting, items, together):
    whole, contents, pages = _whole(sitting, items, Pack.objects.filter(pk__in=[pack.pk for pack in together]))
    for pack in together:
        packs.keep(pack, binding.overlaid(whole, pack_paper.watermark(pack)), contents, pages)


def _whole(sitting, items, making):
    """The numbered pages, where each item begins, and how many pages there are; `making` is told how far it is."""
    making.update(done=0, total=len(items))
    parts = []
    for done, item in enumerate(items, start=1):
        parts.append(binding.bound(pack_paper.item(sitting, item)))
        making.update(done=done)
    lengths = [binding.page_count(part) for part in parts]
    # The index says on which page each item begins, and is itself before them: its length is known once it is set.
    first = 1 + binding.page_count(pack_paper.index(sitting, items, lengths))
    begins = [first + sum(lengths[:place]) for place in range(len(items))]
    pages = binding.bound([pack_paper.index(sitting, items, begins), *parts])
    labels = list(_labels(items, first - 1, lengths))
    contents = [
        {"item": item.pk, "position": item.position, "page": page} for item, page in zip(items, begins, strict=True)
    ]
    return binding.overlaid(pages, pack_paper.numbers(labels)), contents, len(labels)


def _labels(items, index, lengths):
    """What is printed above each page: of which item it is."""
    yield from [_("Index")] * index
    for item, length in zip(items, lengths, strict=True):
        yield from [_("Item %(position)s") % {"position": digits(item.position)}] * length
