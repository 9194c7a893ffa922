"""Signals: what is counted, what is not, and what no order of the past may change."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.algorithms.attempts import DOORS, RESULTS, SIGNALS, Attempt, History, Usual
from risk.algorithms.memory import Memory
from risk.algorithms.velocity import DAY, HOUR, NEWEST, at_night, is_strange, signals_of
from risk.algorithms.vocabulary import Door, Mark, Result, Signal

NOW = 1_000 * DAY
ME, OTHER = 1, 2
COUNTS = [
    signal
    for signal in Signal
    if signal.endswith(("_1h", "_1d", "_7d", "_30d", "_90d", "_365d"))
    or signal in (Signal.LINKED_FRAUD, Signal.LINKED_LEGITIMATE, Signal.LINKED_ATTEMPTS)
]


def come(*, at: float = NOW, door: Door = Door.CHECKOUT, result: Result = Result.OPEN,
         facts: dict[Signal, float] | None = None, **marks: int) -> Attempt:  # fmt: skip
    return Attempt(door, at, {Mark(name): key for name, key in marks.items()}, facts or {}, result)


def told(attempt: Attempt, *before: Attempt, usual: Usual | None = None,
         strange: bool = False, verdict: int = 0) -> dict[Signal, float]:  # fmt: skip
    """The signals of an attempt after others."""
    memory = Memory()
    for earlier in sorted(before, key=lambda each: each.at):
        memory.confirm(memory.remember(earlier, is_strange=strange), verdict)
    signals = signals_of(attempt, memory.history_of(attempt), usual or Usual())
    return dict(zip(SIGNALS, signals.tolist(), strict=True))


def test_attempts_count_this_one_and_those_of_the_same_door_within_time() -> None:
    known = told(
        come(device=ME),
        come(device=ME, at=NOW - 0.5 * HOUR),
        come(device=ME, at=NOW - 2 * HOUR),
        come(device=ME, at=NOW - 0.5 * HOUR, door=Door.LOGIN),
        come(device=OTHER, at=NOW - 0.5 * HOUR),
    )
    assert known[Signal.DEVICE_ATTEMPTS_1H] == 2
    assert known[Signal.DEVICE_ATTEMPTS_1D] == 3


def test_what_an_attempt_does_not_have_is_not_known() -> None:
    known = told(come(device=ME))
    assert math.isnan(known[Signal.CARD_ATTEMPTS_1D])
    assert math.isnan(known[Signal.NEW_DEVICE])
    assert math.isnan(known[Signal.AMOUNT])


def test_only_failures_at_the_same_door_count_there() -> None:
    known = told(
        come(device=ME, email=ME),
        come(device=ME, at=NOW - HOUR, result=Result.FAILED),
        come(device=ME, at=NOW - HOUR, result=Result.PASSED),
        come(device=ME, email=ME, at=NOW - HOUR, result=Result.FAILED, door=Door.LOGIN),
    )
    assert known[Signal.DEVICE_FAILURES_1D] == 1
    assert known[Signal.LOGIN_FAILURES_1D] == 1


def test_different_ones_count_once_each_at_any_door() -> None:
    known = told(
        come(device=ME, email=1),
        come(device=ME, email=2, at=NOW - DAY),
        come(device=ME, email=2, at=NOW - DAY, door=Door.REVIEW),
        come(device=ME, email=3, at=NOW - 8 * DAY),
    )
    assert known[Signal.DEVICE_EMAILS_7D] == 2


def test_new_is_what_the_customer_never_came_with_when_it_went_well() -> None:
    before = come(customer=ME, device=1, network=1, at=NOW - 9 * DAY, result=Result.PASSED)
    failed = come(customer=ME, device=2, network=1, at=NOW - DAY, result=Result.FAILED)
    known = told(come(customer=ME, device=2, network=1), before, failed)
    assert (known[Signal.NEW_DEVICE], known[Signal.NEW_NETWORK]) == (1, 0)
    assert known[Signal.DAYS_SINCE_LAST] == 9


def test_strange_is_new_browser_and_new_network_together() -> None:
    before = come(customer=ME, device=1, network=1, at=NOW - 9 * DAY, result=Result.PASSED)
    memory = Memory()
    memory.remember(before)
    for device, network, expected in ((2, 2, True), (1, 2, False), (2, 1, False)):
        now = come(customer=ME, device=device, network=network)
        assert is_strange(signals_of(now, memory.history_of(now), Usual())) == expected


def test_a_strange_login_is_told_to_what_follows_within_a_day() -> None:
    login = come(customer=ME, door=Door.LOGIN, result=Result.PASSED, at=NOW - HOUR)
    assert told(come(customer=ME), login, strange=True)[Signal.STRANGE_LOGIN_1D] == 1
    assert told(come(customer=ME), login)[Signal.STRANGE_LOGIN_1D] == 0
    wrong = replace(login, result=Result.FAILED)
    assert told(come(customer=ME), wrong, strange=True)[Signal.STRANGE_LOGIN_1D] == 0


def test_amounts_beside_what_is_usual() -> None:
    usual = Usual({Door.CHECKOUT: 50.0})
    before = [
        come(customer=ME, facts={Signal.AMOUNT: amount}, at=NOW - 9 * DAY, result=Result.PASSED)
        for amount in (10.0, 20.0, 90.0)
    ]
    known = told(come(customer=ME, facts={Signal.AMOUNT: 100.0}), *before, usual=usual)
    assert known[Signal.AMOUNT_TO_SHOP] == 2
    assert known[Signal.AMOUNT_TO_CUSTOMER] == 5


def test_a_code_used_by_others_counts_people_and_not_their_tries() -> None:
    def used(customer: int, **more: int) -> Attempt:
        return come(customer=customer, coupon=7, address=ME, at=NOW - DAY, **more)

    known = told(
        come(customer=1, coupon=7, address=ME, email=5),
        used(1), used(2, email=5), used(2, email=5), used(3),
        come(customer=4, coupon=8, address=ME, at=NOW - DAY),
        come(customer=5, coupon=7, address=ME, at=NOW - DAY, result=Result.FAILED),
    )  # fmt: skip
    assert known[Signal.COUPON_BY_ADDRESS_90D] == 2
    assert math.isnan(known[Signal.COUPON_BY_CARD_90D])


def test_a_guest_is_the_same_person_by_mail() -> None:
    before = come(email=5, coupon=7, device=ME, at=NOW - DAY)
    assert told(come(email=5, coupon=7, device=ME), before)[Signal.COUPON_BY_DEVICE_90D] == 0
    assert told(come(email=6, coupon=7, device=ME), before)[Signal.COUPON_BY_DEVICE_90D] == 1


def test_returns_are_a_share_of_paid_orders() -> None:
    orders = [
        come(customer=ME, at=NOW - day * DAY, result=Result.PASSED) for day in (30, 60, 90, 120)
    ]
    worn = come(
        customer=ME, door=Door.RETURN, at=NOW - 20 * DAY, facts={Signal.REASON_WORN: 1},
        result=Result.PASSED,
    )  # fmt: skip
    known = told(come(customer=ME, door=Door.RETURN), *orders, worn)
    assert known[Signal.RETURNS_365D] == 2
    assert known[Signal.RETURN_RATE] == 0.5
    assert known[Signal.WORN_RETURNS_365D] == 1
    assert told(come(customer=ME), *orders, worn)[Signal.RETURNS_365D] == 1


def test_reviews_of_a_product_and_their_wording() -> None:
    others = [
        come(door=Door.REVIEW, thing=ME, wording=4, at=NOW - HOUR, facts={Signal.UNVERIFIED: 1})
        for _ in range(3)
    ]
    mine = come(door=Door.REVIEW, thing=ME, wording=4, facts={Signal.UNVERIFIED: 1})
    known = told(mine, *others)
    assert known[Signal.THING_REVIEWS_1D] == 4
    assert known[Signal.THING_UNVERIFIED_7D] == 4
    assert known[Signal.WORDING_REPEATS_90D] == 3
    at_checkout = replace(mine, door=Door.CHECKOUT)
    assert math.isnan(told(at_checkout, *others)[Signal.THING_REVIEWS_1D])


def test_what_became_of_others_is_linked_by_a_person_and_not_by_a_network() -> None:
    thief = come(card=ME, network=ME, at=NOW - 5 * DAY, result=Result.PASSED)
    by_card = told(come(card=ME, network=OTHER), thief, verdict=1)
    by_network = told(come(card=OTHER, network=ME), thief, verdict=1)
    assert (by_card[Signal.LINKED_FRAUD], by_card[Signal.NETWORK_FRAUD_30D]) == (1, 0)
    assert (by_network[Signal.LINKED_FRAUD], by_network[Signal.NETWORK_FRAUD_30D]) == (0, 1)


def test_a_paid_order_that_nobody_came_back_on_counts_as_honest() -> None:
    def honest(days: float, verdict: int = 0) -> float:
        order = come(card=ME, at=NOW - days * DAY, result=Result.PASSED)
        return told(come(card=ME), order, verdict=verdict)[Signal.LINKED_LEGITIMATE]

    assert [honest(61), honest(59), honest(59, -1), honest(61, 1)] == [1, 0, 1, 0]


def test_the_victim_of_a_takeover_is_not_the_thief() -> None:
    own = come(customer=ME, device=1, at=NOW - 90 * DAY, result=Result.PASSED)
    theft = come(customer=ME, device=9, at=NOW - 5 * DAY, result=Result.PASSED)
    memory = Memory()
    memory.remember(own)
    memory.confirm(memory.remember(theft), 1)

    def frauds(device: int) -> float:
        now = come(customer=ME, device=device)
        signals = signals_of(now, memory.history_of(now), Usual())
        return float(signals[SIGNALS.index(Signal.LINKED_FRAUD)])

    assert [frauds(1), frauds(9), frauds(5)] == [0, 1, 1]


@pytest.mark.parametrize(("hour", "expected"), [(0, 1), (4, 1), (5, 0), (23, 0)])
def test_night(hour: int, expected: float) -> None:
    assert at_night(hour) == expected


def test_memory_refuses_what_comes_out_of_order() -> None:
    memory = Memory()
    memory.remember(come(at=NOW))
    with pytest.raises(ValueError, match="order of time"):
        memory.remember(come(at=NOW - 1))


def test_memory_looks_at_the_newest_only() -> None:
    memory = Memory()
    for number in range(NEWEST + 50):
        memory.remember(come(device=ME, email=number + 1, at=NOW - DAY + number))
    found = memory.history_of(come(device=ME))
    assert len(found) == NEWEST
    assert found.at.min() == NOW - DAY + 50


_marks = st.dictionaries(st.sampled_from(Mark), st.integers(1, 3), max_size=len(Mark))
_facts = st.dictionaries(
    st.sampled_from([Signal.AMOUNT, Signal.REASON_WORN, Signal.UNVERIFIED]), st.sampled_from([0, 1])
)
_attempts = st.builds(
    Attempt, st.sampled_from(DOORS), st.integers(0, 400).map(lambda days: NOW - days * DAY),
    _marks, _facts, st.sampled_from(RESULTS),
)  # fmt: skip
_pasts = st.lists(st.tuples(_attempts, st.booleans(), st.sampled_from([-1, 0, 1])), max_size=30)


def _memory(past: list[tuple[Attempt, bool, int]]) -> Memory:
    memory = Memory()
    for attempt, strange, verdict in sorted(past, key=lambda each: each[0].at):
        memory.confirm(memory.remember(attempt, is_strange=strange), verdict)
    return memory


@given(now=_attempts.map(lambda attempt: replace(attempt, at=NOW)), past=_pasts, seed=st.randoms())
def test_the_order_in_which_the_past_is_told_changes_nothing(now, past, seed) -> None:
    history = _memory(past).history_of(now)
    places = list(range(len(history)))
    seed.shuffle(places)
    shuffled = History(*(getattr(history, each.name)[places] for each in fields(History)))
    expected = signals_of(now, history, Usual())
    np.testing.assert_allclose(signals_of(now, shuffled, Usual()), expected)


@given(now=_attempts.map(lambda attempt: replace(attempt, at=NOW)), past=_pasts, more=_pasts)
def test_what_happened_besides_never_lowers_a_count(now, past, more) -> None:
    # What makes a browser the customer's own takes a theft in their account off their record.
    more = [(replace(each, result=Result.OPEN), strange, said) for each, strange, said in more]
    usual = Usual()
    before = signals_of(now, _memory(past).history_of(now), usual)
    after = signals_of(now, _memory([*past, *more]).history_of(now), usual)
    for signal in COUNTS:
        place = SIGNALS.index(signal)
        assert math.isnan(before[place]) or after[place] >= before[place], signal


@given(now=_attempts, past=_pasts)
def test_what_comes_later_is_not_known_yet(now, past) -> None:
    known = [each for each in past if each[0].at <= now.at]
    memory, earlier = _memory(past), _memory(known)
    np.testing.assert_allclose(
        signals_of(now, memory.history_of(now), Usual()),
        signals_of(now, earlier.history_of(now), Usual()),
    )
