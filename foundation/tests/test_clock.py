"""The business day is the shop's: 23, 24 or 25 hours long."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import clock


@pytest.fixture(autouse=True)
def _london(settings):
    settings.TIME_ZONE = "Europe/London"


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 6, 1), 24), (date(2026, 10, 25), 25)]
)
def test_days_of_the_clock_change_are_shorter_and_longer(day, hours):
    start, end = clock.day_bounds(day)

    assert end - start == timedelta(hours=hours)


def test_a_summer_evening_in_utc_is_the_next_business_day():
    assert clock.business_day(datetime(2026, 7, 1, 22, 59, tzinfo=UTC)) == date(2026, 7, 1)
    assert clock.business_day(datetime(2026, 7, 1, 23, 0, tzinfo=UTC)) == date(2026, 7, 2)


@given(day=st.dates(date(1975, 1, 1), date(2100, 1, 1)))
def test_days_meet_without_gap_and_hold_their_moments(day):
    start, end = clock.day_bounds(day)

    assert clock.day_bounds(day + timedelta(days=1))[0] == end
    assert clock.business_day(start) == day
    assert clock.business_day(end - timedelta(microseconds=1)) == day
    assert clock.business_day(end) == day + timedelta(days=1)


def test_history_is_played_as_if_it_were_then():
    then = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    with clock.standing_at(then):
        assert clock.now() == then
        assert clock.business_day() == date(2026, 3, 1)
    assert clock.now() > then
