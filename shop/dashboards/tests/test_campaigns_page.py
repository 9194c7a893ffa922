"""The page of campaigns: effects with their intervals, and nothing of few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock
from marketing.kinds import Trigger
from marketing.tests.factories import make_flow
from marketing.tests.outcome_rows import make_day, make_programme_result, make_result
from shop.dashboards.frame import Asked, Page, Period, dashboards
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db

TODAY = clock.business_day()
WEEK = Period(TODAY - timedelta(days=6), TODAY)


def _read() -> Page:
    found = dashboards.get("campaigns")
    assert found is not None
    return found.read(Asked(WEEK))


def _rows(page: Page, key: str) -> list[list[str]]:
    figure = page.figure(key)
    assert figure is not None
    return [[cell.shown for cell in row] for row in figure.table.rows]


def _flow(name: str):
    return make_flow(Trigger.WIN_BACK, holdout=1_000, name=name)


def test_each_campaign_is_told_with_its_interval_and_attribution_beside():
    flow = _flow("Win-back")
    make_result(flow, attributed_orders=120.0)
    make_day(flow)

    page = _read()

    assert _rows(page, "gained") == [["Win-back", "81", "20 to 142"]]
    [changed] = _rows(page, "changed")
    assert changed[:3] == ["Win-back", "900", "100"]
    assert changed[-2:] == ["120", "Not clear yet"]
    [earned] = _rows(page, "earned")
    assert earned[3:8] == ["€972.00", "€120.00 to €1,824.00", "€90.00", "€882.00", "11"]
    assert _rows(page, "funnel") == [["Sent", "870"], ["Opened", "300"], ["Clicked", "80"]]


def test_a_campaign_whose_holdout_is_off_is_told_as_that_and_believed_nowhere():
    make_result(_flow("Win-back"), treated=900, held_out=300)

    page = _read()

    [changed] = _rows(page, "changed")
    assert changed[-1] == "Holdout is off"
    assert _rows(page, "gained") == _rows(page, "earned") == []


def test_all_campaigns_together_are_told_by_those_held_out_of_everything():
    make_programme_result()
    page = _read()
    [tile] = [one for one in page.tiles if one.title == "Orders by all campaigns"]
    assert (tile.value, tile.note) == ("81", "20 to 142")
    assert page.notes == ()


def test_nothing_is_drawn_of_few_readers():
    flow = _flow("Small")
    make_result(flow, treated=9, held_out=1)
    make_day(flow, sent=9, opened=4, clicked=1, bounced=1)

    page = _read()

    assert _rows(page, "gained") == []
    assert _rows(page, "funnel") == []
    [said] = _rows(page, "said")
    assert said[2:7] == ["–"] * 5


def test_the_page_is_drawn_with_and_without_anything_to_tell(client):
    client.force_login(make_staff(), backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("admin:dashboard_campaigns")
    assert "No messages went out" in client.get(url).content.decode()
    yesterday = TODAY - timedelta(days=1)
    make_result(_flow("Win-back"), day=yesterday)
    make_result(_flow("Loss"), day=yesterday, orders=-5.0, orders_low=-9.0, orders_high=-1.0)
    answer = client.get(url).content.decode()
    assert "20 to 142" in answer
    assert "−9 to −1" in answer
