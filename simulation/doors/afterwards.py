"""Where goods come back and where people write about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from simulation.columns import NONE, Columns, IntArray
from simulation.doors.entering import orders_until
from simulation.doors.everyday import Callers
from simulation.doors.keyed import About
from simulation.doors.tables import Comers, DoorKind, Visitors, come
from simulation.doors.visiting import Lobby
from simulation.kinds import Device, FraudKind, Stream
from simulation.results import Returns, Reviews, StepResult
from simulation.streams import stream

_WORN = 0.015
_SENDS_MUCH_BACK, _SENT_BACK = 0.02, 0.4
_RETURN_DAYS, _SOONEST = 22, 6
_OF_ELSEWHERE, _STRANGERS = 0.25, 0.3
_FAN_WAVES_A_YEAR, _FANS = 5.0, (4, 10)
_SPAM_IN_DISGUISE, _SPAM_COPIES, _SPAM_WORDINGS = 0.3, 0.5, 3
_OWN_WORDING, _SPAM_WORDING = 10_000, 1
_SESSIONS, _NEW_VISITORS = 10**15, 10**12
_RETURNS_AT = 14 * 3600
_CARRIERS, _CARRIER_GATEWAYS = 900_000_000, 190


class Bought(NamedTuple):
    """What the shop knows of an order when something of it comes back."""

    customer: int
    visitor: int
    network: int
    country: int
    address: int
    total: int
    unit_paid: tuple[int, ...]


@dataclass(frozen=True)
class _Back(Columns):
    """One order of which something comes back today."""

    order_number: IntArray
    row: IntArray
    amount: IntArray
    fraud: IntArray


@dataclass(slots=True)
class BackDoor:
    """The doors of returns and reviews, with what they remember of orders."""

    lobby: Lobby
    seed: int
    products: IntArray
    """(P,) day on which each is first sold."""
    orders: dict[int, Bought] = field(default_factory=dict)
    _due: dict[int, list[int]] = field(default_factory=dict)

    def remember(self, result: StepResult, checkouts: Comers) -> None:
        """Keep today's orders; some honest people will send theirs back, whatever it is."""
        told, lines = self.lobby.everyday.chances, result.lines
        paid = (lines.unit_price - lines.discount // np.maximum(lines.quantity, 1)).tolist()
        starts = np.searchsorted(lines.order, np.arange(len(result.orders) + 1)).tolist()
        done = checkouts.take(checkouts.row >= 0)
        for row, number, customer, address, total in zip(
            *(c.tolist() for c in (done.row, done.order_number, done.customer, done.address,
                                   done.amount)), strict=True,
        ):  # fmt: skip
            orders, session = result.orders, int(result.orders.session[row])
            self.orders[number] = Bought(
                customer, int(orders.visitor[row]), int(result.sessions.network[session]),
                int(orders.country[row]), address, total,
                tuple(paid[starts[row] : starts[row + 1]]),
            )  # fmt: skip
        honest = done.take((done.customer >= 0) & (done.fraud == FraudKind.NONE))
        much = told.below(_SENDS_MUCH_BACK, About.SENDS_MUCH_BACK, honest.customer)
        much &= told.below(_SENT_BACK, About.SENDS_MUCH_BACK, honest.order_number, 1)
        wait = told.one_of(_RETURN_DAYS, About.SENDS_MUCH_BACK, honest.order_number, 2)
        for number, days in zip(honest.order_number[much].tolist(), wait[much], strict=True):
            self._due.setdefault(result.day + _SOONEST + int(days), []).append(number)

    def returns(self, result: StepResult, counts: Mapping[int, int]) -> Comers:
        """One row an order of which something comes back."""
        back = self._back(result)
        found = [self.orders[number] for number in back.order_number.tolist()]
        table = np.array([one[:6] for one in found], np.int64).reshape(len(found), 6)
        customer, visitor, network, country, address, total = table.T
        session = _SESSIONS + result.day * 10_000 + np.arange(len(found))
        who = self._who(result.day, session, customer, visitor, network, country)
        abuse = self.lobby.customers.abuse[np.maximum(customer, 0)] == FraudKind.RETURN_ABUSE
        abuse &= customer >= 0
        told = self.lobby.everyday.chances
        honest_wear = told.below(_WORN, About.WORN, back.order_number) & ~abuse
        return come(
            who,
            door=DoorKind.RETURN,
            second=np.minimum(_RETURNS_AT + 7 * np.arange(len(found)), 86_399),
            row=back.row,
            order_number=back.order_number,
            address=address,
            amount=back.amount,
            orders_before=orders_until(counts, who.customer),
            share_of_order=np.minimum(back.amount / np.maximum(total, 1), 1.0),
            passed=True,
            worn=(back.fraud == FraudKind.RETURN_ABUSE) | honest_wear,
            fraud=back.fraud,
            is_abuser=abuse & (back.fraud == FraudKind.NONE),
        )

    def reviews(self, result: StepResult, counts: Mapping[int, int]) -> Comers:
        """The market's reviews, those of what was bought elsewhere, and waves of fans."""
        reviews, fraud = self._reviews(result)
        day = result.day
        spam = fraud == FraudKind.REVIEW_SPAM
        session = _SESSIONS + day * 10_000 + 5_000 + np.arange(len(reviews))
        who = self._who(
            day, session, reviews.customer, reviews.visitor, reviews.network,
            self._country_of(reviews.customer), spam,
        )  # fmt: skip
        told = self.lobby.disguises.chances
        hides = spam & told.below(_SPAM_IN_DISGUISE, About.SPAM_IN_DISGUISE, reviews.product, day)
        carrier = _CARRIERS + told.one_of(_CARRIER_GATEWAYS, About.SPAM_IN_DISGUISE, session)
        copies = spam & told.below(_SPAM_COPIES, About.SPAM_WORDS, reviews.product, day)
        which = told.one_of(_SPAM_WORDINGS, About.SPAM_WORDS, session)
        copied = _SPAM_WORDING + (day * 1_000 + reviews.product) * _SPAM_WORDINGS + which
        return come(
            who,
            door=DoorKind.REVIEW,
            second=reviews.second,
            row=np.where(
                np.arange(len(reviews)) < len(result.reviews), np.arange(len(reviews)), NONE
            ),
            order_number=reviews.order_number,
            network=np.where(hides, carrier, who.network),
            thing=reviews.product,
            wording=np.where(copies, copied, _OWN_WORDING * 10**9 + session),
            rating=reviews.rating,
            unverified=reviews.order_number < 0,
            orders_before=orders_until(counts, who.customer),
            passed=True,
            fraud=fraud,
        )

    def _back(self, result: StepResult) -> _Back:
        returns: Returns = result.returns
        fraud = result.truth.return_fraud
        worth = [
            self.orders[number].unit_paid[line] * quantity
            for number, line, quantity in zip(
                *(c.tolist() for c in (returns.order_number, returns.line, returns.quantity)),
                strict=True,
            )
        ]
        number, row, place = np.unique(returns.order_number, return_index=True, return_inverse=True)
        worst = np.zeros(len(number), np.int64)
        np.maximum.at(worst, place, fraud)
        amount = np.bincount(place, weights=worth, minlength=len(number)).astype(np.int64)
        market = _Back(number, row, amount, worst)
        again = np.setdiff1d(np.array(self._due.pop(result.day, []), np.int64), number)
        whole = [self.orders[one].total for one in again.tolist()]
        return _Back.concatenate(
            [market, _Back.build(len(again), order_number=again, amount=whole, fraud=0)]
        )

    def _reviews(self, result: StepResult) -> tuple[Reviews, IntArray]:
        rng = stream(self.seed, Stream.DOORS, result.day)
        n = int(rng.poisson(_OF_ELSEWHERE * max(1, len(result.reviews))))
        sold = np.flatnonzero(self.products <= result.day)
        parts = [result.reviews, self._honest(n, result.day, rng.choice(sold, n), rng)]
        if rng.random() < _FAN_WAVES_A_YEAR / 365:
            fans = int(rng.integers(*_FANS))
            parts.append(self._honest(fans, result.day, np.repeat(rng.choice(sold), fans), rng))
        reviews = Reviews.concatenate(parts)
        fraud = np.zeros(len(reviews), np.int64)
        fraud[: len(result.reviews)] = result.truth.review_fraud
        return reviews, fraud

    def _honest(self, n: int, day: int, product: IntArray, rng: np.random.Generator) -> Reviews:
        """By customers, or by strangers who make an account for it."""
        there = np.flatnonzero(self.lobby.customers.birth_day <= day)
        if not len(there):
            return Reviews.build(0)
        customer = np.where(rng.random(n) < _STRANGERS, NONE, rng.choice(there, n))
        known = customer >= 0
        visitor = _NEW_VISITORS + day * 10_000 + rng.permutation(10_000)[:n]
        safe = np.maximum(customer, 0)
        return Reviews.build(
            n,
            customer=customer,
            visitor=np.where(known, self.lobby.customers.visitor[safe], visitor),
            network=np.where(known, self.lobby.customers.network[safe], NONE),
            product=product,
            rating=np.clip(rng.normal(4.2, 1.0, n).round(), 1, 5),
            aspect=0,
            second=rng.integers(25_000, 82_000, n),
        )

    def _who(
        self, day: int, session: IntArray, customer: IntArray, visitor: IntArray,
        network: IntArray, country: IntArray, attack: IntArray | bool = False,
    ) -> Visitors:  # fmt: skip
        callers = Callers.build(
            len(session),
            session=session,
            customer=customer,
            visitor=visitor,
            household=self.lobby.household(customer),
            device_kind=np.where(session % 2 == 0, Device.PHONE, Device.DESKTOP),
            home=network,
            country=country,
        )
        is_attack = np.broadcast_to(np.asarray(attack, np.bool_), (len(session),))
        fraud = np.where(is_attack, FraudKind.REVIEW_SPAM, FraudKind.NONE).astype(np.int64)
        return self.lobby.dress(day, callers, fraud, is_attack)

    def _country_of(self, customer: IntArray) -> IntArray:
        return self.lobby.customers.country[np.maximum(customer, 0)]
