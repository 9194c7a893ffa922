"""What was judged lately at a door, as arrays: what every look back asks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import F, FloatField, Func, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from risk.algorithms.attempts import SIGNALS, SIGNALS_VERSION, IntArray
from risk.algorithms.looking_back import Past
from risk.algorithms.rules import PLACES
from risk.algorithms.vocabulary import Door, Outcome, Signal
from risk.kinds import DecidedBy
from risk.models import Assessment

DAYS = 90
_AT_ONCE = 5_000
_COLUMNS = (
    "pk", "occurred_at", "amount_minor", "verdict", "outcome", "would_be", "decided_by",
    "said_rules", "said_anomaly", "said_fraud", "applied",
)  # fmt: skip
_GRAVITY = {outcome.value: outcome.gravity for outcome in Outcome}


class NumberIn(Func):
    """A number of a JSON column by its name; NULL where it has none."""

    output_field = FloatField()

    def __init__(self, column: str, name: str) -> None:
        super().__init__(F(column), Value(f"$.{name}"), function="JSON_EXTRACT")
        self.by_name = Cast(KeyTextTransform(name, column), FloatField())

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        resolved = super().resolve_expression(query, *args, **kwargs)
        resolved.by_name = self.by_name.resolve_expression(query, *args, **kwargs)
        return resolved

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return compiler.compile(self.by_name)


def judged(door: Door, *, at: datetime, days: int = DAYS) -> QuerySet[Assessment]:
    """Attempts of a door that got a score, in so many days before a moment."""
    return Assessment.objects.filter(
        door=door.value,
        occurred_at__gte=at - timedelta(days=days),
        occurred_at__lt=at,
        score__isnull=False,
        signals_version=SIGNALS_VERSION,
    )


def past_of(
    door: Door, signals: Iterable[Signal], *, at: datetime, days: int = DAYS
) -> tuple[IntArray, Past]:
    """Keys (n,) and past of a door; only the signals that are asked for are filled."""
    wanted = sorted(set(signals), key=PLACES.__getitem__)
    known = {f"s{PLACES[signal]}": NumberIn("signals", signal.value) for signal in wanted}
    rows = judged(door, at=at, days=days).annotate(
        said_rules=NumberIn("parts", "rules"),
        said_anomaly=NumberIn("parts", "anomaly"),
        said_fraud=NumberIn("parts", "fraud"),
        applied=Cast("rules", TextField()),
        **known,
    )
    found = rows.order_by().values_list(*_COLUMNS, *known).iterator(chunk_size=_AT_ONCE)
    return _arrays(list(found), wanted)


def _arrays(rows: list[tuple[Any, ...]], wanted: list[Signal]) -> tuple[IntArray, Past]:
    width = len(_COLUMNS)
    (
        keys, moments, amounts, verdicts, outcomes, would_be, decided_by,
        points, anomaly, fraud, applied,
    ) = list(zip(*(row[:width] for row in rows), strict=True)) or [()] * width  # fmt: skip
    signals = np.full((len(rows), len(SIGNALS)), np.nan)
    known = np.array([row[width:] for row in rows], np.float64).reshape(len(rows), len(wanted))
    signals[:, [PLACES[signal] for signal in wanted]] = known
    done = (asked or made for made, asked in zip(outcomes, would_be, strict=True))
    return np.array(keys, np.int64), Past(
        at=np.array([moment.timestamp() for moment in moments], np.float64),
        amount_minor=np.array(amounts, np.int64),
        verdict=np.array(verdicts, np.int64),
        outcome=np.array([_GRAVITY[outcome] for outcome in done], np.int64),
        is_listed=np.array([by == DecidedBy.LIST for by in decided_by], np.bool_),
        rule_points=np.nan_to_num(np.array(points, np.float64)),
        anomaly=np.array(anomaly, np.float64),
        fraud=np.array(fraud, np.float64),
        applied=[tuple(json.loads(text)) if len(text) > 2 else () for text in applied],
        signals=signals,
    )
