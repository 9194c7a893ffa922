"""What attempts turned out to be: said by reviewers, by banks, by customers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from events import audit
from foundation import clock
from risk.algorithms.vocabulary import Door, Verdict
from risk.kinds import FraudKind, LabelSource
from risk.models import Assessment, Label

LONGEST_NOTE = 300
STANDING = {Verdict.FRAUD: 1, Verdict.LEGITIMATE: -1}
"""As ``Assessment.verdict`` keeps it."""


@transaction.atomic
def label(
    *,
    door: Door,
    subject: str,
    verdict: Verdict,
    source: LabelSource,
    kind: FraudKind = FraudKind.NONE,
    lost_minor: int = 0,
    by: User | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Label:
    """Note what ``source`` says of an attempt; its latest word counts, however late it arrives.

    Args:
        subject: as the door named it to ``judge``; it need not have been judged.
        lost_minor: what it cost, in the base currency.
        by: the reviewer; None where no member of staff says so.

    Raises:
        ValueError: no subject, or a loss below nought.
    """
    if not subject or lost_minor < 0:
        raise ValueError("a label needs a subject, and a loss of nought or more")
    now = at or clock.now()
    # Held until all is written: two sources that speak at once are heard one after the other.
    attempts = Assessment.objects.select_for_update(no_key=True)
    values: dict[str, Any] = {
        "assessment": attempts.filter(door=door, subject=subject).first(),
        "verdict": verdict,
        "kind": kind if verdict == Verdict.FRAUD else FraudKind.NONE,
        "lost_minor": lost_minor,
        "note": " ".join(note.replace("\x00", "").split())[:LONGEST_NOTE],
        "labelled_by": by,
        "labelled_at": now,
    }
    kept = _kept(door, subject, source, values)
    _keep_standing_verdict(door, subject)
    if by is not None:
        changes = {"verdict": str(verdict), "kind": str(values["kind"])}
        audit.write(actor=by, action="attempt.labelled", target=kept, changes=changes, at=now)
    return kept


def _kept(door: Door, subject: str, source: LabelSource, values: dict[str, Any]) -> Label:
    """The word of a source, unless it spoke later already."""
    kept, is_new = Label.objects.select_for_update().get_or_create(
        door=door, subject=subject, source=source, defaults=values
    )
    if not is_new and kept.labelled_at <= values["labelled_at"]:
        for name, value in values.items():
            setattr(kept, name, value)
        kept.save()
    return kept


def _keep_standing_verdict(door: Door, subject: str) -> None:
    """Write on the attempt what all its sources say together: the latest word counts."""
    said = Label.objects.filter(door=door, subject=subject).order_by("-labelled_at", "-pk").first()
    standing = STANDING[Verdict(said.verdict)] if said else 0
    Assessment.objects.filter(door=door, subject=subject).update(verdict=standing)
