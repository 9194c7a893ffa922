"""What was earned and what reductions gave away, counted by hand beside the shop's count."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.tests.factories import make_category
from events.models import DailyDemand
from foundation import clock
from foundation.money import Money
from pricing.models import Competitor, CompetitorOffer, CompetitorPrice, MatchState, Price
from pricing.selectors.courses import price_course
from pricing.selectors.margins import margin_report
from pricing.selectors.reductions import reduced_products
from pricing.services import set_price
from pricing.tests.factories import make_variant

pytestmark = pytest.mark.django_db
BASE = settings.SHOP_BASE_CURRENCY


@pytest.fixture(autouse=True)
def taxed(settings):
    settings.SHOP_TAX_RATE_BASIS_POINTS = 2500
    settings.SHOP_PRICES_INCLUDE_TAX = True


def _cost(variant, minor):
    """Known ever since the variant is sold."""
    Price.objects.filter(variant=variant).update(
        cost_minor=minor, starts_at=clock.now() - timedelta(days=400)
    )


def _sell(variant, *, days_ago, units, each=2000):
    DailyDemand.objects.create(
        variant_id=variant.pk,
        product_id=variant.product_id,
        day=clock.business_day() - timedelta(days=days_ago),
        units=units,
        orders=units,
        revenue_minor=units * each,
    )


def test_margin_is_what_is_left_of_the_revenue_without_tax():
    lamp = make_variant("20.00")
    _cost(lamp, 600)
    _sell(lamp, days_ago=3, units=5)
    _sell(lamp, days_ago=30, units=2)
    whole = margin_report(days=28).whole
    # 20.00 with a quarter of tax is 16.00, less 6.00 of cost.
    assert (whole.now.revenue, whole.now.cost, whole.now.margin) == (8000, 3000, 5000)
    assert whole.now.share == pytest.approx(0.625)
    assert whole.before.margin == 2000


def test_today_is_not_a_whole_day():
    lamp = make_variant()
    _cost(lamp, 600)
    _sell(lamp, days_ago=0, units=5)
    assert margin_report(days=28).whole.now.units == 0


def test_what_has_no_cost_counts_for_revenue_alone():
    lamp, vase = make_variant(), make_variant()
    _cost(lamp, 600)
    _sell(lamp, days_ago=3, units=1)
    _sell(vase, days_ago=3, units=1)
    now = margin_report().whole.now
    assert (now.revenue, now.uncosted, now.margin) == (3200, 1600, 1000)
    assert now.share == pytest.approx(0.625)


def test_categories_are_summed_at_the_top_and_losses_are_named_first():
    home = make_category("Home")
    chair = make_variant("20.00", category=make_category("Chairs", parent=home))
    vase = make_variant("20.00", category=home)
    book = make_variant("20.00", category="Books")
    for variant, cost in ((chair, 600), (vase, 1500), (book, 1700)):
        _cost(variant, cost)
        _sell(variant, days_ago=2, units=1)
    report = margin_report()
    assert [(row.name, row.now.margin) for row in report.categories] == [
        ("Home", 1100), ("Books", -100)
    ]  # fmt: skip
    assert [row.subject_id for row in report.thin] == [
        variant.product_id for variant in (book, vase, chair)
    ]


def test_a_reduction_gives_away_what_it_takes_off_each_piece_sold_since():
    lamp = make_variant("20.00", stock=30)
    began = clock.now() - timedelta(days=14)
    Price.objects.filter(variant=lamp).update(starts_at=began - timedelta(days=90))
    set_price(variant=lamp, amount=Money(1800, BASE), compare_at=Money(2000, BASE), at=began)
    # Further down is the same reduction.
    later = began + timedelta(days=3)
    set_price(variant=lamp, amount=Money(1500, BASE), compare_at=Money(2000, BASE), at=later)
    _sell(lamp, days_ago=20, units=4)
    _sell(lamp, days_ago=6, units=20, each=1500)
    (row,) = reduced_products()
    assert (row.units_since, row.given, row.free) == (20, 20 * 500, 30)
    assert row.off == pytest.approx(0.25)
    assert row.since == clock.business_day(began)
    assert (row.weekly_before, row.weekly_since) == pytest.approx((1.0, 10.0))
    assert row.sell_through == pytest.approx(0.4)
    assert row.cover_days == pytest.approx(21)


def test_what_is_reduced_no_more_is_not_told():
    lamp = make_variant("20.00", compare_at="25.00")
    set_price(variant=lamp, amount=Money(2000, BASE))
    assert reduced_products() == []


def test_a_course_tells_the_price_of_each_week_and_what_it_earned():
    lamp = make_variant("20.00")
    _cost(lamp, 600)
    raised = clock.now() - timedelta(days=10)
    set_price(variant=lamp, amount=Money(2500, BASE), at=raised)
    _sell(lamp, days_ago=11, units=3)
    _sell(lamp, days_ago=2, units=2, each=2500)
    course = price_course(lamp.product_id, [lamp.pk], weeks=4)
    assert course.price == (2000, 2000, 2500, 2500)
    assert course.units == (0, 0, 3, 2)
    assert course.margin[2:] == pytest.approx((3 * (1600 - 600), 2 * (2000 - 600)))
    assert course.break_even == pytest.approx((750,) * 4)


def test_a_course_knows_what_competitors_asked_then():
    lamp = make_variant("20.00")
    now = clock.now()
    for number, amount in enumerate((1900, 2300)):
        rival = Competitor.objects.create(code=f"r{number}", name=f"Rival {number}")
        offer = CompetitorOffer.objects.create(
            competitor=rival, key="1", amount_minor=amount, currency=BASE, first_seen_at=now,
            seen_at=now, variant=lamp, state=MatchState.MATCHED,
        )  # fmt: skip
        CompetitorPrice.objects.create(
            offer=offer, amount_minor=amount, currency=BASE,
            first_seen_at=now - timedelta(days=9), last_seen_at=now,
        )  # fmt: skip
    course = price_course(lamp.product_id, [lamp.pk], weeks=3)
    assert course.lowest == (None, 1900, 1900)
    assert course.highest == (None, 2300, 2300)


@pytest.mark.parametrize("read", [margin_report, reduced_products])
def test_reports_ask_no_more_of_a_larger_shop(read):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            read()
        return len(captured)

    def fill(number):
        for _ in range(number):
            variant = make_variant("20.00", compare_at="25.00")
            _sell(variant, days_ago=2, units=1)

    fill(2)
    few = queries()
    fill(4)
    assert queries() == few <= 7
