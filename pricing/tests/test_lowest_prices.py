"""The lowest price of the thirty days before a reduction (directive 98/6/EC, article 6a)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Variant
from foundation.money import Money
from pricing.models import Currency, Price, Rounding
from pricing.selectors import lowest_prices
from pricing.services import save_currency, set_exchange_rate, set_price
from pricing.tests.factories import make_variant

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def make_history(*steps: tuple[int, str, str]) -> Variant:
    """A variant with prices: (days ago, amount, reduced from what)."""
    variant = make_variant()
    Price.objects.filter(variant=variant).delete()
    for days, amount, before in steps:
        set_price(
            variant=variant,
            amount=Money.of(amount, "EUR"),
            compare_at=Money.of(before, "EUR") if before else None,
            at=days_ago(days),
        )
    return variant


def lowest(variant: Variant, currency: str = "EUR", **asked) -> str:
    found = lowest_prices([variant.pk], currency=currency, **asked)
    return str(found[variant.pk].amount) if found else ""


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(90, "20", "")], ""),
        ([(90, "20", ""), (5, "15", "20")], "20.00"),
        # An offer of a week, two weeks before: no shop may forget it.
        ([(90, "20", ""), (26, "14", "20"), (19, "20", ""), (5, "15", "20")], "14.00"),
        # Raised first and reduced then: the price before the rise counts.
        ([(90, "20", ""), (10, "30", ""), (5, "25", "30")], "20.00"),
        # What ended more than thirty days before the reduction began does not count.
        ([(90, "10", ""), (40, "20", ""), (5, "15", "20")], "20.00"),
        # Further steps down belong to the same reduction, however long ago it began.
        ([(90, "20", ""), (45, "15", "20"), (5, "12", "20")], "20.00"),
        # Reduced from its first day on: there was no price before.
        ([(5, "15", "20")], ""),
    ],
)
def test_what_stands_beside_a_reduced_price(steps, expected):
    assert lowest(make_history(*steps)) == expected


def test_history_is_asked_as_of_a_moment():
    variant = make_history((90, "20", ""), (20, "15", "20"), (10, "18", ""))
    assert lowest(variant) == ""
    assert lowest(variant, at=days_ago(15)) == "20.00"


def test_it_is_converted_and_rounded_as_prices_are():
    save_currency(
        currency=Currency(code="USD", rounding=Rounding.NINETY_NINE, converts=True, is_active=True)
    )
    set_exchange_rate(currency="USD", rate=Decimal("1.1"))
    variant = make_history((90, "20", ""), (5, "15", "20"))
    assert lowest(variant, "USD") == "21.99"


def test_two_queries_whatever_the_number(django_assert_max_num_queries):
    variants = [make_history((90, "20", ""), (5, "15", "20")) for _number in range(5)]
    with django_assert_max_num_queries(2):
        assert len(lowest_prices([v.pk for v in variants], currency="EUR")) == 5
