"""The price book: everything a basket hangs on, in a few queries, for the right buyer."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Exists
from django.utils import timezone, translation

from accounts.models import Company, Customer
from catalog.models import Category
from catalog.tests.factories import make_category, make_product
from foundation.money import Money
from inventory.services import reserve_stock
from pricing.models import Currency, PriceList, PromotionKind, Rounding
from pricing.purchases import earlier_purchases
from pricing.selectors import own_prices, price_book
from pricing.services import (
    ListRefused,
    save_currency,
    save_price_list,
    set_exchange_rate,
    set_list_price,
)
from pricing.tests.factories import make_coupon, make_customer, make_promotion, make_variant

pytestmark = pytest.mark.django_db


def total(variant, quantity=1, *, shipping=None, **asked) -> int:
    book = price_book(variant_ids=[variant.pk], currency="EUR", **asked)
    return book.price({variant.pk: quantity}, shipping=shipping).total.minor


def euro(amount: str) -> Money:
    return Money.of(amount, "EUR")


def price_list(name="Trade", **fields) -> PriceList:
    return save_price_list(price_list=PriceList(name=name, currency="EUR", **fields))


def test_prices_stand_as_they_are_and_keep_the_order_asked_for():
    dear, cheap = make_variant("20.00"), make_variant("5.00")
    book = price_book(variant_ids=[cheap.pk, dear.pk], currency="EUR")
    priced = book.price({dear.pk: 2, cheap.pk: 1}, shipping=euro("4.90"))
    assert [line.variant_id for line in priced.lines] == [dear.pk, cheap.pk]
    assert priced.total == euro("49.90")


def test_what_has_no_price_is_left_out():
    variant = make_variant()
    variant.prices.all().delete()
    book = price_book(variant_ids=[variant.pk], currency="EUR")
    assert book.quote(variant.pk) is None
    assert book.price({variant.pk: 1}).lines == ()


def test_a_promotion_reaches_all_below_its_category_and_nothing_beside_it():
    parent = make_category("Garden")
    child = make_category("Pots", parent=Category.objects.get(pk=parent.pk))
    make_promotion(targets=(parent,))
    inside, beside = make_variant(category=child), make_variant(category="Kitchen")
    assert (total(inside), total(beside)) == (1800, 2000)


def test_promotions_begin_and_end():
    variant, now = make_variant(), timezone.now()
    make_promotion(starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=2))
    days = [total(variant, at=now + timedelta(hours=hours)) for hours in (0, 24, 47, 48)]
    assert days == [2000, 1800, 1800, 2000]


def test_a_coupon_is_read_in_any_case_and_explains_itself():
    variant = make_variant()
    promotion = make_promotion(minimum_value_minor=5000)
    make_coupon("WELCOME10", promotion)
    book = price_book(variant_ids=[variant.pk], currency="EUR", coupon_codes=[" welcome10 ", "no"])
    with translation.override("en"):
        problems = book.price({variant.pk: 1}).coupon_problems
    assert problems == {
        "WELCOME10": "For WELCOME10 goods for €30.00 are still missing.",
        "NO": "We do not know the code NO.",
    }
    assert book.price({variant.pk: 3}).total == euro("54.00")


def test_a_promotion_with_a_coupon_waits_for_it():
    make_coupon("TEN")
    assert total(make_variant()) == 2000


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"ends_at": -1}, "holds no longer"),
        ({"starts_at": 1}, "does not hold yet"),
        ({"most_uses": 0}, "used up"),
        ({"is_active": False}, "do not know"),
    ],
)
def test_a_code_that_does_not_hold_says_why(fields, reason):
    variant = make_variant()
    days = {
        name: timezone.now() + timedelta(days=value)
        for name, value in fields.items()
        if name.endswith("_at")
    }
    make_coupon("CODE", **(fields | days))
    book = price_book(variant_ids=[variant.pk], currency="EUR", coupon_codes=["CODE"])
    with translation.override("en"):
        assert reason in book.price({variant.pk: 1}).coupon_problems["CODE"]


def test_a_first_order_is_of_a_customer_of_whom_nobody_knows_a_purchase(monkeypatch):
    make_promotion(first_order_only=True)
    variant, new, old = make_variant(), make_customer(), make_customer("old@example.com")
    monkeypatch.setattr(earlier_purchases, "_entries", {})
    earlier_purchases.register(
        "orders", lambda customer: Exists(Customer.objects.filter(pk=customer, email=old.email))
    )
    assert total(variant, customer=new) == 1800
    assert total(variant, customer=old) == 2000
    assert total(variant) == 2000


def test_a_group_pays_its_list_and_more_pieces_cost_less():
    variant, trade = make_variant("20.00"), make_customer(group="trade")
    prices = price_list(group=trade.group)
    set_list_price(price_list=prices, variant=variant, amount=euro("16.00"))
    set_list_price(price_list=prices, variant=variant, amount=euro("15.00"), minimum_quantity=10)
    assert total(variant, customer=trade) == 1600
    assert total(variant, 10, customer=trade) == 15_000
    assert total(variant, 10, customer=make_customer("other@example.com")) == 20_000


def test_a_company_pays_its_list_while_both_are_in_force():
    variant, buyer = make_variant("20.00"), make_customer()
    company = Company.objects.create(name="Engines Ltd")
    buyer.company = company
    buyer.save()
    prices = price_list(company=company, ends_at=timezone.now() + timedelta(days=1))
    set_list_price(price_list=prices, variant=variant, amount=euro("11.00"))

    assert total(variant, customer=buyer) == 1100
    assert total(variant, customer=make_customer("other@example.com")) == 2000
    assert total(variant, customer=buyer, at=timezone.now() + timedelta(days=2)) == 2000
    Company.objects.update(is_active=False)
    assert total(variant, customer=buyer) == 2000


def test_the_lowest_price_that_holds_wins():
    variant, trade = make_variant("20.00"), make_customer(group="trade")
    prices = price_list(group=trade.group)
    set_list_price(price_list=prices, variant=variant, amount=euro("25.00"))
    assert total(variant, customer=trade) == 2000
    everybody = price_list("Many")
    set_list_price(price_list=everybody, variant=variant, amount=euro("12.00"), minimum_quantity=2)
    assert total(variant, 2, customer=trade) == 2400


def test_own_prices_are_the_steps_at_which_it_gets_cheaper(django_assert_num_queries):
    variant, plain, trade = make_variant("20.00"), make_variant(), make_customer(group="trade")
    prices = price_list(group=trade.group)
    for minimum, amount in ((1, "18.00"), (5, "19.00"), (10, "15.00"), (20, "15.00")):
        set_list_price(
            price_list=prices, variant=variant, amount=euro(amount), minimum_quantity=minimum
        )
    asked = {"variant_ids": [variant.pk, plain.pk], "currency": "EUR"}
    own = own_prices(**asked, customer=trade)
    assert {pk: [(s.minimum, s.amount) for s in steps] for pk, steps in own.items()} == {
        variant.pk: [(1, euro("18.00")), (10, euro("15.00"))]
    }
    with django_assert_num_queries(1):
        assert own_prices(**asked, customer=None) == {}


def test_a_list_for_everybody_is_for_many_pieces():
    with pytest.raises(ListRefused):
        set_list_price(price_list=price_list(), variant=make_variant(), amount=euro("1.00"))


def test_a_gift_needs_stock():
    goods, tea, gone = make_variant("50.00"), make_variant("8.00"), make_variant(stock=0)
    make_promotion(PromotionKind.GIFT, gift_variant=tea, minimum_value_minor=4000)
    make_promotion(PromotionKind.GIFT, gift_variant=gone)
    priced = price_book(variant_ids=[goods.pk], currency="EUR").price({goods.pk: 1})
    assert [line.variant_id for line in priced.gifts] == [tea.pk]
    assert priced.total == euro("50.00")


def test_a_gift_that_checkouts_keep_for_others_is_not_promised_again():
    goods, tea = make_variant("50.00"), make_variant("8.00", stock=1)
    make_promotion(PromotionKind.GIFT, gift_variant=tea)
    reserve_stock(key="another-checkout", quantities={tea.pk: 1})
    assert price_book(variant_ids=[goods.pk], currency="EUR").price({goods.pk: 1}).gifts == ()


def test_amounts_of_promotions_are_converted_and_may_hold_in_one_currency_only():
    variant = make_variant("20.00")
    set_exchange_rate(currency="JPY", rate=Decimal("160"))
    make_promotion(PromotionKind.AMOUNT, amount_minor=500)
    make_promotion(PromotionKind.AMOUNT, amount_minor=100, currency="JPY", only_currency="JPY")
    book = price_book(variant_ids=[variant.pk], currency="JPY")
    assert book.price({variant.pk: 1}).total == Money(3200 - 800 - 100, "JPY")
    assert total(variant) == 1500


def test_converted_prices_are_rounded_as_the_currency_says():
    variant = make_variant("20.00", compare_at="24.00")
    set_exchange_rate(currency="USD", rate=Decimal("1.1"))
    save_currency(currency=Currency(code="usd", rounding=Rounding.NINETY_NINE))
    quote = price_book(variant_ids=[variant.pk], currency="USD").quote(variant.pk)
    assert (quote.amount, quote.compare_at) == (Money(2199, "USD"), Money(2599, "USD"))


def test_a_currency_that_does_not_convert_sells_only_what_has_its_own_price():
    variant = make_variant("20.00")
    set_exchange_rate(currency="USD", rate=Decimal("1.1"))
    save_currency(currency=Currency(code="USD", converts=False))
    assert price_book(variant_ids=[variant.pk], currency="USD").quote(variant.pk) is None


def test_the_engine_speaks_for_the_history_too():
    """Without offers the book's total is that of ``basket_totals`` under the shop's one rule."""
    variant = make_variant("19.99")
    priced = price_book(variant_ids=[variant.pk], currency="EUR").price({variant.pk: 3})
    assert (priced.total.minor, priced.tax.minor) == (5997, 1000)


@pytest.mark.parametrize("number", [0, 12])
def test_the_number_of_queries_hangs_on_nothing(number, django_assert_num_queries):
    products = [make_product() for _ in range(8)]
    customer = make_customer(group="trade")
    if number:
        make_promotion(PromotionKind.GIFT, gift_variant=products[0].variants.get())
    for place in range(number):
        make_coupon(f"C{place}", make_promotion(targets=tuple(products), most_uses_each=3))
    ids = [product.variants.get().pk for product in products]
    codes = [f"C{place}" for place in range(number)]
    with django_assert_num_queries(4):
        book = price_book(variant_ids=ids, currency="EUR", customer=customer, coupon_codes=codes)
        with django_assert_num_queries(0):
            book.price(dict.fromkeys(ids, 2), shipping=euro("4.90"))


def test_another_currency_is_one_query_more(django_assert_num_queries):
    variant = make_variant()
    make_promotion(currency="USD", kind=PromotionKind.AMOUNT, amount_minor=100)
    for currency in ("USD", "JPY"):
        set_exchange_rate(currency=currency, rate=Decimal("2"))
    with django_assert_num_queries(5):
        price_book(variant_ids=[variant.pk], currency="JPY")
