"""The pages of journeys, cohorts, attribution and baskets, over rows as the night leaves them."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.urls import reverse

from analytics.algorithms.attribution import Method
from analytics.algorithms.next_steps import NextSteps
from analytics.journeys.attribution import attribution
from analytics.journeys.foresight.serving import ServedNextSteps
from analytics.journeys.selectors import (
    basket_pairs,
    cohort_table,
    common_paths,
    second_order_curve,
    stage_counts,
    stage_moves,
)
from analytics.models import (
    BasketPair,
    ChannelDay,
    ChannelGroup,
    ChannelStep,
    CohortMonth,
    DailyTraffic,
    Dimension,
    JourneyPath,
    LifeStage,
    PathKind,
    SecondOrderWait,
    ShoppingStep,
    StageMonth,
    ThingKind,
)
from catalog.tests.factories import make_product
from foundation import clock
from shop.dashboards.frame import NARROW, Asked, Period, dashboards
from shop.dashboards.pages.attribution import METHODS
from shop.dashboards.tests.factories import make_day
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
YESTERDAY = clock.business_day() - timedelta(days=1)
MONTH = YESTERDAY.replace(day=1)
WEEK = Period(YESTERDAY - timedelta(days=6), YESTERDAY)


def _channel(channel, *, orders, people=20, journeys=40, day=YESTERDAY):
    credit = {
        f"{method.value}_{what}": value
        for method in METHODS
        if method is not Method.MARKOV
        for what, value in (("orders", orders), ("revenue_minor", 5000 * orders))
    }
    ChannelDay.objects.create(day=day, channel=channel, journeys=journeys, people=people, **credit)
    steps = {("start", channel): journeys, (channel, "order"): orders}
    steps[(channel, "nothing")] = journeys - orders
    for (origin, target), count in steps.items():
        if count:
            ChannelStep.objects.create(day=day, origin=origin, target=target, journeys=count)


def _page(slug, period=WEEK, **asked):
    return dashboards.get(slug).read(Asked(period, **asked))


def _cells(figure):
    return [[cell.shown for cell in row] for row in figure.table.rows]


@pytest.fixture
def staff(client):
    client.force_login(make_staff(), backend=BACKEND)
    return client


@pytest.mark.parametrize("slug", ["journeys", "cohorts", "attribution", "baskets"])
def test_a_page_of_an_empty_shop_says_what_is_missing(staff, slug):
    response = staff.get(reverse(f"admin:dashboard_{slug}"))

    assert response.status_code == 200
    assert _page(slug).notes
    assert all(figure.is_empty for figure in _page(slug).figures)


def test_credit_sums_to_the_orders_by_every_method():
    _channel(ChannelGroup.EMAIL, orders=6)
    _channel(ChannelGroup.DIRECT, orders=2)
    _channel(ChannelGroup.EMAIL, orders=1, day=YESTERDAY - timedelta(days=1))

    found = attribution(WEEK.first, WEEK.last)

    assert (found.orders, found.revenue_minor) == (9, 45_000)
    for method in Method:
        assert sum(row.orders[method] for row in found.channels) == pytest.approx(9)
        assert sum(row.revenue_minor[method] for row in found.channels) == 45_000
    assert found.channels[0].channel == ChannelGroup.EMAIL
    assert found.channels[0].low < found.channels[0].orders[Method.MARKOV] < found.channels[0].high


def test_channels_of_few_people_are_told_together():
    _channel(ChannelGroup.EMAIL, orders=6)
    _channel(ChannelGroup.SOCIAL, orders=2, people=6, journeys=6)
    _channel(ChannelGroup.DISPLAY, orders=1, people=5, journeys=5)

    found = attribution(WEEK.first, WEEK.last)

    assert [row.channel for row in found.channels] == [ChannelGroup.EMAIL, None]
    assert found.channels[1].orders[Method.LAST] == 3
    assert sum(row.orders[Method.MARKOV] for row in found.channels) == pytest.approx(9)


def test_people_of_two_months_are_not_added_up():
    early = MONTH - timedelta(days=3)
    _channel(ChannelGroup.EMAIL, orders=6, people=7, day=early)
    _channel(ChannelGroup.EMAIL, orders=6, people=7)

    assert attribution(early, YESTERDAY).is_empty


def test_the_page_of_attribution_tells_the_orders_that_it_covers(staff):
    _channel(ChannelGroup.EMAIL, orders=6)
    make_day(YESTERDAY, 24)

    page = _page("attribution")

    assert [tile.value for tile in page.tiles][:2] == ["6", "25.0%"]
    assert _cells(page.figure("orders"))[0][:3] == ["E-mail", "40", "6"]
    answer = staff.get(reverse("admin:dashboard_attribution"), {"range": "last-7"})
    assert "E-mail" in answer.content.decode()


def test_the_funnel_tells_what_is_lost_at_each_step():
    make_day(YESTERDAY, 10)
    make_day(YESTERDAY, 10, dimension=Dimension.DEVICE, value="phone")
    make_day(YESTERDAY, 1, dimension=Dimension.DEVICE, value="tablet")

    page = _page("journeys")

    assert _cells(page.figure("funnel")) == [
        ["Visits", "100", "100%", "–"],
        ["Saw a product", "60", "60.0%", "40.0%"],
        ["Filled a cart", "30", "30.0%", "50.0%"],
        ["Began a checkout", "20", "20.0%", "33.3%"],
        ["Ordered", "10", "10.0%", "50.0%"],
    ]
    # Nine people came by tablet: with the funnel of all, the phones' would tell of them.
    assert page.figure("by-device").is_empty


def test_a_small_device_cannot_be_taken_from_the_whole():
    make_day(YESTERDAY, 30)
    for value, orders in (("desktop", 20), ("phone", 9), ("tablet", 1)):
        make_day(YESTERDAY, orders, dimension=Dimension.DEVICE, value=value)

    rows = _cells(_page("journeys").figure("by-device"))

    assert [row[:2] for row in rows] == [["Desktop", "200"], ["All others", "100"]]


def test_a_funnel_never_widens():
    make_day(YESTERDAY, 10)
    DailyTraffic.objects.update(viewed=20, carted=30)

    assert [row[1] for row in _cells(_page("journeys").figure("funnel"))] == [
        "100", "20", "20", "20", "10",
    ]  # fmt: skip


def test_paths_of_the_asked_months_are_added_up():
    for month, times in ((MONTH, 30), ((MONTH - timedelta(days=1)).replace(day=1), 12)):
        JourneyPath.objects.create(
            month=month, kind=PathKind.STEPS, path="list>product", courses=times, people=times,
            orders=3, revenue_minor=100,
        )  # fmt: skip
        JourneyPath.objects.create(
            month=month, kind=PathKind.STEPS, path="", courses=times, people=times, orders=0,
            revenue_minor=0,
        )  # fmt: skip

    paths = common_paths(PathKind.STEPS, MONTH - timedelta(days=5), YESTERDAY)

    assert [(len(path.steps), path.courses, path.people, path.orders) for path in paths] == [
        (2, 42, 30, 6), (0, 42, 30, 0),
    ]  # fmt: skip
    assert len(common_paths(PathKind.STEPS, MONTH, YESTERDAY)) == 2


def test_what_comes_after_the_first_paths_is_told_together():
    for number, name in enumerate(("list", "search", "product")):
        JourneyPath.objects.create(
            month=MONTH, kind=PathKind.STEPS, path=name, courses=30 - number, people=20, orders=1,
            revenue_minor=0,
        )  # fmt: skip

    told, rest = common_paths(PathKind.STEPS, MONTH, YESTERDAY, limit=1)

    assert (told.courses, rest.steps, rest.courses, rest.orders) == (30, (), 57, 2)


def test_stages_and_moves_of_few_are_not_told():
    for before, stage, people in (
        ("", LifeStage.NEW, 30), (LifeStage.NEW, LifeStage.NEW, 40),
        (LifeStage.NEW, LifeStage.SLIPPING, 9), (LifeStage.NEW, LifeStage.RETURNING, 12),
    ):  # fmt: skip
        StageMonth.objects.create(month=MONTH, before=before, stage=stage, people=people)

    counts = {count.stage: count.people for count in stage_counts(MONTH)}
    assert counts[LifeStage.NEW] == 70
    assert LifeStage.SLIPPING not in counts
    assert [(move.before, move.after, move.people) for move in stage_moves(MONTH)] == [
        (None, LifeStage.NEW, 30), (LifeStage.NEW, LifeStage.RETURNING, 12),
    ]  # fmt: skip


def test_a_cohort_is_told_with_its_retention_and_its_value():
    for age, active in enumerate((20, 5, 8)):
        CohortMonth.objects.create(
            month=date(2026, 8, 1), age=age, people=20, active=active, orders=active,
            revenue_minor=1000 * active,
        )  # fmt: skip
    CohortMonth.objects.create(
        month=date(2026, 9, 1), age=0, people=9, active=9, orders=9, revenue_minor=9
    )

    (cohort,) = cohort_table(date(2026, 8, 1), date(2026, 9, 30))

    assert cohort.retention == (1, 0.25, 0.4)
    assert cohort.value_each == (1000, 1250, 1650)
    page = _page("cohorts", Period(date(2026, 9, 1), date(2026, 9, 30)))
    assert _cells(page.figure("retention")) == [["Aug 2026", "20", "25.0%", "40.0%"]]
    assert "40%" in page.figure("retention").draw(NARROW)


def test_the_curve_of_second_orders_rises_with_its_interval():
    for days, waiting in ((0, 1.0), (91, 0.8), (364, 0.5)):
        SecondOrderWait.objects.create(
            days=days, people=100, at_risk=50, waiting=waiting, low=waiting - 0.1 * (days > 0),
            high=min(waiting + 0.1, 1),
        )  # fmt: skip
    CohortMonth.objects.create(month=MONTH, age=0, people=20, active=20, orders=20, revenue_minor=9)

    assert [round(wait.came_back, 3) for wait in second_order_curve()] == [0, 0.2, 0.5]
    assert all(wait.low <= wait.came_back <= wait.high for wait in second_order_curve())
    told = {tile.title: tile.value for tile in _page("cohorts").tiles}
    assert told["Came back within 13 weeks"] == "20.0%"
    assert told["Half have come back after"] == "364 days"


def test_what_comes_next_is_told_by_the_model_that_serves(monkeypatch):
    assert _page("journeys").figure("next").is_empty
    chances = np.full((len(ShoppingStep) + 1, len(ShoppingStep)), 0.05)
    chances[:, list(ShoppingStep).index(ShoppingStep.LEAVE)] = 0.55
    served = ServedNextSteps("v7", NextSteps(len(ShoppingStep), 1, chances))
    monkeypatch.setattr("shop.dashboards.pages.journey_figures.current_next_steps", lambda: served)

    figure = _page("journeys").figure("next")

    assert _cells(figure)[0][:2] == ["At the beginning", "Leaves 55.0%"]
    assert "v7" in figure.note


def test_pairs_are_told_with_the_names_of_what_is_still_there(staff):
    cup, saucer = make_product("Cup"), make_product("Saucer")
    left, right = sorted((cup.pk, saucer.pk))
    for pair in ((left, right), (right, right + 1000)):
        BasketPair.objects.create(
            kind=ThingKind.PRODUCT, left_id=pair[0], right_id=pair[1], baskets=1000, both=20,
            with_left=40, with_right=50, people=20, lift=10, low=7, high=14, q_value=0.001,
            until=YESTERDAY,
        )  # fmt: skip

    (pair,) = basket_pairs(ThingKind.PRODUCT)

    assert {pair.left, pair.right} == {"Cup", "Saucer"}
    assert (pair.support, pair.then_right, pair.then_left) == (0.02, 0.5, 0.4)
    assert "Cup" in staff.get(reverse("admin:dashboard_baskets")).content.decode()
