"""The rules a shop starts with, as plain data; staff edit or switch off each of them.

Their bounds follow what card schemes and shops write of velocity checks: a person fails twice or
thrice, a script fails dozens of times; a household shares an address and a card among a few, a
ring among many. Only a burst of declined cards refuses; everything else asks or waits for a look.
"""

from __future__ import annotations

from dataclasses import dataclass

from risk.algorithms.rules import CompiledRule, Condition
from risk.algorithms.vocabulary import Comparison, Door, Outcome, Signal


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A rule that comes with the shop; ``risk.rules.house_words`` names it."""

    code: str
    door: Door
    outcome: Outcome
    points: int
    conditions: tuple[Condition, ...]

    def compiled(self) -> CompiledRule:
        """As a replay without tables asks it: its code is its key."""
        return CompiledRule(self.code, self.door, self.outcome, self.points, self.conditions)


def _from(signal: Signal, value: float = 1) -> Condition:
    return Condition(signal, Comparison.AT_LEAST, value)


def _to(signal: Signal, value: float) -> Condition:
    return Condition(signal, Comparison.AT_MOST, value)


def _once(signal: Signal) -> Condition:
    return Condition(signal, Comparison.EQUALS, 1)


_NEW_HERE = _to(Signal.ORDERS_BEFORE, 0)
_NOBODY_VOUCHES = _to(Signal.LINKED_LEGITIMATE, 0)
"""Somebody whose account was entered shares it with the thief, and has honest orders there."""
_SENT_ELSEWHERE = (
    _from(Signal.STRANGE_LOGIN_1D),
    _from(Signal.NEW_ADDRESS),
    _from(Signal.AMOUNT_TO_SHOP, 1.5),
)
"""A present looks like this too, from a new telephone: only with something more is it held."""

_CARDS = (
    HouseRule(
        "card-testing-browser", Door.CHECKOUT, Outcome.REFUSE, 70,
        (_from(Signal.DEVICE_FAILURES_1D, 8), _from(Signal.DEVICE_ATTEMPTS_1H, 5)),
    ),
    HouseRule(
        "declined-browser", Door.CHECKOUT, Outcome.HOLD, 35,
        (_from(Signal.DEVICE_FAILURES_1D, 4),),
    ),
    HouseRule(
        "declined-e-mail", Door.CHECKOUT, Outcome.STEP_UP, 20,
        (_from(Signal.EMAIL_FAILURES_1D, 3),),
    ),
    HouseRule(
        "declined-network", Door.CHECKOUT, Outcome.STEP_UP, 25,
        (_from(Signal.NETWORK_FAILURES_1D, 12), _from(Signal.NETWORK_ATTEMPTS_1H, 6), _NEW_HERE),
    ),
    HouseRule(
        "cards-browser", Door.CHECKOUT, Outcome.HOLD, 35,
        (_from(Signal.DEVICE_CARDS_7D, 4),),
    ),
    HouseRule(
        "cards-e-mail", Door.CHECKOUT, Outcome.STEP_UP, 20,
        (_from(Signal.EMAIL_CARDS_90D, 4),),
    ),
    HouseRule(
        "card-many-people", Door.CHECKOUT, Outcome.HOLD, 30,
        (_from(Signal.CARD_EMAILS_90D, 5), _NEW_HERE),
    ),
    HouseRule(
        "card-often", Door.CHECKOUT, Outcome.STEP_UP, 20,
        (_from(Signal.CARD_ATTEMPTS_1D, 5),),
    ),
    HouseRule(
        "address-many-cards", Door.CHECKOUT, Outcome.STEP_UP, 20,
        (_from(Signal.ADDRESS_CARDS_90D, 6), _from(Signal.ADDRESS_EMAILS_90D, 5), _NEW_HERE),
    ),
)  # fmt: skip

_MISMATCHES = (
    HouseRule(
        "linked-fraud", Door.CHECKOUT, Outcome.HOLD, 50,
        (_from(Signal.LINKED_FRAUD, 2), _NOBODY_VOUCHES),
    ),
    HouseRule(
        "linked-fraud-once", Door.CHECKOUT, Outcome.STEP_UP, 25,
        (_once(Signal.LINKED_FRAUD), _NOBODY_VOUCHES),
    ),
    HouseRule(
        "network-fraud", Door.CHECKOUT, Outcome.STEP_UP, 25,
        (_from(Signal.NETWORK_FRAUD_30D, 2), _NEW_HERE),
    ),
    HouseRule(
        "first-express-dear", Door.CHECKOUT, Outcome.STEP_UP, 18,
        (_NEW_HERE, _from(Signal.EXPRESS), _from(Signal.AMOUNT_TO_SHOP, 3)),
    ),
    HouseRule(
        "first-very-dear", Door.CHECKOUT, Outcome.STEP_UP, 12,
        (_NEW_HERE, _from(Signal.AMOUNT_TO_SHOP, 6)),
    ),
    HouseRule(
        "abroad-first", Door.CHECKOUT, Outcome.STEP_UP, 25,
        (_NEW_HERE, _from(Signal.CARD_ABROAD), _from(Signal.AMOUNT_TO_SHOP, 2)),
    ),
    HouseRule(
        "abroad-twice", Door.CHECKOUT, Outcome.HOLD, 55,
        (
            _NEW_HERE, _from(Signal.CARD_ABROAD), _from(Signal.NETWORK_ABROAD),
            _from(Signal.AMOUNT_TO_SHOP, 2),
        ),
    ),
    HouseRule(
        "disposable-mail", Door.CHECKOUT, Outcome.ALLOW, 15,
        (_NEW_HERE, _from(Signal.DISPOSABLE_MAIL)),
    ),
    HouseRule(
        "disposable-mail-dear", Door.CHECKOUT, Outcome.STEP_UP, 15,
        (_NEW_HERE, _from(Signal.DISPOSABLE_MAIL), _from(Signal.AMOUNT_TO_SHOP, 2)),
    ),
)  # fmt: skip

_TAKEOVERS = (
    HouseRule(
        "strange-login-address", Door.CHECKOUT, Outcome.STEP_UP, 25, _SENT_ELSEWHERE,
    ),
    HouseRule(
        "strange-login-address-abroad", Door.CHECKOUT, Outcome.HOLD, 25,
        (*_SENT_ELSEWHERE, _from(Signal.NETWORK_ABROAD)),
    ),
    HouseRule(
        "strange-login-address-guessed", Door.CHECKOUT, Outcome.HOLD, 25,
        (*_SENT_ELSEWHERE, _from(Signal.LOGIN_FAILURES_1D, 2)),
    ),
    HouseRule(
        "strange-login-dear", Door.CHECKOUT, Outcome.STEP_UP, 25,
        (_from(Signal.STRANGE_LOGIN_1D), _from(Signal.AMOUNT_TO_CUSTOMER, 2)),
    ),
    HouseRule(
        "all-new-dear", Door.CHECKOUT, Outcome.STEP_UP, 25,
        (
            _from(Signal.NEW_DEVICE), _from(Signal.NEW_NETWORK),
            _from(Signal.AMOUNT_TO_CUSTOMER, 3),
        ),
    ),
    HouseRule(
        "login-strange-abroad", Door.LOGIN, Outcome.STEP_UP, 35,
        (_from(Signal.NEW_DEVICE), _from(Signal.NEW_NETWORK), _from(Signal.NETWORK_ABROAD)),
    ),
    HouseRule(
        "login-strange-guessed", Door.LOGIN, Outcome.STEP_UP, 30,
        (_from(Signal.NEW_DEVICE), _from(Signal.LOGIN_FAILURES_1D, 3)),
    ),
    HouseRule(
        "login-strange", Door.LOGIN, Outcome.ALLOW, 10,
        (_from(Signal.NEW_DEVICE), _from(Signal.NEW_NETWORK)),
    ),
    HouseRule(
        "login-many-accounts", Door.LOGIN, Outcome.STEP_UP, 25,
        (_from(Signal.DEVICE_CUSTOMERS_90D, 5), _from(Signal.NEW_DEVICE)),
    ),
    HouseRule(
        "login-network-guessing", Door.LOGIN, Outcome.STEP_UP, 25,
        (_from(Signal.NETWORK_FAILURES_1D, 20), _from(Signal.NEW_NETWORK)),
    ),
    HouseRule(
        "login-network-fraud", Door.LOGIN, Outcome.STEP_UP, 25,
        (
            _from(Signal.NETWORK_FRAUD_30D, 2), _from(Signal.NEW_NETWORK),
            _from(Signal.NEW_DEVICE),
        ),
    ),
)  # fmt: skip

_PROMOTIONS = (
    *(
        HouseRule(
            f"first-code-{shared}-{door.value}", door, outcome, 60,
            (_from(Signal.FIRST_ORDER_COUPON), _from(signal, least)),
        )
        for door, outcome in ((Door.COUPON, Outcome.HOLD), (Door.CHECKOUT, Outcome.ALLOW))
        for shared, signal, least in (
            ("address", Signal.COUPON_BY_ADDRESS_90D, 2),
            ("browser", Signal.COUPON_BY_DEVICE_90D, 2),
        )
    ),
    HouseRule(
        "first-code-card", Door.CHECKOUT, Outcome.ALLOW, 30,
        (_from(Signal.FIRST_ORDER_COUPON), _from(Signal.COUPON_BY_CARD_90D, 2)),
    ),
    HouseRule(
        "first-code-network", Door.COUPON, Outcome.HOLD, 25,
        (
            _from(Signal.FIRST_ORDER_COUPON), _from(Signal.COUPON_BY_NETWORK_7D, 5),
            _from(Signal.DISPOSABLE_MAIL),
        ),
    ),
)  # fmt: skip

_REVIEWS = (
    HouseRule(
        "review-same-words", Door.REVIEW, Outcome.HOLD, 65,
        (_from(Signal.WORDING_REPEATS_90D),),
    ),
    HouseRule(
        "review-rush", Door.REVIEW, Outcome.HOLD, 45,
        (_from(Signal.THING_UNVERIFIED_7D, 4), _from(Signal.UNVERIFIED)),
    ),
    HouseRule(
        "review-rush-today", Door.REVIEW, Outcome.HOLD, 30,
        (_from(Signal.THING_REVIEWS_1D, 5), _from(Signal.UNVERIFIED)),
    ),
    HouseRule(
        "review-network", Door.REVIEW, Outcome.HOLD, 50,
        (_from(Signal.NETWORK_REVIEWS_7D, 5), _from(Signal.UNVERIFIED)),
    ),
    HouseRule(
        "review-browser", Door.REVIEW, Outcome.HOLD, 30,
        (_from(Signal.DEVICE_REVIEWS_7D, 5), _from(Signal.UNVERIFIED)),
    ),
    HouseRule(
        "review-linked-fraud", Door.REVIEW, Outcome.HOLD, 40,
        (_from(Signal.LINKED_FRAUD), _NOBODY_VOUCHES),
    ),
)  # fmt: skip

_RETURNS = (
    HouseRule(
        "return-worn-often", Door.RETURN, Outcome.HOLD, 60,
        (_from(Signal.WORN_RETURNS_365D, 2),),
    ),
    HouseRule(
        "return-nearly-all", Door.RETURN, Outcome.HOLD, 30,
        (_from(Signal.RETURNS_365D, 5), _from(Signal.RETURN_RATE, 0.8)),
    ),
    HouseRule(
        "return-dear-often", Door.RETURN, Outcome.HOLD, 20,
        (
            _from(Signal.RETURNS_365D, 3), _from(Signal.RETURN_RATE, 0.5),
            _from(Signal.AMOUNT_TO_SHOP, 3),
        ),
    ),
    HouseRule(
        "return-linked-fraud", Door.RETURN, Outcome.HOLD, 40,
        (_from(Signal.LINKED_FRAUD, 2), _to(Signal.LINKED_LEGITIMATE, 2)),
    ),
)  # fmt: skip

HOUSE_RULES = (*_CARDS, *_MISMATCHES, *_TAKEOVERS, *_PROMOTIONS, *_REVIEWS, *_RETURNS)
