"""How often our results cry wolf: one traffic of the market, split anew into two equal arms.

Nothing differs between the arms, so every alarm is a false one. Assignment, moments, adjustment
and interval are the experiments' own; only the rows are kept in memory.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from experiments.algorithms.assignment import WHOLE, assign
from experiments.algorithms.cuped import adjust
from experiments.algorithms.moments import FloatArray, Moments
from experiments.algorithms.sample_size import visitors_for_means
from experiments.algorithms.sequences import difference
from experiments.measuring import BEFORE
from shop.demo.build import DemoStore
from shop.demo.play import PlayedDay
from simulation import RankedExposure
from simulation.columns import BoolArray, IntArray

HALVES = (WHOLE // 2, WHOLE // 2)
LEAST_EFFECT = 0.15
PLAIN = 1.959964
"""Standard errors beyond which a plain test at 5 % calls a difference real."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Visitors who agreed to be counted: ``first`` their first day, ``orders`` [visitors, days].

    ``orders`` are those since the first day, summed up to each day; ``before`` those of the four
    weeks before the experiment.
    """

    visitors: IntArray
    first: IntArray
    orders: FloatArray
    before: FloatArray

    @property
    def days(self) -> int:
        return self.orders.shape[1]


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """Of so many experiments without any difference, how many were called one at some look."""

    experiments: int
    looks: int
    visitors: int
    by_sequence: int
    by_plain_test: int

    @property
    def share(self) -> float:
        return self.by_sequence / self.experiments


def count_false_alarms(*, store: DemoStore, seeds: int, days: int) -> FalseAlarms:
    """Look daily at so many A/A experiments, each with a salt of its own, on one traffic."""
    traffic = _traffic(store, days)
    planned = _planned(traffic)
    raised = np.array(
        [
            alarms_of(traffic, treated=_treated(traffic, salt=f"aa-{seed}"), planned=planned)
            for seed in range(seeds)
        ]
    )
    by_sequence, by_plain = raised.sum(axis=0).tolist()
    return FalseAlarms(seeds, days, len(traffic.visitors), by_sequence, by_plain)


def _traffic(store: DemoStore, days: int) -> Traffic:
    """A twin of the market goes on for some days in which everybody is shown what sells."""
    twin = store.past.world.fork()
    crowd = RankedExposure(twin.catalogue.product_popularity)
    played = [twin.next_day(crowd) for _day in range(days)]
    first: dict[int, int] = {}
    for number, day in enumerate(played):
        for visitor in _exposed(day):
            first.setdefault(visitor, number)
    place = {visitor: row for row, visitor in enumerate(first)}
    a_day = np.zeros((len(first), days))
    for number, day in enumerate(played):
        for visitor in day.result.orders.visitor.tolist():
            if visitor in place and first[visitor] <= number:
                a_day[place[visitor], number] += 1
    past = Counter(
        visitor
        for day in store.played[-BEFORE.days :]
        for visitor in day.result.orders.visitor.tolist()
    )
    return Traffic(
        visitors=np.array(list(first), np.int64),
        first=np.array(list(first.values()), np.int64),
        orders=a_day.cumsum(axis=1),
        before=np.array([float(past[visitor]) for visitor in first]),
    )


def _exposed(day: PlayedDay) -> list[int]:
    """Visitors who saw a recommendation that day and may be counted."""
    sessions = np.unique(day.result.impressions.session)
    counted = sessions[day.result.sessions.personalisation[sessions]]
    return np.unique(day.result.sessions.visitor[counted]).tolist()


def _planned(traffic: Traffic) -> float:
    """The sample of both arms that a plan would have stated."""
    outcome = traffic.orders[:, -1]
    needed = visitors_for_means(
        mean=float(outcome.mean()), deviation=float(outcome.std()), relative=LEAST_EFFECT
    )
    return 2.0 * needed


def _treated(traffic: Traffic, *, salt: str) -> BoolArray:
    """Who is in the second arm, by the assignment that the shop makes."""
    subjects = (str(visitor) for visitor in traffic.visitors.tolist())
    return np.array([assign(salt=salt, subject=one, shares=HALVES) == 1 for one in subjects])


def alarms_of(traffic: Traffic, *, treated: BoolArray, planned: float) -> tuple[bool, bool]:
    """Whether any daily look at one split raised an alarm: (always-valid, plain test)."""
    by_sequence = by_plain = False
    for day in range(traffic.days):
        seen = traffic.first <= day
        arms = adjust(
            [_moments(traffic, seen & ~treated, day), _moments(traffic, seen & treated, day)]
        )
        found = difference(arms[1], arms[0], narrowest_at=planned)
        by_sequence |= found.is_above_zero or found.is_below_zero
        error = math.hypot(arms[0].standard_error, arms[1].standard_error)
        by_plain |= found.is_bounded and abs(found.estimate) > PLAIN * error
    return by_sequence, by_plain


def _moments(traffic: Traffic, chosen: BoolArray, day: int) -> Moments:
    return Moments.of_values(traffic.orders[chosen, day], traffic.before[chosen])
