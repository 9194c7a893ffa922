"""A simulated year at the doors: who came, what was so, and what was said of it on the day.

Labels come as in life: chargebacks weeks later, a reviewer's word on the morning after for the
share that could be looked at, wrong now and then; the models learn from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from risk.algorithms.house_rules import HOUSE_RULES
from risk.algorithms.vocabulary import Mark
from risk.replay.playing import Judged, Replay
from shop.demo.comers import Translator
from simulation import Market, MarketConfig, StepResult, Stockroom, synthetic_catalogue
from simulation.columns import BoolArray, FloatArray, IntArray
from simulation.doors import Comers, DoorKind, Gatehouse

DAYS, QUICK_DAYS = 396, 200
JUDGED_DAYS = 180
REVIEWED = 0.02
REVIEWER_IS_RIGHT = 0.95
LEARN_EVERY = 28
FIRST_LEARNING = 7
LARGE_FAMILY = 4
DAY = 86_400.0


@dataclass(frozen=True)
class Year:
    """n attempts that went through in the days judged; rows by time."""

    door: IntArray
    fraud: IntArray
    """``FraudKind``."""
    amount: FloatArray
    """Major units, 0 at doors without money."""
    is_abuser: BoolArray
    is_gift: BoolArray
    is_family: BoolArray
    """At an address with three others or more."""
    is_office: BoolArray
    is_away: BoolArray
    points: FloatArray
    anomaly: FloatArray
    chance: FloatArray
    score: FloatArray
    outcome: IntArray

    def __len__(self) -> int:
        return len(self.door)

    @property
    def is_honest(self) -> BoolArray:
        return (self.fraud == 0) & ~self.is_abuser

    def take(self, rows: npt.NDArray[np.generic]) -> Year:
        return Year(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


class Shop:
    """One shop of a seed with its market, its doors and what it learns."""

    def __init__(self, seed: int, customers: int) -> None:
        config = MarketConfig(customers=customers)
        self.market = Market(synthetic_catalogue(seed=1), seed, config)
        self.room = Stockroom(self.market.catalogue, self.market.suppliers, seed)
        self.gatehouse = Gatehouse(self.market, seed)
        self.replay = Replay([rule.compiled() for rule in HOUSE_RULES])
        self._start = datetime.combine(config.start, datetime.min.time(), UTC).timestamp()
        self._translator = Translator(_key, self._midnight)
        self._orders: dict[int, int] = {}
        self._looked_at: list[tuple[int, int]] = []
        self._reviewers = np.random.default_rng([seed, 41])

    def live(self, days: int) -> Year:
        """Play so many days; the last ``JUDGED_DAYS`` of them come back."""
        parts = [self._day(day) for day in range(days)]
        return _joined(parts[-JUDGED_DAYS:])

    def _day(self, day: int) -> Year:
        result = self._step(day)
        comers = self.gatehouse.watch(result)
        visits = list(self._translator.visits(comers, day))
        self._hear_reviewers()
        if day == FIRST_LEARNING or (day and day % LEARN_EVERY == 0):
            self.replay.learn(now=self._midnight(day))
        judged = self.replay.play(visits)
        self._remember(comers, judged)
        self._hear_banks(result)
        return self._told(comers, judged)

    def _step(self, day: int) -> StepResult:
        market, room = self.market, self.room
        room.receive(day)
        result = market.step(
            market.propose_price_moves(day).prices(market.catalogue),
            promotions=market.propose_promotions(day),
            stock=room.on_hand,
            mailings=market.propose_mailings(day),
        )
        room.ship(result.sold)
        room.review(day)
        return result

    def _remember(self, comers: Comers, judged: Judged) -> None:
        """Where the orders are, and what the reviewers look at until tomorrow: the dearest score
        first, so many as they can."""
        paid = (comers.door == DoorKind.CHECKOUT) & comers.passed
        numbers, places = comers.order_number[paid].tolist(), judged.place[paid].tolist()
        self._orders.update(zip(numbers, places, strict=True))
        passed = np.flatnonzero(comers.passed)
        best = passed[np.lexsort((-comers.amount[passed], -judged.score[passed]))]
        capacity = int(self._reviewers.poisson(REVIEWED * len(passed)))
        for row in best[:capacity].tolist():
            right = self._reviewers.random() < REVIEWER_IS_RIGHT
            verdict = 1 if (comers.fraud[row] > 0) == right else -1
            self._looked_at.append((int(judged.place[row]), verdict))

    def _hear_reviewers(self) -> None:
        for place, verdict in self._looked_at:
            self.replay.confirm(place, verdict)
        self._looked_at = []

    def _hear_banks(self, result: StepResult) -> None:
        for number in result.chargebacks.order_number.tolist():
            self.replay.confirm(self._orders[number], 1)

    def _told(self, comers: Comers, judged: Judged) -> Year:
        _homes, home, people = np.unique(
            self.market.customers.address, return_inverse=True, return_counts=True
        )
        many = (people[home] >= LARGE_FAMILY)[np.maximum(comers.customer, 0)]
        year = Year(
            door=comers.door,
            fraud=comers.fraud,
            amount=np.maximum(comers.amount, 0) / 100,
            is_abuser=comers.is_abuser,
            is_gift=comers.gift,
            is_family=comers.is_family & many,
            is_office=comers.is_office,
            is_away=comers.is_away,
            points=judged.points,
            anomaly=judged.anomaly,
            chance=judged.fraud,
            score=judged.score,
            outcome=judged.outcome,
        )
        return year.take(np.flatnonzero(comers.passed))

    def _midnight(self, day: int) -> float:
        return self._start + day * DAY


def _joined(parts: list[Year]) -> Year:
    names = [one.name for one in fields(Year)]
    return Year(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in names})


def _key(mark: Mark, number: int) -> int:
    """The market's numbers are keys already; 0 stands for none."""
    return number + 1
