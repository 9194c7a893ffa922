"""What the forecasts are told beside sales: holidays, staff's events, outside series."""

from contextlib import suppress
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.calendars import events_between, holidays_between, outside_table
from forecasting.models import CalendarEvent, FillForward, OutsideSeries, OutsideValue
from forecasting.services import InputRefused, _read, load_values, save_event, save_series

pytestmark = pytest.mark.django_db
FIRST = date(2026, 12, 1)


def _series(**fields) -> OutsideSeries:
    return save_series(series=OutsideSeries(code="rain", name="Rain", unit="mm", **fields))


def test_holidays_are_those_of_the_country():
    found = holidays_between(date(2026, 12, 20), date(2026, 12, 31), country="GB")
    assert date(2026, 12, 25) in {one.day for one in found}
    assert holidays_between(FIRST, FIRST + timedelta(days=60), country="XX") == []


def test_an_event_lasts_from_its_first_day_to_its_last():
    save_event(
        event=CalendarEvent(
            name="Fair", first_day=date(2026, 11, 29), last_day=FIRST + timedelta(days=1)
        )
    )
    save_event(event=CalendarEvent(name="Off", first_day=FIRST, last_day=FIRST, is_active=False))
    assert [one.day.day for one in events_between(FIRST, FIRST + timedelta(days=9))] == [1, 2]
    table = outside_table(FIRST, 10)
    assert table.names == ("holiday", "before holiday", "Fair")
    assert table.values[2].tolist() == [1.0, 1.0] + [0.0] * 8


@pytest.mark.parametrize("days", [-1, None])
def test_an_impossible_event_is_refused(days):
    event = CalendarEvent(name="Fair", first_day=FIRST, last_day=FIRST)
    if days is None:
        save_event(event=CalendarEvent(name="Fair", first_day=FIRST, last_day=FIRST))
    else:
        event.last_day = FIRST + timedelta(days=days)
    with pytest.raises(InputRefused):
        save_event(event=event)


@pytest.mark.parametrize(
    "text", ["day,value\n2026-12-01,1.5\n2026-12-02,2", "\ufeff2026-12-01;1,5\r\n\r\n2026-12-02;2"]
)
def test_a_file_is_read_as_spreadsheets_write_it(text):
    assert load_values(series=_series(), text=text) == 2
    assert dict(OutsideValue.objects.values_list("day", "value")) == {
        FIRST: 1.5, FIRST + timedelta(days=1): 2.0,
    }  # fmt: skip


def test_a_value_that_comes_again_replaces_the_one_before():
    series = _series()
    load_values(series=series, text="2026-12-01,1")
    load_values(series=series, text="2026-12-01,3")
    assert series.values.get().value == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [("day,value\n2026-12-01,x", "2"), ("2026-12-01,1\n1 Dec,2", "2"),
     ("2026-13-01,1\n2026-12-02,2", "1"), ("2026-12-01,\n2026-12-02,2", "1"),
     ("d,v\n2026-12-01,1\n2026-12-02,nan", "3"), ("d,v\n2026-12-01,1,2", "2"),
     ("d,v\n2026-12-01,1e300", "2")],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_kept(text, line):
    with pytest.raises(InputRefused, match=line):
        load_values(series=_series(), text=text)
    assert not OutsideValue.objects.exists()


@pytest.mark.parametrize("text", ["", "day,value", "\n\n", "\x00"])
def test_a_file_without_values_is_refused(text):
    with pytest.raises(InputRefused):
        load_values(series=_series(), text=text)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    with suppress(InputRefused):
        assert _read(text)


@pytest.mark.parametrize(
    ("fill", "expected"),
    [(FillForward.LAST, [1.0, 3.0, 3.0]), (FillForward.YEAR_AGO, [1.0, 3.0, 9.0]),
     (FillForward.ZERO, [1.0, 3.0, 0.0])],
)  # fmt: skip
def test_days_that_nobody_told_are_filled_as_staff_chose(fill, expected):
    series = _series(fill_forward=fill)
    year_ago = FIRST + timedelta(days=2 - 364)
    load_values(series=series, text=f"{FIRST},1\n{FIRST + timedelta(days=1)},3\n{year_ago},9")
    course = outside_table(FIRST, 3, names=["rain"]).values[0]
    plain = np.array(expected)
    assert course == pytest.approx((plain - plain.mean()) / plain.std())


def test_a_series_that_is_gone_is_zero_to_the_model_that_learned_it():
    table = outside_table(FIRST, 5, names=["gone", "holiday"])
    assert table.names == ("gone", "holiday")
    assert table.values[0].tolist() == [0.0] * 5
