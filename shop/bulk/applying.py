"""A planned change carried out by the worker, portion by portion, each row once.

A portion's rows are written in the transaction that notes them as written. A worker that is
killed has written whole portions; who takes over goes on with the rows that are still planned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit, jobs
from events.models import Job, JobState
from foundation import clock
from foundation.failpoints import fail_point
from foundation.refusals import Refusal
from foundation.transactions import retry_once
from shop.bulk.edits import Edit, Value, Written
from shop.bulk.models import BulkChange, BulkRow, ChangeState, RowState
from shop.bulk.planning import (
    changed_since,
    edit_of,
    locked_change,
    plan_rest_of_undo,
    require_permission,
)

APPLY_JOB, SWEEP_JOB = "bulk.apply", "bulk.sweep"
PORTION = 250
KEPT_UNSAID = timedelta(days=7)
KEPT_ROWS = timedelta(days=90)


@transaction.atomic
def request_apply(*, change: BulkChange, by: User | None, at: datetime | None = None) -> None:
    """Have a planned change carried out by the worker; ``by`` answers for it.

    Raises:
        Refusal: it is not planned, there is nothing to do, or ``by`` may not change this.
    """
    require_permission(by, edit_of(change))
    locked = locked_change(change, (ChangeState.READY,))
    if not locked.rows.filter(state=RowState.PLANNED).exists():
        raise Refusal(_("Nothing of it would change anything."))
    _begin(locked, by, at)


def _begin(change: BulkChange, by: User | None, at: datetime | None) -> None:
    change.state, change.by, change.chosen, change.applied_at = ChangeState.APPLYING, by, [], None
    change.save(update_fields=["state", "by", "chosen", "applied_at"])
    audit.write(actor=by, action="bulk.asked", target=change, changes={"edit": change.edit}, at=at)
    _queue(change)


@transaction.atomic
def go_on(*, change: BulkChange, by: User | None, at: datetime | None = None) -> None:
    """Have a change carried on whose worker gave up, or an undo that was stopped.

    The rows of a change that was stopped can be chosen anew; those of an undo only be put back.

    Raises:
        Refusal: it is at work still, nothing of it is left to do, or ``by`` may not change this.
    """
    require_permission(by, edit_of(change))
    if change.undoes_id and change.state == ChangeState.STOPPED:
        _begin(plan_rest_of_undo(undo=change, at=at), by, at)
        return
    locked = locked_change(change, (ChangeState.APPLYING,))
    if is_worked_on(locked):
        raise Refusal(_("It is being worked on."))
    _queue(locked)


@transaction.atomic
def stop_change(*, change: BulkChange, by: User | None, at: datetime | None = None) -> None:
    """Leave the rows alone that were not changed yet; what was changed stays, and can be undone.

    Raises:
        Refusal: it is not being applied, or ``by`` may not change this.
    """
    require_permission(by, edit_of(change))
    locked = locked_change(change, (ChangeState.APPLYING,))
    waiting = locked.rows.filter(state=RowState.PLANNED)
    waiting.update(state=RowState.LEFT, reason=_("It was stopped before."))
    _end(locked, ChangeState.STOPPED, at or clock.now())


def is_worked_on(change: BulkChange) -> bool:
    """Whether a worker has it or will take it."""
    return Job.objects.filter(
        key__startswith=f"{APPLY_JOB}:{change.pk}@",
        state__in=[JobState.QUEUED, JobState.RUNNING],
    ).exists()


def _queue(change: BulkChange) -> None:
    key = f"{APPLY_JOB}:{change.pk}@{clock.now():%Y%m%d%H%M%S%f}"
    jobs.enqueue(APPLY_JOB, key=key, payload={"change": change.pk})


def apply_change(
    *,
    change: BulkChange,
    advance: Callable[[int], None] = lambda _rows: None,
    at: datetime | None = None,
) -> None:
    """Carry out what is planned, to its end; ``advance`` hears how many rows were looked at."""
    while rows := retry_once(partial(_apply_some, change.pk, at)):
        advance(rows)


def _apply_some(change_id: int, at: datetime | None) -> int:
    """One portion in the caller's transaction; returns its rows, 0 when nothing is left to do."""
    moment = at or clock.now()
    change = BulkChange.objects.select_for_update(of=("self",)).get(pk=change_id)
    if change.state != ChangeState.APPLYING:
        return 0
    rows = list(change.rows.filter(state=RowState.PLANNED).order_by("subject")[:PORTION])
    if not rows:
        _end(change, ChangeState.DONE, moment)
        return 0
    edit = edit_of(change)
    _write_rows(edit, change, rows, moment)
    fail_point("bulk.portion.written")
    BulkRow.objects.bulk_update(rows, ["state", "reason"], batch_size=PORTION)
    return len(rows)


