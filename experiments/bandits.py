"""Bandits over strategies: who competes for a slot, what the log says of them, which one is shown.

An impression names its slot, its strategy (``payload["strategy"]``) and the chance with which it
was chosen; a click names the impression that it came from (``payload["impression"]``), and an order
follows from a click where the same visitor bought the product afterwards.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random
from uuid import UUID

import numpy as np
from django.db import Error, connection, transaction
from django.utils.translation import gettext as _

from events.models import Event
from events.names import EventName
from experiments.algorithms.assignment import WHOLE, bucket
from experiments.algorithms.bandits import (
    FEWEST_ARMS,
    MOST_ARMS,
    Posterior,
    choose,
    propensities,
)
from experiments.algorithms.offline import worth_of_sums
from experiments.models import Bandit, BanditArm, Reward
from experiments.slots import Picked
from foundation import clock
from foundation.refusals import Refusal

WINDOW = timedelta(days=28)
"""What was clicked longer ago tells of other people and other goods."""
KNOWN_SECONDS = 10.0


class BanditRefused(Refusal):
    """What the rules of a bandit forbid."""


# --- writing ---------------------------------------------------------------------------------


@transaction.atomic
def save_bandit(*, bandit: Bandit, strategies: Sequence[str]) -> Bandit:
    """Keep a bandit and the strategies that compete; what was learned of those that stay is kept.

    Raises:
        BanditRefused: there are not two to eight of them.
    """
    names = list(dict.fromkeys(strategies))
    if not FEWEST_ARMS <= len(names) <= MOST_ARMS:
        raise BanditRefused(_("Two to eight strategies can compete for a slot."))
    bandit.save()
    bandit.arms.exclude(strategy__in=names).delete()
    for name in names:
        BanditArm.objects.get_or_create(bandit=bandit, strategy=name)
    _spread(list(bandit.arms.order_by("pk")), bandit)
    return bandit


@transaction.atomic
def learn(*, bandit: Bandit, at: datetime | None = None) -> Bandit:
    """Count anew what the last four weeks say, and set how often each strategy is shown."""
    now = at or clock.now()
    bandit = Bandit.objects.select_for_update().get(pk=bandit.pk)
    counted = _counted(bandit, since=now - WINDOW, until=now)
    arms = list(bandit.arms.order_by("pk"))
    for arm in arms:
        found = counted.get(arm.strategy)
        arm.shown, arm.clicked = (found.shown, found.clicked) if found else (0, 0)
        worth = found.worth if found else None
        arm.worth, arm.worth_error = worth or (None, None)
    _spread(arms, bandit)
    bandit.updated_at = now
    bandit.save(update_fields=["updated_at"])
    return bandit


def learn_all(*, at: datetime | None = None) -> int:
    """Learn for every active bandit; returns how many there are."""
    active = list(Bandit.objects.filter(is_active=True).order_by("pk"))
    for bandit in active:
        learn(bandit=bandit, at=at)
    return len(active)


def _spread(arms: list[BanditArm], bandit: Bandit) -> None:
    posterior = Posterior.of_counts([arm.shown for arm in arms], [arm.clicked for arm in arms])
    chances = propensities(posterior, random_share=bandit.random_share / WHOLE)
    for arm, chance in zip(arms, chances, strict=True):
        arm.chance = float(chance)
        arm.save(update_fields=["shown", "clicked", "chance", "worth", "worth_error"])


# --- counting --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Count:
    shown: int
    clicked: int
    worth: tuple[float, float] | None


_STRATEGY = {
    "postgresql": "payload ->> 'strategy'",
    "sqlite": "json_extract(payload, '$.strategy')",
}
_KEY = {"postgresql": "CAST(id AS text)", "sqlite": "id"}
_CLICKED = {
    "postgresql": "payload ->> 'impression'",
    "sqlite": "replace(json_extract(payload, '$.impression'), '-', '')",
}
_COUNT = """
SELECT i.strategy, COUNT(*), SUM(i.w), SUM(i.w * i.w), COUNT(c.impression),
       SUM(CASE WHEN c.impression IS NULL THEN 0 ELSE i.w END),
       SUM(CASE WHEN c.impression IS NULL THEN 0 ELSE i.w * i.w END)
FROM (SELECT {key} AS key, {strategy} AS strategy, 1.0 / propensity AS w FROM {events}
      WHERE name = %s AND slot = %s AND occurred_at >= %s AND occurred_at < %s
        AND propensity > 0) i
