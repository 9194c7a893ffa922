"""What forecasts hear of promotions: the days to come, and the days that were."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from django.conf import settings

from catalog.tests.factories import make_product
from events import jobs
from events.models import DailyDemand, Job
from forecasting.planned import promoted_ahead
from foundation import clock
from foundation.money import Money
from mlops.selectors import read_features
from mlops.services import write_features
from pricing.models import PromotionKind
from pricing.planned_promotions import (
    FEATURE,
    record_promoted_days,
    write_planned_promotions,
)
from pricing.services import set_price
from pricing.tests.factories import make_promotion

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOON = datetime.combine(TODAY, time(12), clock.shop_zone())


def _moment(days: int) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), time(0), clock.shop_zone())


def _ahead(*variants, days=6):
    ids = np.array(sorted(variant.pk for variant in variants))
    return promoted_ahead(ids, first=TODAY, days=days).tolist()


def test_a_planned_promotion_is_known_for_its_goods_alone():
    one, other = make_product("One"), make_product("Other")
    make_promotion(targets=(one,), starts_at=_moment(2), ends_at=_moment(4))
    write_planned_promotions(at=NOON)
    assert _ahead(one.variants.get()) == [[0, 0, 1, 1, 0, 0]]
    assert _ahead(other.variants.get()) == [[0, 0, 0, 0, 0, 0]]


@pytest.mark.parametrize("told", ["soon", 7, [["2026-11-23"]], [["23 Nov", "24 Nov"]], [[1, 2]]])
def test_what_cannot_be_understood_is_not_planned_and_stops_nobody(told):
    one, other = (make_product(name).variants.get() for name in ("One", "Other"))
    make_promotion(targets=(other.product,), starts_at=_moment(1), ends_at=_moment(2))
    write_planned_promotions(at=NOON)
    write_features(name=FEATURE, values={f"variant:{one.pk}": told, "shop": told}, as_of=NOON)
    assert _ahead(one, days=3) == [[0, 0, 0]]
    assert _ahead(other, days=3) == [[0, 1, 0]]


def test_a_promotion_of_a_category_is_one_of_all_below_it():
    product = make_product("One", category="Mugs")
    make_promotion(targets=(product.category,), starts_at=_moment(0), ends_at=_moment(1))
    write_planned_promotions(at=NOON)
    assert _ahead(product.variants.get())[0][:2] == [1, 0]


def test_a_promotion_without_goods_is_one_of_the_whole_shop():
    variant = make_product().variants.get()
    make_promotion(starts_at=_moment(1), ends_at=_moment(2))
    write_planned_promotions(at=NOON)
    assert _ahead(variant)[0][:3] == [0, 1, 0]


@pytest.mark.parametrize(
    "fields",
    [{"needs_coupon": True}, {"is_active": False}, {"first_order_only": True},
     {"minimum_value_minor": 5_000}, {"minimum_quantity": 3}, {"only_currency": "JPY"},
     {"kind": PromotionKind.FREE_SHIPPING}],
)  # fmt: skip
def test_what_not_everybody_gets_on_single_goods_is_no_promotion_here(fields):
    variant = make_product().variants.get()
    make_promotion(**{"starts_at": _moment(0), "ends_at": None, **fields})
    write_planned_promotions(at=NOON)
    assert _ahead(variant) == [[0] * 6]


def test_what_is_planned_no_longer_is_forgotten():
    product = make_product()
    promotion = make_promotion(targets=(product,), starts_at=_moment(0), ends_at=None)
    write_planned_promotions(at=NOON)
    promotion.is_active = False
    promotion.save()
    write_planned_promotions(at=NOON)
    subject = f"variant:{product.variants.get().pk}"
    assert read_features(name=FEATURE, subjects=[subject]) == {subject: []}


def test_the_days_that_were_are_noted_and_keep_their_sales_and_stock_outs():
    product = make_product()
    variant = product.variants.get()
    make_promotion(targets=(product,), starts_at=_moment(-3), ends_at=_moment(-1))
    for offset in (-4, -3, -2, -1):
        DailyDemand.objects.create(
            variant_id=variant.pk, product_id=product.pk, day=TODAY + timedelta(days=offset),
            units=3, stock_out_minutes=20, promoted=offset == -4,
        )  # fmt: skip
    for _again in range(2):
        record_promoted_days(TODAY - timedelta(days=4), TODAY - timedelta(days=1))
    rows = DailyDemand.objects.order_by("day")
    assert [row.promoted for row in rows] == [False, True, True, False]
    assert {(row.units, row.stock_out_minutes) for row in rows} == {(3, 20)}


def test_a_reduced_price_counts_like_a_promotion_until_it_ends():
    variant = make_product(price="20.00").variants.get()
    currency = settings.SHOP_BASE_CURRENCY
    reduced = {"amount": Money(1500, currency), "compare_at": Money(2000, currency)}
    set_price(variant=variant, **reduced, at=_moment(-2))
    set_price(variant=variant, amount=Money(2000, currency), at=_moment(2))
    write_planned_promotions(at=NOON)
    assert _ahead(variant) == [[1, 1, 0, 0, 0, 0]]


def test_a_price_that_stays_reduced_is_the_price_after_four_weeks():
    variant = make_product(price="20.00").variants.get()
    currency = settings.SHOP_BASE_CURRENCY
    reduced = {"amount": Money(1500, currency), "compare_at": Money(2000, currency)}
    set_price(variant=variant, **reduced, at=_moment(-26))
    write_planned_promotions(at=NOON)
    assert _ahead(variant) == [[1, 1, 0, 0, 0, 0]]


def test_the_nightly_job_notes_all_of_history_the_first_time():
    product = make_product()
    today = clock.business_day()
    began = clock.now() - timedelta(days=40)
    make_promotion(targets=(product,), starts_at=began, ends_at=None)
    variant = product.variants.get()
    DailyDemand.objects.create(
        variant_id=variant.pk, product_id=product.pk, day=today - timedelta(days=60), units=1
    )
    jobs.enqueue("pricing.planned_promotions", key="planned")
    jobs.run_due()
    assert Job.objects.get(key="planned").result["noted"] == 40
