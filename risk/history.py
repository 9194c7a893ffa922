"""Attempts of the past in bulk: judged by the same code, written without asking the doors again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from foundation.bulk import Row, insert_rows, reserve_ids
from foundation.ids import new_public_id
from risk.algorithms.vocabulary import Result, Verdict
from risk.decisions import Knock
from risk.kinds import FraudKind, LabelSource
from risk.models import Assessment, Label
from risk.reviewing.labels import LONGEST_NOTE, STANDING
from risk.scoring.recording import fields_of_knock, fields_of_weighed
from risk.scoring.weighing import Weighed


@dataclass(frozen=True, slots=True)
class PastLabel:
    """What one source said of an attempt."""

    verdict: Verdict
    source: LabelSource
    at: datetime
    kind: FraudKind = FraudKind.NONE
    lost_minor: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An attempt as it was judged, with what became of it and what was said of it.

    ``labels`` in the order in which they were said; each needs a source of its own, and the
    attempt a subject. ``was_worn``: a return of what was worn, as the stockroom saw.
    """

    knock: Knock
    at: datetime
    weighed: Weighed
    result: Result
    is_strange: bool = False
    was_worn: bool = False
    labels: tuple[PastLabel, ...] = ()


@transaction.atomic
def record_history(*, attempts: Sequence[PastAttempt]) -> list[int]:
    """Write attempts with their labels; returns the keys of their assessments, in order.

    Raises:
        IntegrityError: a subject that was judged already, or two labels of one source.
    """
    if not attempts:
        return []
    ids = list(reserve_ids(Assessment, len(attempts)))
    rows = [_fields(past) for past in attempts]
    names = ("id", *rows[0])
    insert_rows(
        Assessment,
        names,
        ((key, *row.values()) for key, row in zip(ids, rows, strict=True)),
    )
    labels = [
        _label_row(past, key, label)
        for key, past in zip(ids, attempts, strict=True)
        for label in past.labels
    ]
    insert_rows(Label, _LABEL_FIELDS, labels)
    return ids


def _fields(past: PastAttempt) -> dict[str, Any]:
    last = max(past.labels, key=lambda label: label.at, default=None)
    fields = {
        "public_id": new_public_id(),
        "door": past.knock.door,
        "subject": past.knock.subject,
        "occurred_at": past.at,
        "result": past.result,
        "settled_at": past.at,
        **fields_of_knock(past.knock),
        **fields_of_weighed(past.weighed, is_strange=past.is_strange, milliseconds=0.0),
        "verdict": STANDING[last.verdict] if last else 0,
    }
    return fields | {"is_worn": past.was_worn, "milliseconds": None}


_LABEL_FIELDS = (
    "assessment_id", "door", "subject", "verdict", "kind", "source", "lost_minor", "note",
    "labelled_at",
)  # fmt: skip


def _label_row(past: PastAttempt, key: int, label: PastLabel) -> Row:
    return (
        key, past.knock.door, past.knock.subject, label.verdict, label.kind, label.source,
        label.lost_minor, label.note[:LONGEST_NOTE], label.at,
    )  # fmt: skip
