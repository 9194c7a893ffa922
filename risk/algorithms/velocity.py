"""An attempt beside what came before: counts within time, what is new, what became of others.

The one definition of every signal: judging, training, the look back and the benchmark use it.
Unknown is NaN, and a count of something that an attempt does not have (the card of a login) is
unknown. Counts of attempts and of different things include the attempt itself; counts of
failures, repeats and fates are of earlier ones. Velocity features of this kind are described in
Bahnsen et al., "Feature engineering strategies for credit card fraud detection", Expert Systems
with Applications 51 (2016).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from risk.algorithms.attempts import (
    ABSENT,
    DOORS,
    MARKS,
    RESULTS,
    SIGNALS,
    Attempt,
    FloatArray,
    History,
    IntArray,
    Usual,
)
from risk.algorithms.vocabulary import IDENTITIES, Door, Mark, Result, Signal

HOUR = 3600.0
DAY = 24 * HOUR
YEAR = 365 * DAY
NEWEST = 200
"""How many earlier attempts of one mark are looked at: more would say nothing new."""
REACH: Mapping[Mark, float] = {
    **dict.fromkeys(IDENTITIES, YEAR),
    Mark.NETWORK: 90 * DAY,
    Mark.THING: 7 * DAY,
    Mark.WORDING: 90 * DAY,
}
"""How far back attempts are looked for, by the mark they share, in seconds. A code alone leads to
nobody: who used it from the same address, browser, card or network is found by those."""
NIGHT_ENDS = 5
"""The hour of the shop's clock until which it is night, from midnight."""
SETTLED_AFTER = 60 * DAY
"""A paid order that no bank came back on for so long counts as honest."""

_OF_DOOR = {door: place for place, door in enumerate(DOORS)}
_OF_MARK = {mark: place for place, mark in enumerate(MARKS)}
_OF_SIGNAL = {signal: place for place, signal in enumerate(SIGNALS)}
_PASSED = RESULTS.index(Result.PASSED)
_FAILED = RESULTS.index(Result.FAILED)
_FRAUD, _HONEST = 1, -1

_ATTEMPTS = {
    Signal.CARD_ATTEMPTS_1D: (Mark.CARD, DAY),
    Signal.DEVICE_ATTEMPTS_1H: (Mark.DEVICE, HOUR),
    Signal.DEVICE_ATTEMPTS_1D: (Mark.DEVICE, DAY),
    Signal.EMAIL_ATTEMPTS_1D: (Mark.EMAIL, DAY),
    Signal.ADDRESS_ATTEMPTS_7D: (Mark.ADDRESS, 7 * DAY),
    Signal.NETWORK_ATTEMPTS_1H: (Mark.NETWORK, HOUR),
}
"""Attempts at the same door."""
_FAILURES = {
    Signal.DEVICE_FAILURES_1D: Mark.DEVICE,
    Signal.EMAIL_FAILURES_1D: Mark.EMAIL,
    Signal.NETWORK_FAILURES_1D: Mark.NETWORK,
}
"""Earlier ones at the same door that failed, within a day."""
_DIFFERENT = {
    Signal.CARD_EMAILS_90D: (Mark.CARD, Mark.EMAIL, 90 * DAY),
    Signal.CARD_DEVICES_90D: (Mark.CARD, Mark.DEVICE, 90 * DAY),
    Signal.DEVICE_CARDS_7D: (Mark.DEVICE, Mark.CARD, 7 * DAY),
    Signal.DEVICE_EMAILS_7D: (Mark.DEVICE, Mark.EMAIL, 7 * DAY),
    Signal.DEVICE_CUSTOMERS_90D: (Mark.DEVICE, Mark.CUSTOMER, 90 * DAY),
    Signal.EMAIL_CARDS_90D: (Mark.EMAIL, Mark.CARD, 90 * DAY),
    Signal.EMAIL_ADDRESSES_90D: (Mark.EMAIL, Mark.ADDRESS, 90 * DAY),
    Signal.ADDRESS_EMAILS_90D: (Mark.ADDRESS, Mark.EMAIL, 90 * DAY),
    Signal.ADDRESS_CARDS_90D: (Mark.ADDRESS, Mark.CARD, 90 * DAY),
    Signal.NETWORK_EMAILS_1D: (Mark.NETWORK, Mark.EMAIL, DAY),
    Signal.NETWORK_CARDS_1D: (Mark.NETWORK, Mark.CARD, DAY),
    Signal.NETWORK_CUSTOMERS_90D: (Mark.NETWORK, Mark.CUSTOMER, 90 * DAY),
}
"""Different ones of the second mark that came with the first, at any door."""
_NEW = {
    Signal.NEW_DEVICE: Mark.DEVICE,
    Signal.NEW_NETWORK: Mark.NETWORK,
    Signal.NEW_ADDRESS: Mark.ADDRESS,
    Signal.NEW_CARD: Mark.CARD,
}
_COUPON = {
    Signal.COUPON_BY_ADDRESS_90D: (Mark.ADDRESS, 90 * DAY),
    Signal.COUPON_BY_DEVICE_90D: (Mark.DEVICE, 90 * DAY),
    Signal.COUPON_BY_CARD_90D: (Mark.CARD, 90 * DAY),
    Signal.COUPON_BY_NETWORK_7D: (Mark.NETWORK, 7 * DAY),
}
_REVIEWS = {
    Signal.THING_REVIEWS_1D: (Mark.THING, DAY),
    Signal.NETWORK_REVIEWS_7D: (Mark.NETWORK, 7 * DAY),
    Signal.DEVICE_REVIEWS_7D: (Mark.DEVICE, 7 * DAY),
}


