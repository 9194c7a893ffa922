"""Time while a shop is open."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.algorithms.hours import (
    EVERY_DAY,
    OpeningHours,
    is_open,
    next_opening,
    open_time,
    open_until,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = OpeningHours(opens=9, closes=17, days=frozenset({1, 2, 3, 4, 5}), zone=BERLIN)
ALWAYS = OpeningHours(opens=0, closes=24, days=EVERY_DAY, zone=BERLIN)
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=BERLIN)


def hours(count):
    return timedelta(hours=count)


def test_what_does_not_fit_a_day_goes_on_when_it_opens_again():
    assert open_until(FRIDAY, hours(4), OFFICE) == datetime(2026, 11, 23, 11, 0, tzinfo=BERLIN)


def test_what_is_asked_at_night_counts_from_the_morning():
    night = datetime(2026, 11, 18, 3, 30, tzinfo=BERLIN)
    assert next_opening(night, OFFICE) == datetime(2026, 11, 18, 9, 0, tzinfo=BERLIN)
    assert open_until(night, hours(1), OFFICE) == datetime(2026, 11, 18, 10, 0, tzinfo=BERLIN)


def test_a_promise_may_end_with_the_day():
    assert open_until(FRIDAY, hours(2), OFFICE) == datetime(2026, 11, 20, 17, 0, tzinfo=BERLIN)


def test_it_is_open_from_the_first_moment_until_before_the_last():
    assert is_open(FRIDAY.replace(hour=9), OFFICE)
    assert not is_open(FRIDAY.replace(hour=17), OFFICE)
    assert not is_open(FRIDAY + timedelta(days=1), OFFICE)


def test_nights_and_weekends_are_not_waited_through():
    monday = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)
    assert open_time(FRIDAY, monday, OFFICE) == hours(2.5)
    assert open_time(monday, FRIDAY, OFFICE) == timedelta()


def test_an_hour_that_is_passed_twice_counts_twice():
    """On 25 October 2026 clocks go from three back to two."""
    evening = datetime(2026, 10, 24, 12, 0, tzinfo=BERLIN)
    assert open_until(evening, hours(24), ALWAYS) == datetime(2026, 10, 25, 11, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("opens", "closes", "days"),
    [(17, 9, {1}), (9, 9, {1}), (0, 25, {1}), (9, 17, set()), (9, 17, {8})],
)
def test_hours_that_are_none_are_refused(opens, closes, days):
    with pytest.raises(ValueError, match="open"):
        OpeningHours(opens, closes, frozenset(days), BERLIN)


def test_no_promise_lies_in_the_past():
    with pytest.raises(ValueError, match="negative"):
        open_until(FRIDAY, -hours(1), OFFICE)


@given(
    since=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
        lambda moment: moment.replace(tzinfo=UTC)
    ),
    minutes=st.integers(1, 60 * 100),
    opens=st.integers(0, 22),
    length=st.integers(1, 12),
    days=st.sets(st.integers(1, 7), min_size=1),
)
def test_a_promise_was_open_for_as_long_as_it_says(since, minutes, opens, length, days):
    opening = OpeningHours(opens, min(opens + length, 24), frozenset(days), BERLIN)
    due = open_until(since, timedelta(minutes=minutes), opening)
    assert open_time(since, due, opening) == timedelta(minutes=minutes)
    assert is_open(due - timedelta(seconds=1), opening)
