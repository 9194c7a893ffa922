"""What changes from day to day: who has left, what is due, what is still to come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from simulation.columns import NONE, BoolArray, FloatArray, IntArray
from simulation.results import Chargebacks, DayTruth, LostDemand, Returns, Reviews
from simulation.world import World

NEVER = 1_000_000
"""A day that does not come."""
_POOL = 4000


@dataclass
class Pending:
    """What earlier orders still bring, by the day on which it shows."""

    returns: dict[int, list[Returns]] = field(default_factory=lambda: defaultdict(list))
    reviews: dict[int, list[Reviews]] = field(default_factory=lambda: defaultdict(list))
    chargebacks: dict[int, list[Chargebacks]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Log:
    """Truth that grows with the days; one array a day."""

    session_kind: list[IntArray] = field(default_factory=list)
    session_fraud: list[IntArray] = field(default_factory=list)
    order_fraud: list[IntArray] = field(default_factory=list)
    returned_in_abuse: list[IntArray] = field(default_factory=list)
    lost: list[LostDemand] = field(default_factory=list)

    def add(self, truth: DayTruth, abused_orders: IntArray) -> None:
        self.session_kind.append(truth.session_kind)
        self.session_fraud.append(truth.session_fraud)
        self.order_fraud.append(truth.order_fraud)
        self.returned_in_abuse.append(abused_orders)
        self.lost.append(truth.lost)


@dataclass
class MarketState:
    seed: int
    """Seed of the daily noise; the same as the world's unless the market was forked."""
    death_day: IntArray
    """(customers,) last day on which they may come."""
    orders: IntArray
    """(customers,) how often each has ordered."""
    last_order_day: IntArray
    due_day: FloatArray
    """(customers, replenishable categories)"""
    due_product: IntArray
    cart_day: IntArray
    cart_product: IntArray
    browse_day: IntArray
    """(customers,) last day on which they looked and put nothing into the cart."""
    code_percent: IntArray
    """(customers,) percent off by a code of their own, until the day in ``code_until``."""
    code_until: IntArray
    mail_pressure: FloatArray
    """(customers,) mails lately, fading by a fifth a day."""
    hangover: FloatArray
    """(P,) 0..1, how much demand was pulled forward by promotions."""
    pool_visitor: IntArray
    """Guests who may come again, a ring."""
    pool_profile: IntArray
    pool_next: int
    next_visitor: int
    day: int = 0
    next_order: int = 0
    next_session: int = 0
    pending: Pending = field(default_factory=Pending)
    log: Log = field(default_factory=Log)

    @classmethod
    def begin(cls, world: World) -> Self:
        customers, products = len(world.customers), world.catalogue.products
        cycles = int((world.catalogue.category_cycle_days > 0).sum())
        return cls(
            seed=world.seed,
            death_day=np.full(customers, NEVER, dtype=np.int64),
            orders=np.zeros(customers, dtype=np.int64),
            last_order_day=world.customers.birth_day.copy(),
            due_day=np.full((customers, cycles), float(NEVER)),
            due_product=np.full((customers, cycles), NONE, dtype=np.int64),
            cart_day=np.full(customers, -NEVER, dtype=np.int64),
            cart_product=np.full(customers, NONE, dtype=np.int64),
            browse_day=np.full(customers, -NEVER, dtype=np.int64),
            code_percent=np.zeros(customers, dtype=np.int64),
            code_until=np.full(customers, -NEVER, dtype=np.int64),
            mail_pressure=np.zeros(customers),
            hangover=np.zeros(products),
            pool_visitor=np.full(_POOL, NONE, dtype=np.int64),
            pool_profile=np.full(_POOL, NONE, dtype=np.int64),
            pool_next=0,
            next_visitor=2 * customers,
        )

    def alive(self) -> BoolArray:
        """(customers,) those who have not left for good before today."""
        return self.death_day >= self.day

    def new_visitors(self, count: int) -> IntArray:
        first = self.next_visitor
        self.next_visitor += count
        return np.arange(first, first + count, dtype=np.int64)

    def remember_guests(self, visitors: IntArray, profiles: IntArray) -> None:
        slots = (self.pool_next + np.arange(len(visitors))) % _POOL
        self.pool_visitor[slots], self.pool_profile[slots] = visitors, profiles
        self.pool_next = int((self.pool_next + len(visitors)) % _POOL)
