"""Every page of the numbers in a browser: open to everybody, moving where it is live, and kept."""

import re
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from analytics.models import Grouping, SegmentDay
from events.context import EventContext
from events.minutes import roll_up_minutes
from events.names import EventName
from events.services import Fact, record
from forecasting.models import ForecastMethod, Level, TotalForecast
from foundation import clock
from shop.dashboards.frame import dashboards
from shop.dashboards.models import SalesTarget
from shop.dashboards.tests.factories import fill_days
from tests.browser.staff import OURS, WCAG, log_in_staff
from tests.browser.test_accessibility import SIZES

pytestmark = [pytest.mark.slow, pytest.mark.any_database]
DAYS = 90
WITHIN = 15_000
"""Milliseconds in which the live view shows what happened: it asks every five seconds."""


@pytest.fixture
def numbers(shop):
    """A member of staff, logged in, before pages with a quarter of a year behind them."""
    today = clock.business_day()
    fill_days(today, DAYS)
    fill_days(today, DAYS, dimension="country", value="DE")
    for value, people in (("champions", 40), ("at_risk", 25), ("lost", 12)):
        SegmentDay.objects.create(
            day=today, grouping=Grouping.RFM, value=value, customers=people, orders=people,
            revenue_minor=people * 100_00, churn_risk=0.3, value_365_minor=people * 90_00,
        )  # fmt: skip
    SalesTarget.objects.create(month=today.replace(day=1), revenue_minor=5_000_000)
    TotalForecast.objects.create(
        level=Level.SHOP, subject_id=0, as_of=today, made_at=clock.now(),
        method=ForecastMethod.values[0], daily=[90.0] * 90, daily_low=[70.0] * 90,
        daily_high=[120.0] * 90,
    )  # fmt: skip
    _visit("home")
    log_in_staff(shop)
    return shop


def _visit(name):
    record(Fact(EventName.LIST_VIEWED, payload={"list": name}), context=EventContext())
    roll_up_minutes(back=1)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_numbers_shuts_anyone_out(numbers, size, scheme):
    numbers.set_viewport_size(SIZES[size])
    numbers.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for slug, dashboard in dashboards:
        paused = "?paused=1" if dashboard.every else ""
        numbers.goto(f"{numbers.base}/admin/dashboards/{slug}/{paused}")
        numbers.evaluate(
            "document.querySelectorAll('details').forEach((one) => { one.open = true })"
        )
        found = Axe().run(numbers, context=OURS, options=WCAG)
        assert not found.response["violations"], f"{slug}\n{found.generate_report()}"
        overflow = numbers.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{slug} scrolls sideways by {overflow} px"


def test_the_live_view_shows_what_happens_within_seconds_and_keeps_what_is_open(numbers):
    numbers.goto(f"{numbers.base}/admin/dashboards/live/")
    home = numbers.get_by_role("row", name="Home page")
    expect(home).to_contain_text("1")
    numbers.locator("#minutes summary").click()
    for _time in range(2):
        _visit("home")
    expect(home).to_contain_text("3", timeout=WITHIN)
    expect(numbers.locator("#minutes details")).to_have_attribute("open", "")
    numbers.get_by_role("link", name="Stop here").click()
    expect(numbers.get_by_role("link", name="Go on")).to_be_visible()


def test_a_view_is_chosen_saved_and_opened_again(numbers):
    numbers.goto(f"{numbers.base}/admin/dashboards/owner/")
    numbers.get_by_label("Range").select_option("last-7")
    numbers.get_by_label("Only").select_option(label="Germany")
    numbers.get_by_role("button", name="Show").click()
    expect(numbers.get_by_text("Germany, ")).to_be_visible()
    numbers.get_by_text("Save this view").click()
    numbers.get_by_label("Name").fill("Germany by week")
    numbers.get_by_role("button", name="Save").click()
    expect(numbers.get_by_text("The view “Germany by week” is saved.")).to_be_visible()
    numbers.goto(f"{numbers.base}/admin/dashboards/owner/")
    numbers.get_by_role("link", name="Germany by week").click()
    expect(numbers.get_by_text("Germany, ")).to_be_visible()
    expect(numbers.get_by_label("Range")).to_have_value("last-7")


def test_own_days_are_asked_for_and_a_figure_is_taken_along(numbers):
    last = clock.business_day() - timedelta(days=1)
    numbers.goto(f"{numbers.base}/admin/dashboards/owner/")
    numbers.get_by_label("From").fill((last - timedelta(days=2)).isoformat())
    numbers.get_by_label("To").fill(last.isoformat())
    numbers.get_by_role("button", name="Show").click()
    expect(numbers).to_have_url(re.compile(f"last={last.isoformat()}"))
    with numbers.expect_download() as found:
        numbers.get_by_role("link", name="CSV Revenue", exact=True).click()
    rows = found.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + 3
    with numbers.expect_download() as found:
        numbers.get_by_role("link", name="PNG Revenue", exact=True).click()
    assert found.value.path().read_bytes().startswith(b"\x89PNG")
    assert date.fromisoformat(found.value.suggested_filename[8:18]) == last - timedelta(days=2)