def signals_of(attempt: Attempt, history: History, usual: Usual) -> FloatArray:
    """Every signal of an attempt, in the order of ``SIGNALS``; NaN where it is not known.

    Args:
        history: other attempts, each once and in any order; those after this one and those that
            share nothing with it are not looked at. Counts are right where it holds the newest
            ``NEWEST`` of each mark within ``REACH``.
        usual: medians of amounts; without one the ratio to it is unknown.
    """
    told = np.full(len(SIGNALS), np.nan)
    for signal, value in attempt.facts.items():
        told[_OF_SIGNAL[signal]] = value
    look = _Look(attempt, history)
    for part in _PARTS:
        for signal, number in part(look, usual).items():
            told[_OF_SIGNAL[signal]] = number
    return told


def is_strange(signals: FloatArray) -> bool:
    """Whether both device and network were new to the customer (``History.is_strange``)."""
    new = signals[[_OF_SIGNAL[Signal.NEW_DEVICE], _OF_SIGNAL[Signal.NEW_NETWORK]]]
    return bool((new == 1).all())


def at_night(hour: int) -> float:
    """The fact ``Signal.NIGHT`` of an hour of the shop's clock."""
    return float(hour < NIGHT_ENDS)


class _Look:
    """What an attempt shares with which earlier ones."""

    def __init__(self, attempt: Attempt, history: History) -> None:
        self.attempt = attempt
        self.history = history
        self.age = attempt.at - history.at
        self.door = _OF_DOOR[attempt.door]
        self._rows: dict[Mark, IntArray] = {}

    def key(self, mark: Mark) -> int:
        return self.attempt.marks.get(mark, ABSENT)

    def fact(self, signal: Signal) -> float:
        return self.attempt.facts.get(signal, 0.0)

    def column(self, mark: Mark, rows: IntArray) -> IntArray:
        return self.history.marks[rows, _OF_MARK[mark]]

    def by(self, mark: Mark) -> IntArray:
        """Places of the earlier attempts that share a mark; none where it has no such mark."""
        if mark not in self._rows:
            key = self.key(mark)
            shared = (self.history.marks[:, _OF_MARK[mark]] == key) & (self.age >= 0)
            self._rows[mark] = np.flatnonzero(shared & (key != ABSENT))
        return self._rows[mark]

    def within(self, mark: Mark, seconds: float) -> IntArray:
        rows = self.by(mark)
        return rows[self.age[rows] <= seconds] if len(rows) else rows

    def by_any(self, *marks: Mark) -> IntArray:
        """Places of the earlier attempts that share one of several marks, each once."""
        return np.unique(np.concatenate([self.by(mark) for mark in marks]))

    def of_door(self, rows: IntArray, door: int | None = None) -> IntArray:
        place = self.door if door is None else door
        return rows[self.history.door[rows] == place]

    def results(self, rows: IntArray, result: int) -> IntArray:
        return rows[self.history.result[rows] == result]

    def own(self) -> IntArray:
        """Earlier attempts of the same customer or e-mail address."""
        return self.by_any(Mark.CUSTOMER, Mark.EMAIL)

    def used_before(self, mark: Mark) -> set[int]:
        """What the customer came with before, where it went well."""
        rows = self.results(self.by(Mark.CUSTOMER), _PASSED)
        well = rows[self.history.verdict[rows] != _FRAUD]
        return set(self.column(mark, well).tolist()) - {ABSENT}

    def robbed(self, rows: IntArray) -> IntArray:
        """Of these, what strangers did in the account of a customer who comes with their own
        browser: the victim of a takeover is not the thief."""
        device = self.key(Mark.DEVICE)
        if device == ABSENT or device not in self.used_before(Mark.DEVICE):
            return rows[:0]
        return rows[
            (self.column(Mark.CUSTOMER, rows) == self.key(Mark.CUSTOMER))
            & (self.column(Mark.DEVICE, rows) != device)
        ]


