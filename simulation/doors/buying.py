"""At the checkout and where codes are entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from simulation.columns import NONE, BoolArray, IntArray
from simulation.doors.keyed import About
from simulation.doors.tables import Comers, DoorKind, Visitors, come
from simulation.doors.visiting import Lobby
from simulation.kinds import EventKind
from simulation.results import PaymentAttempts, StepResult

Column = TypeVar("Column", IntArray, BoolArray)
_DECLINED, _OTHER_CARD, _THIEVES_PICK_UP = 0.025, 0.5, 0.15
_EXPRESS_THIEVES = 0.65
_DROPS = 12
_SPACING, _CODE_BEFORE = 15, 40
_OWN_CARDS = 1_200_000_000
_RING_ADDRESS = 650_000_000
WELCOME_CODE = 1


@dataclass(frozen=True, slots=True)
class Tills:
    """The checkout's and the coupon's door."""

    lobby: Lobby

    def checkouts(self, result: StepResult, visitors: Visitors, before: IntArray) -> Comers:
        """One row a payment that was tried; ``before``: (sessions,) orders of each until now.

        The card of a declined payment is known only afterwards, like everywhere.
        """
        payments = self._payments(result, visitors)
        orders, session = result.orders, payments.session
        placed = np.full(len(visitors), NONE, dtype=np.int64)
        placed[orders.session] = np.arange(len(orders))
        order = placed[session]
        known, safe = order >= 0, np.maximum(order, 0)
        who = visitors.take(session)
        careful = self.lobby.disguises.is_careful(who.fraud, who.visitor)
        hurried = self.lobby.disguises.chances.below(
            _EXPRESS_THIEVES, About.CAREFUL, who.visitor, 1
        )
        coupon = known & _of(orders.coupon >= 0, safe)
        done = payments.order >= 0
        fraud = np.where(done, _of(result.truth.order_fraud, safe), who.fraud)
        return come(
            who,
            door=DoorKind.CHECKOUT,
            second=payments.second,
            row=payments.order,
            order_number=np.where(done, _of(orders.number, safe), NONE),
            card=payments.card,
            address=self._addresses(result, who, order),
            coupon=np.where(coupon, WELCOME_CODE, NONE),
            amount=payments.amount,
            units=_units(result)[session],
            express=np.where(known, _of(orders.express, safe), hurried) & ~careful,
            gift=known & _of(orders.gift, safe),
            first_order_coupon=coupon,
            card_abroad=(payments.card_country != who.country) & ~careful,
            network_abroad=who.network_country != who.country,
            orders_before=before[session],
            passed=payments.succeeded,
            fraud=fraud,
        )

    def coupons(self, result: StepResult, visitors: Visitors, before: IntArray) -> Comers:
        """One row a code that was used, a little before the order."""
        rows = np.flatnonzero(result.orders.coupon >= 0)
        session = result.orders.session[rows]
        who = visitors.take(session)
        return come(
            who,
            door=DoorKind.COUPON,
            second=np.maximum(result.orders.second[rows] - _CODE_BEFORE, 0),
            row=rows,
            order_number=result.orders.number[rows],
            address=self._addresses(result, who, rows),
            coupon=WELCOME_CODE,
            amount=result.orders.total[rows],
            first_order_coupon=True,
            network_abroad=who.network_country != who.country,
            orders_before=before[session],
            passed=True,
            fraud=result.truth.order_fraud[rows],
        )

    def _payments(self, result: StepResult, visitors: Visitors) -> PaymentAttempts:
        """The market's, less what careful thieves spare, and honest cards that are declined."""
        told = self.lobby.everyday.chances
        payments = result.payments
        who = visitors.take(payments.session)
        careful = self.lobby.disguises.is_careful(who.fraud, who.visitor)
        payments = payments.take(payments.succeeded | ~careful)
        who = visitors.take(payments.session)
        honest = np.flatnonzero(payments.succeeded & ~who.is_attack)
        cards = payments.card.copy()
        cards[honest] = self._honest_cards(visitors, payments, honest)
        payments = payments.replace(card=cards)
        number = who.number[honest]
        rows = honest[told.below(_DECLINED, About.DECLINED, number)]
        rows = np.repeat(rows, 1 + told.one_of(2, About.OTHER_CARD, rows, 2))
        declined = payments.take(rows)
        turn = np.arange(len(rows))
        other = told.below(_OTHER_CARD, About.OTHER_CARD, declined.session)
        declined = declined.replace(
            order=NONE,
            succeeded=False,
            second=np.maximum(declined.second - _SPACING * (1 + turn % 3), 0),
            card=np.where(other, _OWN_CARDS + visitors.number[declined.session], declined.card),
        )
        return PaymentAttempts.concatenate([payments, declined])

    def _honest_cards(
        self, visitors: Visitors, payments: PaymentAttempts, rows: IntArray
    ) -> IntArray:
        who = visitors.take(payments.session[rows])
        household = self.lobby.household(who.customer)
        return self.lobby.everyday.cards(who.customer, household, payments.card[rows])

    def _addresses(self, result: StepResult, who: Visitors, order: IntArray) -> IntArray:
        """Homes, gifts' doors, pick-up points, and the doors where thieves collect."""
        everyday, told = self.lobby.everyday, self.lobby.disguises.chances
        safe = np.maximum(order, 0)
        drop = 700_000_000 + told.one_of(_DROPS, About.PICK_UP_POINT, who.visitor, 3)
        address = np.where(order >= 0, _of(result.orders.address, safe), drop)
        number = np.where(order >= 0, _of(result.orders.number, safe), who.number)
        picked_up = everyday.addresses(address, number, who.country)
        by_thieves = everyday.addresses(address, number, who.country, _THIEVES_PICK_UP)
        member, ring = self.lobby.rings(who.customer)
        spread = member & self.lobby.disguises.ring_spreads(ring)
        honest = np.where(spread, _RING_ADDRESS + who.customer, picked_up)
        return np.where(who.is_attack, by_thieves, honest)


def _of(column: Column, rows: IntArray) -> Column:
    """Rows of a column that may have none at all; then 0 for each."""
    return column[rows] if len(column) else np.zeros(len(rows), column.dtype)


def _units(result: StepResult) -> IntArray:
    events = result.events
    added = np.where(events.kind == EventKind.ADD_TO_CART, events.quantity, 0)
    units = np.bincount(events.session, weights=added, minlength=len(result.sessions))
    return np.maximum(units.astype(np.int64), 1)