LEFT JOIN (SELECT DISTINCT {clicked} AS impression FROM {events} k
           WHERE name = %s AND slot = %s AND occurred_at >= %s AND occurred_at < %s {bought}) c
    ON c.impression = i.key
GROUP BY i.strategy
"""


_BOUGHT = """
AND EXISTS (SELECT 1 FROM {events} o WHERE o.name = %s AND o.visitor = k.visitor
            AND o.product_id = k.product_id AND o.occurred_at >= k.occurred_at
            AND o.occurred_at < %s)
"""


def _counted(bandit: Bandit, *, since: datetime, until: datetime) -> dict[str, _Count]:
    """By strategy: impressions, how many of them were rewarded, and what it is worth alone."""
    vendor = connection.vendor
    adapt = connection.ops.adapt_datetimefield_value
    events = connection.ops.quote_name(Event._meta.db_table)
    by_orders = bandit.reward == Reward.ORDER
    sql = _COUNT.format(
        key=_KEY[vendor], strategy=_STRATEGY[vendor], clicked=_CLICKED[vendor], events=events,
        bought=_BOUGHT.format(events=events) if by_orders else "",
    )  # fmt: skip
    window = [bandit.slot, adapt(since), adapt(until)]
    values = [EventName.IMPRESSION.value, *window, EventName.IMPRESSION_CLICKED.value, *window]
    if by_orders:
        values += [EventName.PRODUCT_PURCHASED.value, adapt(until)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return {
        row[0]: _Count(int(row[1]), int(row[4]), _worth(*(float(row[at]) for at in (2, 3, 5, 6))))
        for row in rows
        if row[0]
    }


def _worth(
    weight: float, squares: float, hit: float, hit_squares: float
) -> tuple[float, float] | None:
    found = worth_of_sums(weight=weight, squares=squares, hit=hit, hit_squares=hit_squares)
    if not np.isfinite(found.standard_error):
        return None
    return found.value, found.standard_error


# --- serving ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """A bandit in memory; ``turn`` changes whenever something was learned."""

    turn: str
    strategies: tuple[str, ...]
    chances: tuple[float, ...]


def pick(slot: str, session: UUID | None) -> Picked | None:
    """Which strategy to show in a slot, and with what chance it was chosen.

    A session sees the same one until something new is learned, so that a page does not change
    under somebody's eyes. None where no bandit is active for the slot or the database cannot be
    asked: show what is shown without one. Log the chance as ``propensity``, the strategy as
    ``payload["strategy"]`` of each impression.
    """
    try:
        known = _bandits.get(slot)
    except Error:
        return None
    if known is None:
        return None
    number = random() if session is None else _draw(known.turn, slot, session)
    chosen = choose(np.array(known.chances), number=number)
    return Picked(known.strategies[chosen.arm], chosen.propensity)


def _draw(turn: str, slot: str, session: UUID) -> float:
    return (bucket(salt=turn, purpose=slot, subject=session.hex) + 0.5) / WHOLE


class _Bandits:
    """The active bandits by slot, read anew every few seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._known: dict[str, _Known] = {}

    def get(self, slot: str) -> _Known | None:
        if time.monotonic() >= self._until:
            with self._lock:
                if time.monotonic() >= self._until:
                    self._known = _read_bandits()
                    self._until = time.monotonic() + KNOWN_SECONDS
        return self._known.get(slot)

    def forget(self) -> None:
        self._until = 0.0


def forget_bandits() -> None:
    """Ask the database anew; this process only, others do within seconds."""
    _bandits.forget()


def _read_bandits() -> dict[str, _Known]:
    arms = (
        BanditArm.objects.filter(bandit__is_active=True, chance__gt=0)
        .select_related("bandit")
        .order_by("bandit_id", "pk")
    )
    by_bandit: dict[Bandit, list[BanditArm]] = {}
    for arm in arms:
        by_bandit.setdefault(arm.bandit, []).append(arm)
    return {
        bandit.slot: _Known(
            turn=f"{bandit.pk}@{bandit.updated_at}",
            strategies=tuple(arm.strategy for arm in its),
            chances=tuple(arm.chance for arm in its),
        )
        for bandit, its in by_bandit.items()
    }


_bandits = _Bandits()
