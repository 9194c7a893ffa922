"""What staff decide of suggestions: yes, no, or yes from a moment on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext as _

from accounts.models import User
from events import audit
from foundation import clock
from pricing.models import OPEN_STATES, PriceSuggestion, RejectReason, SuggestionState
from pricing.repricing.applying import apply_group
from pricing.repricing.outcomes import (
    LONGEST_NOTE,
    Keys,
    Outcome,
    SuggestionRefused,
    each_group,
    locked,
)

FARTHEST = timedelta(days=92)
_WAITING = frozenset({SuggestionState.PROPOSED, SuggestionState.APPROVED})


def approve(
    *,
    suggestions: Iterable[PriceSuggestion],
    by: User | None,
    at: datetime | None = None,
    apply_at_once: bool = True,
) -> Outcome:
    """Staff agree, and unless told otherwise the prices change at once.

    What cannot be applied now stays proposed, and the outcome says why.
    """
    return each_group(suggestions, partial(_approve, by=by, at=at, apply_at_once=apply_at_once))


def reject(
    *,
    suggestions: Iterable[PriceSuggestion],
    reason: str,
    by: User | None,
    note: str = "",
    at: datetime | None = None,
) -> Outcome:
    """Staff say no and why: what is proposed later learns from the reason.

    Raises:
        SuggestionRefused: a reason that is none, or another reason without words.
    """
    if reason not in RejectReason.values:
        raise SuggestionRefused(_("Say why: choose a reason."), field="reason")
    if reason == RejectReason.OTHER and not note.strip():
        raise SuggestionRefused(_("Say in words what the other reason is."), field="note")
    return each_group(suggestions, partial(_reject, reason=reason, note=note, by=by, at=at))


def schedule(
    *,
    suggestions: Iterable[PriceSuggestion],
    when: datetime,
    by: User | None,
    at: datetime | None = None,
) -> Outcome:
    """Staff agree, and the prices change at a moment to come, if the rails hold then.

    Raises:
        SuggestionRefused: the moment has passed or is too far away.
    """
    now = at or clock.now()
    if when <= now:
        raise SuggestionRefused(_("Choose a moment that is yet to come."), field="when")
    if when > now + FARTHEST:
        raise SuggestionRefused(
            _("Choose a moment within %(days)d days.") % {"days": FARTHEST.days}, field="when"
        )
    return each_group(suggestions, partial(_schedule, when=when, by=by, at=at))


def _approve(
    keys: Keys, *, by: User | None, at: datetime | None, apply_at_once: bool
) -> list[PriceSuggestion]:
    rows = locked(keys)
    now = at or clock.now()
    for row in rows:
        _check_waits(row, now)
        row.state = SuggestionState.APPROVED
        _decide(row, by, now)
    _save(rows)
    _tell(rows, "approve", by, now)
    return apply_group(keys, by=by, at=at) if apply_at_once else rows


def _reject(
    keys: Keys, *, reason: str, note: str, by: User | None, at: datetime | None
) -> list[PriceSuggestion]:
    rows = locked(keys)
    now = at or clock.now()
    for row in rows:
        if row.state not in OPEN_STATES:
            raise SuggestionRefused(decided_already(row))
        row.state, row.scheduled_for = SuggestionState.REJECTED, None
        row.reject_reason, row.note = reason, note.strip()[:LONGEST_NOTE]
        _decide(row, by, now)
    _save(rows)
    _tell(rows, "reject", by, now, reason=str(reason))
    return rows


def _schedule(
    keys: Keys, *, when: datetime, by: User | None, at: datetime | None
) -> list[PriceSuggestion]:
    rows = locked(keys)
    now = at or clock.now()
    for row in rows:
        if row.state != SuggestionState.SCHEDULED:  # that one only changes its moment
            _check_waits(row, now)
        row.state, row.scheduled_for = SuggestionState.SCHEDULED, when
        _decide(row, by, now)
    _save(rows)
    _tell(rows, "schedule", by, now, when=when.isoformat())
    return rows


def _check_waits(row: PriceSuggestion, now: datetime) -> None:
    if row.state not in _WAITING:
        raise SuggestionRefused(decided_already(row))
    if row.expires_at <= now:
        raise SuggestionRefused(_("It has expired: wait for the next proposals."))


def decided_already(row: PriceSuggestion) -> str:
    """Why nothing can be decided of one that is settled."""
    return _("It is settled already: %(state)s.") % {"state": row.get_state_display()}


def _decide(row: PriceSuggestion, by: User | None, now: datetime) -> None:
    row.decided_by, row.decided_at = by.pk if by is not None else None, now


def _save(rows: Iterable[PriceSuggestion]) -> None:
    fields = ["state", "decided_by", "decided_at", "reject_reason", "note", "scheduled_for"]
    PriceSuggestion.objects.bulk_update(rows, fields)


def _tell(
    rows: Iterable[PriceSuggestion], action: str, by: User | None, now: datetime, **changes: str
) -> None:
    for row in rows:
        audit.write(actor=by, action=action, target=row, changes=changes, at=now)