def _write_rows(edit: Edit, change: BulkChange, rows: Sequence[BulkRow], at: datetime) -> None:
    """Write those that are as they were seen and may still become so; note what became of each."""
    keys = [row.subject for row in rows]
    edit.target.lock(keys)
    values = edit.read(keys, change.terms)
    due = []
    for row in rows:
        if row.subject in values and values[row.subject] == row.before:
            due.append(row)
        else:
            row.state, row.reason = RowState.LEFT, changed_since()
    objections = edit.objections({row.subject: row.after for row in due}, change.terms)
    for row in due:
        row.state = RowState.REFUSED if row.subject in objections else RowState.APPLIED
        row.reason = objections.get(row.subject, "")[:200]
    write = partial(_write, edit, change, at)
    fine = [row for row in due if row.state == RowState.APPLIED]
    if fine and write(fine):
        for row in fine:
            row.reason = write([row])[:200]
            row.state = RowState.REFUSED if row.reason else RowState.APPLIED


def _write(edit: Edit, change: BulkChange, at: datetime, rows: Sequence[BulkRow]) -> str:
    """Write rows, all or none; why none was written, or empty."""
    after: dict[int, Value] = {row.subject: row.after for row in rows}
    written = Written(after=after, terms=change.terms, by=change.by, at=at)
    try:
        with transaction.atomic():
            edit.write(written)
    except Refusal as problem:
        return str(problem)
    except (IntegrityError, DataError) as error:
        words = _("The database refuses it: %(error)s")
        return words % {"error": str(error).partition("\n")[0][:120]}
    return ""


def _end(change: BulkChange, state: ChangeState, at: datetime) -> None:
    change.state, change.applied_at = state, max(at, change.created_at)
    change.save(update_fields=["state", "applied_at"])
    changed = change.rows.filter(state=RowState.APPLIED).count()
    audit.write(
        actor=change.by,
        action="bulk.applied",
        target=change,
        changes={"edit": change.edit, "changed": changed, "undoes": change.undoes_id},
        at=at,
    )


@transaction.atomic
def sweep_changes(*, at: datetime | None = None) -> int:
    """Forget what nobody applied within a week, and the rows of what ended long ago."""
    now = at or clock.now()
    unsaid = BulkChange.objects.filter(
        state__in=[ChangeState.CHOSEN, ChangeState.READY], created_at__lt=now - KEPT_UNSAID
    )
    old = BulkRow.objects.filter(change__applied_at__lt=now - KEPT_ROWS)
    return unsaid.delete()[0] + old.delete()[0]


@jobs.handles(APPLY_JOB)
def _apply(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    change = BulkChange.objects.filter(pk=payload["change"]).first()
    if change is None:
        return {}
    looked_at = 0

    def advance(rows: int) -> None:
        nonlocal looked_at
        looked_at += rows
        report(_("%(rows)s rows") % {"rows": f"{looked_at:,}"})

    apply_change(change=change, advance=advance)
    return {"rows": looked_at}


@jobs.handles(SWEEP_JOB)
def _sweep(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    return {"forgotten": sweep_changes()}
