"""A file of orders from its arrival to its end: checked whole, then taken in order by order.

Nothing of a file with a problem is taken. One without is taken by the worker, each order in a
transaction of its own: an order is taken once, however often a file or a worker comes again, so
what was interrupted is only gone on with.
"""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit, jobs
from foundation import clock
from foundation.refusals import Refusal
from inventory.models import Backorder
from shop.marketplaces.checking import Checked, check_content, preview_of
from shop.marketplaces.models import FileState, Marketplace, MarketplaceOrder, OrderFile
from shop.marketplaces.taking import take_order

TAKE_JOB, SWEEP_JOB = "marketplaces.take", "marketplaces.sweep"
LARGEST = 5 * 1024 * 1024
MOST_ORDERS = 5_000
MOST_PROBLEMS = 2_000
KEPT = timedelta(days=7)
_OPEN = (FileState.CHECKED, FileState.BROKEN, FileState.FAILED)
_TAKEABLE = (FileState.CHECKED, FileState.FAILED, FileState.TAKING)


@transaction.atomic
def bring_file(
    *,
    marketplace: Marketplace,
    file_name: str,
    content: bytes,
    by: User | None,
    at: datetime | None = None,
) -> OrderFile:
    """Keep a file of orders and check it; nothing of it is taken yet.

    Raises:
        Refusal: it is empty or too large, or the marketplace is not active.
    """
    if not marketplace.is_active:
        raise Refusal(_("This marketplace is not active."), field="marketplace")
    if not content:
        raise Refusal(_("This file is empty."), field="file")
    if len(content) > LARGEST:
        raise Refusal(
            _("It is larger than %(most)d MB: bring it in parts.") % {"most": LARGEST >> 20},
            field="file",
        )
    file = OrderFile(
        marketplace=marketplace,
        file_name=file_name.replace("\x00", "")[-120:] or "file",
        by=by,
        content=zlib.compress(content),
        created_at=at or clock.now(),
    )
    _note(file, _checked(marketplace, content))
    audit.write(actor=by, action="marketplace.file_brought", target=file, at=at)
    return file


@transaction.atomic
def check_again(*, file: OrderFile) -> OrderFile:
    """Compare a file once more with the shop as it is now.

    Raises:
        Refusal: it is being taken in, is done, or is not kept any more.
    """
    file = _locked(file, _OPEN)
    _note(file, _checked(file.marketplace, _content(file)))
    return file


@transaction.atomic
def request_take(*, file: OrderFile, by: User | None, at: datetime | None = None) -> None:
    """Have the worker take in a file; again where it was interrupted.

    Raises:
        Refusal: it has problems, is done, or is not kept any more.
    """
    file = _locked(file, _TAKEABLE)
    if file.problem_count:
        raise Refusal(_("Set right what is wrong in it first."))
    if file.state == FileState.FAILED:
        file.notes = []  # why it failed the last time
    file.state, file.by = FileState.TAKING, by
    file.save(update_fields=["state", "by", "notes"])
    audit.write(actor=by, action="marketplace.file_taken", target=file, at=at)
    key = f"{TAKE_JOB}:{file.pk}@{clock.now():%Y%m%d%H%M%S%f}"
    jobs.enqueue(TAKE_JOB, key=key, payload={"file": file.pk})


def take_file(
    *, file: OrderFile, report: jobs.Report = lambda text: None, at: datetime | None = None
) -> OrderFile:
    """Take in what is new of a file, each order for itself; call it outside any transaction.

    It is checked once more before the first. Called again it goes on where it was interrupted; of
    two at once each order is taken by one.
    """
    try:
        checked = _checked(file.marketplace, _content(file))
    except Refusal as problem:
        return _fail(file, str(problem))
    if checked.findings.count or checked.articles is None:
        return _stop(file, checked)
    orders = checked.new
    for done, sold in enumerate(orders, start=1):
        take_order(
            marketplace=file.marketplace, sold=sold, articles=checked.articles, file=file, at=at
        )
        if done % 25 == 0:
            report(_("%(done)d of %(all)d orders") % {"done": done, "all": len(orders)})
    return _end(file, at or clock.now())