Known = dict[Signal, float]


def _dearness(look: _Look, usual: Usual) -> Known:
    amount = look.attempt.facts.get(Signal.AMOUNT)
    if not amount:
        return {}
    known: Known = {}
    if of_shop := usual.amounts.get(look.attempt.door):
        known[Signal.AMOUNT_TO_SHOP] = amount / of_shop
    rows = look.results(look.of_door(look.by(Mark.CUSTOMER)), _PASSED)
    amounts = look.history.amount[rows]
    amounts = amounts[amounts > 0]
    if len(amounts):
        known[Signal.AMOUNT_TO_CUSTOMER] = amount / float(np.median(amounts))
    return known


def _velocity(look: _Look, _usual: Usual) -> Known:
    known: Known = {}
    for signal, (mark, seconds) in _ATTEMPTS.items():
        if look.key(mark):
            known[signal] = 1.0 + len(look.of_door(look.within(mark, seconds)))
    for signal, mark in _FAILURES.items():
        if look.key(mark):
            rows = look.of_door(look.within(mark, DAY))
            known[signal] = float(len(look.results(rows, _FAILED)))
    for signal, (mark, other, seconds) in _DIFFERENT.items():
        if look.key(mark):
            keys = {look.key(other), *look.column(other, look.within(mark, seconds)).tolist()}
            known[signal] = float(len(keys - {ABSENT}))
    return known


def _newness(look: _Look, _usual: Usual) -> Known:
    """Beside what the customer came with when it went well; unknown where there was no such."""
    known: Known = {}
    for signal, mark in _NEW.items():
        keys = look.used_before(mark) if look.key(mark) else None
        if keys:
            known[signal] = float(look.key(mark) not in keys)
    rows = look.results(look.by(Mark.CUSTOMER), _PASSED)
    if len(rows):
        known[Signal.DAYS_SINCE_LAST] = float(look.age[rows].min()) / DAY
    return known


def _logins(look: _Look, _usual: Usual) -> Known:
    known: Known = {}
    login = _OF_DOOR[Door.LOGIN]
    if look.key(Mark.CUSTOMER) or look.key(Mark.EMAIL):
        rows = look.own()
        failed = look.results(look.of_door(rows[look.age[rows] <= DAY], login), _FAILED)
        known[Signal.LOGIN_FAILURES_1D] = float(len(failed))
    if look.key(Mark.CUSTOMER):
        rows = look.of_door(look.within(Mark.CUSTOMER, DAY), login)
        entered = look.results(rows, _PASSED)
        known[Signal.STRANGE_LOGIN_1D] = float(look.history.is_strange[entered].any())
    return known


def _coupons(look: _Look, _usual: Usual) -> Known:
    """Others who used the same code: people are told apart by login, else by e-mail."""
    coupon = look.key(Mark.COUPON)
    if not coupon:
        return {}
    return {
        signal: float(_others(look, look.within(mark, seconds), coupon))
        for signal, (mark, seconds) in _COUPON.items()
        if look.key(mark)
    }


