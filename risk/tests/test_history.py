"""One statement finds the same past as the memory of a replay, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from risk.algorithms.attempts import SIGNALS, Attempt, Usual
from risk.algorithms.memory import Memory
from risk.algorithms.velocity import NEWEST, signals_of
from risk.algorithms.vocabulary import Door, Mark, Result, Signal
from risk.models import Assessment
from risk.scoring.history import read_history
from risk.scoring.usual import FEWEST, read_usual
from risk.tests.factories import make_assessment

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)

_past = st.tuples(
    st.sampled_from(Door),
    st.integers(0, 36_000_000).map(lambda seconds: NOW - timedelta(seconds=seconds)),
    st.dictionaries(st.sampled_from(Mark), st.integers(1, 3), max_size=5),
    st.sampled_from(Result),
    st.sampled_from([-1, 0, 1]),
    st.booleans(),
    st.integers(0, 100_000),
)
_marks = st.dictionaries(st.sampled_from(Mark), st.integers(1, 3), max_size=len(Mark))


@examples(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(past=st.lists(_past, max_size=25), door=st.sampled_from(Door), marks=_marks)
def test_the_statement_and_the_memory_tell_the_same_signals(past, door, marks) -> None:
    Assessment.objects.all().delete()
    memory = Memory()
    for where, at, keys, result, verdict, flag, minor in sorted(past, key=lambda each: each[1]):
        make_assessment(
            door=where, occurred_at=at, marks=keys, result=result, verdict=verdict,
            is_worn=flag, is_unverified=flag, is_strange=flag, amount_minor=minor,
        )  # fmt: skip
        facts = {
            Signal.AMOUNT: minor / 100,
            Signal.REASON_WORN: float(flag),
            Signal.UNVERIFIED: float(flag),
        }
        earlier = Attempt(where, at.timestamp(), keys, facts, result)
        memory.confirm(memory.remember(earlier, is_strange=flag), verdict)
    now = Attempt(door, NOW.timestamp(), marks, {Signal.AMOUNT: 100.0})
    read = signals_of(now, read_history(marks, at=NOW), Usual())
    np.testing.assert_allclose(read, signals_of(now, memory.history_of(now), Usual()))


def test_one_statement_reads_all_marks(django_assert_num_queries) -> None:
    make_assessment(marks=dict.fromkeys(Mark, 1), occurred_at=NOW)
    with django_assert_num_queries(1):
        assert len(read_history(dict.fromkeys(Mark, 1), at=NOW)) == 1


def test_nothing_is_asked_for_who_has_no_marks(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert len(read_history({Mark.CARD: 0, Mark.COUPON: 5}, at=NOW)) == 0


def test_only_the_newest_of_a_mark_are_read() -> None:
    Assessment.objects.bulk_create(
        Assessment(
            door=Door.LOGIN, subject=str(number), network_key=1,
            occurred_at=NOW - timedelta(minutes=number),
        )
        for number in range(NEWEST + 30)
    )  # fmt: skip
    found = read_history({Mark.NETWORK: 1}, at=NOW)
    assert len(found) == NEWEST
    assert found.at.min() == (NOW - timedelta(minutes=NEWEST - 1)).timestamp()


def test_amounts_are_read_in_major_units_of_their_currency() -> None:
    for minor, currency in ((1_999, "EUR"), (1_999, "JPY"), (1_999, "KWD")):
        make_assessment(marks={Mark.CARD: 1}, amount_minor=minor, currency=currency,
                        occurred_at=NOW)  # fmt: skip
    found = read_history({Mark.CARD: 1}, at=NOW)
    assert sorted(found.amount.tolist()) == [1.999, 19.99, 1_999]


def test_what_a_later_version_wrote_of_other_doors_is_left_out() -> None:
    make_assessment(door="elevator", marks={Mark.CARD: 1}, occurred_at=NOW)
    assert len(read_history({Mark.CARD: 1}, at=NOW)) == 0


def test_usual_is_the_median_of_what_went_through_lately() -> None:
    for number in range(FEWEST):
        make_assessment(amount_minor=1_000 * (number + 1))
    make_assessment(amount_minor=10_000_000, result=Result.FAILED)
    assert read_usual().amounts == {Door.CHECKOUT: 55.0}
    Assessment.objects.filter(amount_minor=1_000).delete()
    assert read_usual().amounts == {}


def test_signals_cover_the_whole_vocabulary() -> None:
    everything = dict.fromkeys(Mark, 1)
    make_assessment(marks=everything, occurred_at=NOW - timedelta(days=1), amount_minor=5)
    known: set[Signal] = set()
    for door in Door:
        now = Attempt(door, NOW.timestamp(), everything, {Signal.AMOUNT: 1.0})
        usual = Usual({Door.CHECKOUT: 5.0})
        signals = signals_of(now, read_history(everything, at=NOW), usual)
        known |= {name for name, value in zip(SIGNALS, signals, strict=True) if value == value}
    told_by_doors = set(list(Signal)[: SIGNALS.index(Signal.AMOUNT_TO_SHOP)])
    assert known == set(Signal) - told_by_doors | {Signal.AMOUNT}
