"""Weekly sales at their prices: what was asked, not what large lines or lists made of it."""

from datetime import timedelta

import numpy as np
import pytest
from django.conf import settings

from catalog.models import Variant
from events.models import DailyDemand
from events.names import EventName
from events.services import Fact, record
from forecasting.tests.factories import make_variant, sell
from foundation import clock
from foundation.money import Money
from pricing.dataset import load_market
from pricing.history import PastPrice, record_history
from pricing.price_answers import answers_of
from pricing.tests.factories import make_promotion
from pricing.tests.priced_market import moment

pytestmark = pytest.mark.django_db
WEEKS = 8


def _day(week, of=WEEKS):
    """The first day of a week, counted from the oldest."""
    return clock.business_day() - timedelta(days=7 * (of - week))


def _ask(variant, *steps, compare_at=None):
    """Prices by the week that each began in."""
    record_history(
        prices=[
            PastPrice(
                variant_id=variant.pk, currency=settings.SHOP_BASE_CURRENCY, amount_minor=amount,
                starts_at=moment(_day(week)),
                compare_at_minor=compare_at if number else None,
            )
            for number, (week, amount) in enumerate(steps)
        ]
    )  # fmt: skip


def _sell_daily(variant, units=3, *, price=1_000):
    sell(variant, [units] * 7 * WEEKS, until=clock.business_day(), price=price)


def test_the_price_is_what_was_asked_whatever_was_paid():
    variant = make_variant("A")
    _ask(variant, (0, 1_000), (4, 1_200))
    _sell_daily(variant, price=700)
    market = load_market()
    assert market.price[0] == pytest.approx([1_000] * 4 + [1_200] * 4)
    assert market.units[0].tolist() == [21.0] * WEEKS
    assert not market.from_lines.any()


def test_a_price_that_changed_within_a_week_counts_by_its_days():
    variant = make_variant("A")
    _ask(variant, (0, 1_000))
    _sell_daily(variant)
    price = variant.prices.get()
    price.ends_at = moment(_day(7) + timedelta(days=3))
    price.save()
    record_history_after(variant, price.ends_at, 2_000)
    market = load_market()
    assert market.price[0, -1] == pytest.approx(1_000 ** (3 / 7) * 2_000 ** (4 / 7))


def record_history_after(variant, starts_at, amount):
    variant.prices.create(
        currency=settings.SHOP_BASE_CURRENCY, amount_minor=amount, starts_at=starts_at
    )


def test_promotions_for_everybody_lower_the_price_and_coupons_do_not():
    one, other = make_variant("A"), make_variant("B")
    for variant in (one, other):
        _ask(variant, (0, 1_000))
        _sell_daily(variant)
    span = {"starts_at": moment(_day(2)), "ends_at": moment(_day(3))}
    make_promotion(percent_basis_points=2_000, targets=(one.product,), **span)
    make_promotion(percent_basis_points=5_000, targets=(other.product,), needs_coupon=True, **span)
    market = load_market()
    assert market.price[0, 2] == pytest.approx(800)
    assert market.promoted[0].tolist() == [0, 0, 1, 0, 0, 0, 0, 0]
    assert market.price[1] == pytest.approx([1_000] * WEEKS)
    assert not market.promoted[1].any()


def test_a_reduced_price_is_a_price_and_no_promotion():
    variant = make_variant("A")
    _ask(variant, (0, 1_000), (6, 800), compare_at=1_000)
    _sell_daily(variant)
    DailyDemand.objects.filter(day__gte=_day(6)).update(promoted=True)
    DailyDemand.objects.filter(day__gte=_day(1), day__lt=_day(2)).update(promoted=True)
    market = load_market()
    assert market.price[0, -1] == pytest.approx(800)
    assert market.promoted[0].tolist() == [0, 1, 0, 0, 0, 0, 0, 0], "the other was noted as one"


def test_a_variant_that_joins_dearer_does_not_look_like_a_price_that_rose():
    variant = make_variant("A")
    joined = Variant.objects.create(product=variant.product, sku="A-large")
    _ask(variant, (0, 1_000))
    _ask(joined, (4, 3_000))
    _sell_daily(variant)
    sell(joined, [2] * 28, until=clock.business_day())
    market = load_market()
    assert np.ptp(market.price[0]) == pytest.approx(0)
    assert market.units[0, 0] == 21
    assert market.units[0, -1] == 35


def test_days_without_stock_are_told():
    variant = make_variant("A")
    _ask(variant, (0, 1_000))
    minutes = dict.fromkeys(range(-7, 0), 12 * 60)
    sell(variant, [3] * 56, until=clock.business_day(), stock_out_minutes=minutes)
    market = load_market()
    assert market.in_stock[0] == pytest.approx([1.0] * 7 + [0.5])


def _bought(variant, day, units, price):
    record(
        Fact(
            name=EventName.PRODUCT_PURCHASED,
            product_id=variant.product_id,
            variant_id=variant.pk,
            quantity=units,
            value=Money(units * price, settings.SHOP_BASE_CURRENCY),
            at=moment(day) + timedelta(hours=12),
        )
    )


def test_where_no_history_of_prices_reaches_back_small_lines_tell_them():
    """An imported shop: its lines are known, its price rows begin with the import."""
    variant = make_variant("A")
    _sell_daily(variant)
    record_history_after(variant, clock.now(), 1_500)
    for week in range(WEEKS):
        price = 1_000 if week < 4 else 900
        for offset in range(6):
            _bought(variant, _day(week) + timedelta(days=offset), 1, price)
        _bought(variant, _day(week), 100, round(0.6 * price))
    market = load_market()
    assert market.from_lines.tolist() == [True]
    assert market.price[0] == pytest.approx([1_000] * 4 + [900] * 4)
    assert market.units[0].tolist() == [6.0] * WEEKS, "those who pay that price"


def test_both_ways_of_asking_are_told_beside_each_other():
    """Weeks in which somebody buys many look cheap and successful; small lines do not."""
    rng = np.random.default_rng(3)
    for number in range(12):
        variant = make_variant(f"P{number}")
        _ask(variant, (0, 1_000), (int(rng.integers(2, 6)), int(rng.choice([900, 1_100]))))
        _sell_daily(variant)
        for week in range(WEEKS):
            price = variant.prices.filter(starts_at__lte=moment(_day(week))).latest("starts_at")
            amount = price.amount_minor
            for _line in range(4):
                _bought(variant, _day(week), 1, amount)
            if rng.random() < 0.5:
                _bought(variant, _day(week), int(rng.integers(25, 36)), round(0.8 * amount))
    told = answers_of(load_market())
    discount = {point["largest"]: point["discount"] for point in told["curve"]}
    assert discount[36.0] == pytest.approx(0.2, abs=0.02)
    assert told["ways"]["all"]["mean"] < -3, "a discount for many, taken for cheapness"
    assert abs(told["ways"]["small"]["mean"]) < 0.5, "nobody bought more because it was cheaper"
