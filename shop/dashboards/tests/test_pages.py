"""The owner's page, the customers in groups and the live view: what they tell, and of what not."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from analytics.models import Grouping, SegmentDay, SegmentMove
from events.context import EventContext
from events.minutes import roll_up_minutes
from events.names import EventName
from events.services import Fact, record
from forecasting.models import ForecastMethod, Level, TotalForecast
from foundation import clock
from foundation.money import Money
from shop.dashboards.asking import Question
from shop.dashboards.frame import Asked, Period, dashboards, may_see
from shop.dashboards.models import SalesTarget
from shop.dashboards.outlook import month_outlook
from shop.dashboards.pages import customers, live, owner
from shop.dashboards.targets import targets_for
from shop.dashboards.telling import change_told, count_told, money_told, share_told
from shop.dashboards.tests.factories import fill_days, make_day
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TODAY = date(2026, 11, 22)
MONTH = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    return client


def tile_of(page, title):
    return next(tile for tile in page.tiles if tile.title == title)


def asked(first=TODAY - timedelta(days=7), last=TODAY - timedelta(days=1), **more):
    period = Period(first, last)
    return Asked(period, period.before(), **more)


def forecast(as_of=TODAY, units=4.0, days=90):
    return TotalForecast.objects.create(
        level=Level.SHOP, subject_id=0, as_of=as_of, made_at=clock.now(),
        method=ForecastMethod.values[0], daily=[units] * days,
        daily_low=[units / 2] * days, daily_high=[units * 2] * days,
    )  # fmt: skip


def test_the_month_ends_with_what_it_took_and_what_its_days_to_come_are_expected_to_bring():
    """Ten orders a day of two units at 25.00, twenty-one days of the month done, nine to come."""
    for back in range(1, 40):
        make_day(TODAY - timedelta(days=back), 10)
    forecast(units=4.0)
    told = month_outlook(TODAY)
    assert told is not None
    assert told.month == MONTH
    assert told.so_far == 21 * 10 * 50_00
    assert told.expected == pytest.approx(told.so_far + 9 * 4 * 25_00)
    assert told.low[-1] == pytest.approx(told.so_far + 9 * 2 * 25_00)
    assert told.high[-1] == pytest.approx(told.so_far + 9 * 8 * 25_00)
    assert len(told.past) + len(told.mean) == 30


def test_a_forecast_of_some_days_ago_counts_from_today():
    for back in range(1, 40):
        make_day(TODAY - timedelta(days=back), 10)
    rows = forecast(as_of=TODAY - timedelta(days=3))
    rows.daily = [100.0] * 3 + [4.0] * 87
    rows.save()
    assert month_outlook(TODAY).expected == pytest.approx(21 * 10 * 50_00 + 9 * 4 * 25_00)


@pytest.mark.parametrize("age", [-1, 15])
def test_a_stale_forecast_is_not_told(age):
    make_day(TODAY - timedelta(days=1), 10)
    forecast(as_of=TODAY - timedelta(days=age))
    assert month_outlook(TODAY) is None


def test_the_first_day_of_a_month_has_all_of_it_to_come():
    make_day(date(2026, 10, 31), 10)
    forecast(as_of=date(2026, 11, 1))
    told = month_outlook(date(2026, 11, 1))
    assert told.so_far == 0
    assert len(told.mean) == 30


def test_targets_are_by_the_share_of_a_months_days():
    SalesTarget.objects.create(month=date(2026, 10, 1), revenue_minor=310_00, orders=62)
    SalesTarget.objects.create(month=date(2026, 11, 1), revenue_minor=600_00)
    told = targets_for(Period(date(2026, 10, 31), date(2026, 11, 3)))
    assert told.revenue_minor == pytest.approx(10_00 + 3 * 20_00)
    assert told.orders is None, "November has no target of orders"
    assert targets_for(Period(date(2026, 9, 30), TODAY)).revenue_minor is None


def test_the_owner_sees_each_number_against_before_and_target():
    fill_days(TODAY - timedelta(days=1), 14)
    SalesTarget.objects.create(month=date(2026, 11, 1), revenue_minor=30 * 1000_00)
    page = owner.read(asked(at=clock.day_bounds(TODAY)[0] + timedelta(hours=9)))
    revenue = tile_of(page, "Revenue")
    assert revenue.value == money_told(sum(range(8, 15)) * 50_00)
    assert revenue.before == money_told(sum(range(1, 8)) * 50_00)
    assert revenue.change == "+175%"
    assert revenue.good is True
    assert revenue.target == "55.0% of the target of €7,000.00"
    assert tile_of(page, "Conversion").value == "10.0%"
    assert tile_of(page, "Average order").change == "as before"
    assert tile_of(page, "Margin").note == "40.0% of the revenue"
    assert tile_of(page, "What AI contributed").value == "not yet known"


def test_a_margin_says_of_how_much_of_the_revenue_it_speaks():
    make_day(TODAY - timedelta(days=1), 10, costed_minor=250_00, cost_minor=200_00)
    margin = tile_of(owner.read(asked()), "Margin")
    assert margin.value == money_told(50_00)
    assert "50.0% of it" in margin.note


def test_a_filtered_page_tells_nothing_of_the_whole_shop():
    for value in ("", "DE"):
        fill_days(TODAY, 30, dimension="country" if value else "all", value=value)
    forecast(as_of=clock.business_day())
    page = owner.read(asked(dimension="country", value="DE"))
    assert [tile.title for tile in page.tiles][-1] == "Orders of customers who came back"
    assert page.figure("month") is None
    assert not page.lists


def group(day, value, people, grouping=Grouping.RFM, **more):
    counts = {"orders": 2 * people, "revenue_minor": people * 100_00, **more}
    return SegmentDay.objects.create(
        day=day, grouping=grouping, value=value, customers=people, **counts
    )


def test_customers_are_told_in_groups_none_of_them_small():
    group(TODAY, "champions", 40, churn_risk=0.1, value_365_minor=4000_00)
    group(TODAY, "at_risk", 55, churn_risk=0.7, value_365_minor=1000_00)
    group(TODAY, "lost", 3, churn_risk=0.99, value_365_minor=0)
    SegmentMove.objects.create(day=TODAY, before="loyal", after="at_risk", customers=9)
    SegmentMove.objects.create(day=TODAY, before="at_risk", after="champions", customers=12)
    page = customers.read(asked())
    names = [row[0].shown for row in page.figure("segments").table.rows]
    assert "Lost" not in names
    assert sum(row[1].raw for row in page.figure("segments").table.rows) == 98
    assert tile_of(page, "Customers").value == "98"
    moves = [[cell.shown for cell in row] for row in page.figure("moves").table.rows]
    assert moves == [["At risk", "Champions", "12"]]


def test_before_the_first_night_the_customers_page_says_when_groups_come():
    assert "come tomorrow" in customers.read(asked()).notes[0]


def test_what_happens_is_told_within_the_minute_and_by_everybody():
    now = clock.now()
    record(
        Fact(EventName.ORDER_PLACED, value=Money(120_00, "EUR"), payload={"base": 120_00}, at=now),
        context=EventContext(),
    )
    for minutes, name in ((0, "home"), (1, "home"), (45, "home"), (2, "search:ada lovelace")):
        at = now - timedelta(minutes=minutes)
        record(Fact(EventName.LIST_VIEWED, payload={"list": name}, at=at), context=EventContext())
    roll_up_minutes(at=now, back=50)
    page = live.read(Asked(Period(TODAY, TODAY), at=now))
    assert tile_of(page, "Orders").value == "1"
    assert tile_of(page, "Worth of the orders").value == money_told(120_00)
    assert [[c.shown for c in row] for row in page.figure("lists").table.rows] == [
        ["Home page", "2"],
        ["Searches", "1"],
    ], "what somebody typed is not shown"
    assert not page.notes


def test_a_quiet_shop_says_when_something_last_happened():
    at = clock.now() - timedelta(hours=3)
    record(Fact(EventName.LIST_VIEWED, payload={"list": "home"}, at=at), context=EventContext())
    roll_up_minutes(at=clock.now(), back=200)
    (note,) = live.read(Asked(Period(TODAY, TODAY))).notes
    assert note.startswith("Nothing happened in the last half hour")


def test_the_live_page_asks_again_for_its_parts_and_can_be_stopped(staff):
    url = reverse("admin:dashboard_live")
    page = staff.get(url).content.decode()
    assert 'hx-trigger="every 5s"' in page
    assert "#tiles,#drawn-minutes,#rows-minutes" in page
    part = staff.get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="board"')
    assert 'id="tiles"' in part
    file = staff.get(url, {"figure": "minutes"})
    assert f"minutes-{clock.business_day()}-" in file["Content-Disposition"], "it tells of now"
    stopped = staff.get(url, {"paused": "1"}).content.decode()
    assert "every 5s" not in stopped
    assert "Go on" in stopped


@pytest.mark.parametrize("slug", dashboards.names())
def test_every_page_opens_empty_and_full_in_both_languages_and_hands_out_its_tables(staff, slug):
    dashboard = dashboards.get(slug)
    url = reverse(f"admin:{dashboard.url_name}")
    assert staff.get(url).status_code == 200
    fill_days(clock.business_day(), 90)
    group(clock.business_day(), "champions", 40)
    for language in ("en", "de"):
        with translation.override(language):
            page = staff.get(url, headers={"Accept-Language": language})
        assert page.status_code == 200
        assert "{{" not in page.content.decode()
    read = dashboard.read(Question().asked(clock.now()))
    for figure in (*read.figures, *read.lists):
        rows = staff.get(url, {"figure": figure.key})
        assert rows.status_code == 200
        assert len(list(csv.reader(io.StringIO(rows.content.decode("utf-8-sig"))))) >= 1
        if figure.draw is not None and not figure.is_empty:
            assert staff.get(url, {"figure": figure.key, "as": "png"}).content[:4] == b"\x89PNG"


@pytest.mark.parametrize("slug", dashboards.names())
def test_keys_of_figures_fit_into_addresses_and_are_told_apart(slug):
    fill_days(clock.business_day(), 60)
    page = dashboards.get(slug).read(Question().asked(clock.now()))
    keys = [figure.key for figure in (*page.figures, *page.lists)]
    assert len(keys) == len(set(keys))
    assert all(key and set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for key in keys)
    for figure in (*page.figures, *page.lists):
        assert all(len(row) == len(figure.table.columns) for row in figure.table.rows), figure.key


def test_the_owners_page_costs_as_much_for_a_year_as_for_a_week(staff):
    today = clock.business_day()
    fill_days(today, 380)
    url = reverse("admin:dashboard_owner")

    def queries(span):
        with CaptureQueriesContext(connection) as asked_of_the_database:
            assert staff.get(url, {"range": span}).status_code == 200
        return asked_of_the_database

    week, year = queries("last-7"), queries("last-364")
    assert len(year) <= len(week)
    tables = " ".join(query["sql"] for query in year)
    assert "orders_order" not in tables, "pages read roll-ups"
    assert "events_event" not in tables


def test_nobody_outside_the_staff_may_see_a_page():
    boss = make_staff()
    assert may_see(boss, dashboards.get("owner"))
    boss.is_active = False
    assert not may_see(boss, dashboards.get("owner"))


def test_numbers_are_told_as_the_reader_writes_them():
    assert share_told(0.1234) == "12.3%"
    assert count_told(-1234) == "−1,234"
    assert change_told(110, 100) == "+10%"
    assert change_told(0.105, 0.1, in_points=True) == "+0.5 points"
    assert change_told(5, 0) == ""
    with translation.override("de"):
        assert share_told(0.1234).replace("\xa0", " ") == "12,3 %"
        assert count_told(1234.0) == "1.234"