def _others(look: _Look, rows: IntArray, coupon: int) -> int:
    used = rows[(look.column(Mark.COUPON, rows) == coupon) & (look.history.result[rows] != _FAILED)]
    emails, customers = look.column(Mark.EMAIL, used), look.column(Mark.CUSTOMER, used)
    email, customer = look.key(Mark.EMAIL), look.key(Mark.CUSTOMER)
    # Logins first: one mail box with many "+tags" is what makes many customers of one person.
    both_known = (customers != ABSENT) & (customer != ABSENT)
    same_mail = (emails == email) & (email != ABSENT)
    own = np.where(both_known, customers == customer, same_mail)
    people = np.where(customers != ABSENT, customers, emails)[~own]
    return len(set(people.tolist()) - {ABSENT})


def _returns(look: _Look, _usual: Usual) -> Known:
    if not (look.key(Mark.CUSTOMER) or look.key(Mark.EMAIL)):
        return {}
    rows = look.own()
    rows = rows[look.age[rows] <= YEAR]
    sent = look.of_door(rows, _OF_DOOR[Door.RETURN])
    sent = sent[look.history.result[sent] != _FAILED]
    is_this = float(look.attempt.door == Door.RETURN)
    count = is_this + len(sent)
    known = {
        Signal.RETURNS_365D: count,
        Signal.WORN_RETURNS_365D: is_this * look.fact(Signal.REASON_WORN)
        + float(look.history.is_worn[sent].sum()),
    }
    orders = len(look.results(look.of_door(rows, _OF_DOOR[Door.CHECKOUT]), _PASSED))
    if orders:
        known[Signal.RETURN_RATE] = min(1.0, count / orders)
    return known


def _reviews(look: _Look, _usual: Usual) -> Known:
    if look.attempt.door != Door.REVIEW:
        return {}
    known = {
        signal: 1.0 + len(look.of_door(look.within(mark, seconds)))
        for signal, (mark, seconds) in _REVIEWS.items()
        if look.key(mark)
    }
    if look.key(Mark.THING):
        rows = look.of_door(look.within(Mark.THING, 7 * DAY))
        unverified = float(look.history.is_unverified[rows].sum())
        known[Signal.THING_UNVERIFIED_7D] = look.fact(Signal.UNVERIFIED) + unverified
    if look.key(Mark.WORDING):
        repeats = look.of_door(look.within(Mark.WORDING, 90 * DAY))
        known[Signal.WORDING_REPEATS_90D] = float(len(repeats))
    return known


def _fates(look: _Look, _usual: Usual) -> Known:
    """What became of others; who shares no mark that could tell is not known to be alone."""
    known: Known = {}
    if any(look.key(mark) for mark in IDENTITIES):
        rows = look.by_any(*IDENTITIES)
        rows = rows[look.age[rows] <= YEAR]
        verdict, age = look.history.verdict[rows], look.age[rows]
        paid = (look.history.door[rows] == _OF_DOOR[Door.CHECKOUT]) & (
            look.history.result[rows] == _PASSED
        )
        settled = paid & (verdict != _FRAUD) & (age > SETTLED_AFTER)
        frauds = rows[verdict == _FRAUD]
        known[Signal.LINKED_FRAUD] = float(len(frauds) - len(look.robbed(frauds)))
        known[Signal.LINKED_LEGITIMATE] = float(((verdict == _HONEST) | settled).sum())
        known[Signal.LINKED_ATTEMPTS] = float((age <= 90 * DAY).sum())
    if look.key(Mark.NETWORK):
        rows = look.within(Mark.NETWORK, 30 * DAY)
        known[Signal.NETWORK_FRAUD_30D] = float((look.history.verdict[rows] == _FRAUD).sum())
    return known


_PARTS: tuple[Callable[[_Look, Usual], Known], ...] = (
    _dearness,
    _velocity,
    _newness,
    _logins,
    _coupons,
    _returns,
    _reviews,
    _fates,
)