@transaction.atomic
def _end(file: OrderFile, now: datetime) -> OrderFile:
    """Note what came of it, and forget what was in it."""
    file = OrderFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    entries = MarketplaceOrder.objects.filter(file=file)
    waits = Backorder.objects.filter(reference=OuterRef("order__public_id"), waiting__gt=0)
    file.taken = entries.count()
    file.seen = file.orders - file.taken
    file.waiting = entries.filter(Exists(waits)).count()
    file.state, file.ended_at, file.content = FileState.DONE, now, None
    file.save(update_fields=["taken", "seen", "waiting", "state", "ended_at", "content"])
    return file


@transaction.atomic
def _stop(file: OrderFile, checked: Checked) -> OrderFile:
    """What could be taken when it was checked cannot be any more."""
    file = OrderFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.state != FileState.DONE:
        _note(file, checked)
    return file


@transaction.atomic
def _fail(file: OrderFile, words: str) -> OrderFile:
    file = OrderFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.state != FileState.DONE:
        file.state, file.notes = FileState.FAILED, [words]
        file.save(update_fields=["state", "notes"])
    return file


def _checked(marketplace: Marketplace, content: bytes) -> Checked:
    checked = check_content(marketplace=marketplace, content=content)
    if len(checked.orders) > MOST_ORDERS:
        words = _("It has more than %(most)d orders: bring it in parts.")
        checked.findings.say(1, "", words % {"most": MOST_ORDERS})
    return checked


def _note(file: OrderFile, checked: Checked) -> None:
    findings = checked.findings
    file.orders, file.taken = len(checked.orders), len(checked.new)
    file.seen = file.orders - file.taken
    file.problem_count = findings.count
    file.problems = [
        [one.line, one.column, one.words] for one in list(findings.in_order())[:MOST_PROBLEMS]
    ]
    file.notes = findings.notes
    file.preview = preview_of(checked, file.marketplace)
    file.state = FileState.BROKEN if findings.count else FileState.CHECKED
    file.save()


def _content(file: OrderFile) -> bytes:
    kept = OrderFile.objects.filter(pk=file.pk).values_list("content", flat=True).first()
    if kept is None:
        raise Refusal(_("The file is not kept any more: bring it again."))
    return zlib.decompress(bytes(kept))


def _locked(file: OrderFile, states: tuple[FileState, ...]) -> OrderFile:
    rows = OrderFile.objects.select_for_update(of=("self",)).select_related("marketplace")
    locked = rows.get(pk=file.pk)
    if locked.state not in states:
        raise Refusal(_("It is not at that: look at its state."))
    if locked.content is None:
        raise Refusal(_("The file is not kept any more: bring it again."))
    return locked


def sweep_files(*, at: datetime | None = None) -> int:
    """Forget what was in files that nobody took in within a week: it names people."""
    old = OrderFile.objects.filter(
        content__isnull=False, created_at__lt=(at or clock.now()) - KEPT
    ).exclude(state=FileState.TAKING)
    return old.update(content=None, preview=[], problems=[])


def _abandon(payload: dict[str, Any]) -> None:
    """The worker died at a file, or failed, as often as is tried: it can be begun once more."""
    words = _(
        "The work at it was stopped each time it was begun: check the file again, or in parts."
    )
    rows = OrderFile.objects.defer("content")
    if file := rows.filter(pk=payload["file"], state=FileState.TAKING).first():
        _fail(file, words)


@jobs.handles(TAKE_JOB, given_up=_abandon)
def _take(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    rows = OrderFile.objects.select_related("marketplace").defer("content")
    file = rows.filter(pk=payload["file"], state=FileState.TAKING).first()
    if file is None:
        return {}
    done = take_file(file=file, report=report)
    return {"state": done.state, "new": done.taken, "seen before": done.seen}


@jobs.handles(SWEEP_JOB)
def _sweep(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    return {"forgotten": sweep_files()}
