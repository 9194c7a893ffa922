"""Price histories in bulk: one price in force, each ended by the next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.models import Product, Variant
from catalog.tests.factories import make_category
from foundation.money import Money
from pricing.history import PastPrice, record_history
from pricing.models import Price
from pricing.services import PriceRefused, set_price

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


@pytest.fixture
def variant() -> Variant:
    product = Product.objects.create(name_en="Lamp", slug_en="lamp", category=make_category())
    return Variant.objects.create(product=product, sku="LAMP")


def past(
    variant: Variant, on: int, amount: int, *, was: int | None = None, cost: int | None = None
):
    return PastPrice(variant.pk, "EUR", amount, day(on), compare_at_minor=was, cost_minor=cost)


def periods() -> list[tuple[object, ...]]:
    fields = ("amount_minor", "compare_at_minor", "cost_minor", "starts_at", "ends_at")
    return list(Price.objects.order_by("starts_at").values_list(*fields))


def test_each_price_ends_when_the_next_begins_whatever_the_order_given(variant):
    record_history(
        prices=[
            past(variant, 9, 800, was=1000),
            past(variant, 0, 1000, cost=400),
            past(variant, 5, 900),
        ]
    )
    assert periods() == [
        (1000, None, 400, day(0), day(5)),
        (900, None, 400, day(5), day(9)),
        (800, 1000, 400, day(9), None),
    ]


def test_currencies_have_histories_of_their_own(variant):
    pounds = PastPrice(variant.pk, "GBP", 850, day(3))
    assert record_history(prices=[past(variant, 0, 1000), pounds]) == 2
    assert Price.objects.filter(ends_at__isnull=True).count() == 2


@pytest.mark.parametrize(("amount", "was"), [(-1, None), (1000, 1000), (1000, 900)])
def test_prices_that_cannot_be_are_refused(variant, amount, was):
    with pytest.raises(PriceRefused):
        record_history(prices=[past(variant, 0, 500), past(variant, 1, amount, was=was)])
    assert not Price.objects.exists()


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([900, 1000]), st.sampled_from([None, 1200]),
                  st.sampled_from([None, 300, 400])), min_size=1, max_size=6,
    )
)  # fmt: skip
def test_bulk_history_is_what_setting_the_prices_one_by_one_leaves(variant, steps):
    Price.objects.all().delete()
    record_history(
        prices=[past(variant, n, amount, was=was, cost=cost)
                for n, (amount, was, cost) in enumerate(steps)]
    )  # fmt: skip
    in_bulk = periods()
    Price.objects.all().delete()
    for number, (amount, was, cost) in enumerate(steps):
        set_price(
            variant=variant,
            amount=Money(amount, "EUR"),
            compare_at=Money(was, "EUR") if was else None,
            cost=Money(cost, "EUR") if cost else None,
            at=day(number),
        )
    assert in_bulk == periods()
