from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.tests.factories import make_product
from events.models import OutboxMessage
from foundation.money import Money
from pricing.models import Price
from pricing.selectors import NoRate, prices_of
from pricing.services import PriceRefused, set_exchange_rate, set_price

pytestmark = pytest.mark.django_db


def _variant(price: str = "20.00"):
    return make_product(price=price).variants.get()


def _euro(amount: str) -> Money:
    return Money.of(amount, "EUR")


def test_a_new_price_ends_the_old_one_and_history_answers_for_any_moment():
    variant = _variant("20.00")
    before = timezone.now()
    set_price(variant=variant, amount=_euro("15.00"))

    now = prices_of([variant.pk], currency="EUR")[variant.pk]
    then = prices_of([variant.pk], currency="EUR", at=before)[variant.pk]
    assert (now.amount, then.amount) == (_euro("15.00"), _euro("20.00"))
    assert Price.objects.filter(variant=variant).count() == 2


def test_the_same_price_again_changes_nothing():
    variant = _variant("20.00")
    OutboxMessage.objects.all().delete()
    set_price(variant=variant, amount=_euro("20.00"))

    assert Price.objects.filter(variant=variant).count() == 1
    assert not OutboxMessage.objects.exists()


def test_a_known_cost_stays_known():
    variant = _variant()
    set_price(variant=variant, amount=_euro("20.00"), cost=_euro("8.00"))
    set_price(variant=variant, amount=_euro("18.00"))

    assert prices_of([variant.pk], currency="EUR")[variant.pk].cost == _euro("8.00")


def test_a_price_history_can_be_dated_back():
    variant = _variant()
    at = timezone.now() + timedelta(days=1)
    set_price(variant=variant, amount=_euro("9.00"), at=at)

    assert prices_of([variant.pk], currency="EUR", at=at)[variant.pk].amount == _euro("9.00")
    earlier = prices_of([variant.pk], currency="EUR", at=at - timedelta(hours=1))
    assert earlier[variant.pk].amount == _euro("20.00")


@pytest.mark.parametrize(("amount", "compare_at"), [("-1.00", None), ("10.00", "10.00")])
def test_impossible_prices_are_refused(amount, compare_at):
    with pytest.raises(PriceRefused):
        set_price(
            variant=_variant(),
            amount=_euro(amount),
            compare_at=_euro(compare_at) if compare_at else None,
        )


def test_the_table_itself_allows_one_price_in_force():
    variant = _variant()
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.create(variant=variant, currency="EUR", amount_minor=1)


def test_another_currency_is_converted_unless_it_has_its_own_price():
    own, converted = _variant("10.00"), _variant("10.00")
    set_exchange_rate(currency="JPY", rate=Decimal("160.5"), at=timezone.now())
    set_price(variant=own, amount=Money.of("1500", "JPY"))

    quotes = prices_of([own.pk, converted.pk], currency="JPY")
    assert quotes[own.pk].amount == Money(1500, "JPY")
    assert quotes[converted.pk].amount == Money(1605, "JPY")


def test_without_a_rate_nothing_is_guessed():
    variant = _variant()
    with pytest.raises(NoRate):
        prices_of([variant.pk], currency="USD")
