"""What each edit makes of rows, what it refuses, and that its undo leaves them as they were."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import CustomerGroup
from accounts.tests.factories import make_customer
from catalog.models import Attribute, AttributeType, Brand, Product, ProductAttribute, Variant
from catalog.tests.factories import make_product
from foundation.money import Money
from foundation.refusals import Refusal
from inventory.models import StockLevel
from pricing.models import AdvertisedMinimum, BundlePrice, Price, ProductTax, TaxClass
from pricing.services import set_price
from pricing.tests.factories import make_promotion
from shop.bulk.edits import edits
from shop.bulk.edits.prices import PriceForm
from shop.bulk.edits.traits import read_words
from shop.bulk.telling import said
from shop.bulk.tests.factories import applied, planned, price_terms, states, undone

pytestmark = pytest.mark.django_db


def price_of(product: Product) -> tuple[int, int | None]:
    found = Price.objects.get(variant__product=product, ends_at=None, currency="EUR")
    return found.amount_minor, found.compare_at_minor


def reasons(change) -> set[str]:
    return set(change.rows.exclude(reason="").values_list("reason", flat=True))


# --- prices -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "after"),
    [
        ({}, (1800, 2500)),
        ({"figure": "7.5"}, (2150, 2500)),
        ({"rounding": "99"}, (1799, 2500)),
        ({"way": "amount", "figure": "-2.5"}, (1750, 2500)),
        ({"way": "to", "figure": "12.34"}, (1234, 2500)),
        ({"struck": "now"}, (1800, 2000)),
        ({"struck": "none"}, (1800, None)),
        ({"figure": "0", "struck": "none"}, (2000, None)),
    ],
)
def test_prices_move_as_said_and_come_back(terms, after):
    mug = make_product(price="20.00", compare_at="25.00")
    change = applied(planned("price", [mug], price_terms(**terms)))
    assert price_of(mug) == after
    undone(change)
    assert price_of(mug) == (2000, 2500)
    assert Price.objects.filter(variant__product=mug).count() == 3, "the history tells all of it"


@pytest.mark.parametrize(
    "terms",
    [
        {"figure": "30"},  # above what it is reduced from
        {"way": "amount", "figure": "-20"},  # nothing would be left
        {"way": "amount", "figure": "-30"},
        {"way": "to", "figure": "0"},
    ],
)
def test_prices_that_cannot_be_are_refused(terms):
    mug = make_product(price="20.00", compare_at="25.00")
    change = planned("price", [mug], price_terms(**terms))
    assert states(change) == {"refused": 1}
    assert price_of(mug) == (2000, 2500)


def test_nothing_is_taken_off_what_is_free():
    gift = make_product(price="0.00")
    change = planned("price", [gift], price_terms(way="amount", figure="-5"))
    assert states(change) == {"refused": 1}
    assert planned("price", [gift], price_terms()).same == 1


def test_below_its_cost_only_where_somebody_says_so():
    mug = make_product(price="20.00")
    variant = mug.variants.get()
    set_price(variant=variant, amount=Money(2000, "EUR"), cost=Money(1900, "EUR"))
    assert states(planned("price", [mug], price_terms())) == {"refused": 1}
    allowed = applied(planned("price", [mug], price_terms(undercut=True)))
    assert price_of(mug) == (1800, None)
    undone(allowed)
    assert price_of(mug) == (2000, None)


def test_a_price_that_was_below_its_cost_can_be_put_back():
    mug = make_product(price="10.00")
    variant = mug.variants.get()
    set_price(variant=variant, amount=Money(1000, "EUR"), cost=Money(1500, "EUR"))
    change = applied(planned("price", [mug], price_terms(way="to", figure="20")))
    undone(change)
    assert price_of(mug) == (1000, None)


def test_a_suppliers_least_price_and_a_bundle_that_follows_its_parts_hold():
    first, second = make_product(price="20.00"), make_product(price="20.00")
    AdvertisedMinimum.objects.create(
        variant=first.variants.get(), currency="EUR", amount_minor=1900
    )
    BundlePrice.objects.create(variant=second.variants.get(), share_basis_points=1000)
    change = planned("price", [first, second], price_terms())
    assert states(change) == {"refused": 2}
    assert len(reasons(change)) == 2
    assert states(planned("price", [first], price_terms(figure="-5"))) == {"planned": 1}


def test_a_price_test_holds_prices_also_one_that_began_since_the_plan(monkeypatch):
    held, free = make_product(price="20.00"), make_product(price="20.00")
    change = planned("price", [held, free], price_terms())
    assert states(change) == {"planned": 2}
    monkeypatch.setattr("shop.bulk.edits.prices.products_in_test", lambda: {held.pk})
    applied(change)
    assert states(change) == {"applied": 1, "refused": 1}
    assert (price_of(held), price_of(free)) == ((2000, None), (1800, None))


def test_a_variant_without_a_price_in_the_currency_is_named():
    mug = make_product(price="20.00")
    change = planned("price", [mug], price_terms(currency="USD"))
    assert states(change) == {"refused": 1}
    assert change.rows.get().before is None


def test_all_variants_of_a_product_and_chosen_prices_alike():
    shirt = make_product(price="20.00", sizes=["S", "M"])
    assert states(planned("price", [shirt], price_terms())) == {"planned": 2}
    prices = list(Price.objects.filter(variant__product=shirt))
    assert states(planned("price", prices[:1], price_terms())) == {"planned": 1}


ENDINGS = {"99": (100, 99), "95": (100, 95), "whole": (100, 0), "ten": (1000, 0), "five": (5, 0)}


@given(
    amount=st.integers(1, 10**9),
    figure=st.decimals(-99, 900, places=4, allow_nan=False),
    rounding=st.sampled_from(["exact", "five", "95", "99", "whole", "ten"]),
)
def test_a_share_of_a_price_is_rounded_once_and_never_nothing(amount, figure, rounding):
    """Without a rule within half a cent of the exact product; with one it ends as the rule says."""
    terms = price_terms(figure=str(figure), rounding=rounding)
    try:
        after, _struck = edits.get("price").wanted([amount, None], terms)
    except Refusal:
        assert Decimal(amount) * (100 + figure) / 100 < Decimal("0.5")
        return
    assert after > 0
    exact = Decimal(amount) * (100 + figure) / 100
    if rounding == "exact":
        assert abs(after - exact) <= Decimal("0.5")
        return
    step, ending = ENDINGS[rounding]
    assert after % step == ending


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"way": "to", "figure": "-1"}, "figure"),
        ({"way": "per_cent", "figure": "-100"}, "figure"),
        ({"way": "per_cent", "figure": "901"}, "figure"),
        ({"figure": "NaN"}, "figure"),
        ({"figure": "1e400"}, "figure"),
        ({"figure": ""}, "figure"),
        ({"currency": "XXX"}, "currency"),
        ({"rounding": "pi"}, "rounding"),
        ({"struck": "out"}, "struck"),
    ],
)
def test_a_form_of_prices_refuses_what_makes_no_sense(told, field):
    form = PriceForm(price_terms() | told)
    assert not form.is_valid()
    assert field in form.errors


# --- goods ------------------------------------------------------------------------------------


def test_only_what_is_ready_is_published():
    ready, bare = make_product(published=False), make_product(published=False)
    bare.variants.update(is_active=False)
    change = applied(planned("status", [ready, bare], {"value": "published"}))
    assert states(change) == {"applied": 1, "refused": 1}
    ready.refresh_from_db()
    assert (ready.status, ready.published_at is not None) == ("published", True)
    undone(change)
    ready.refresh_from_db()
    assert ready.status == "draft"


def test_what_became_unready_since_the_plan_is_not_published():
    product = make_product(published=False)
    change = planned("status", [product], {"value": "published"})
    product.variants.update(is_active=False)
    applied(change)
    assert states(change) == {"refused": 1}


def test_a_brand_is_given_and_taken_away():
    acme = Brand.objects.create(name="Acme", slug="acme")
    mugs = [make_product(brand="Old"), make_product()]
    change = applied(planned("brand", mugs, {"value": acme.pk}))
    assert set(Product.objects.values_list("brand", flat=True)) == {acme.pk}
    undone(change)
    assert [Product.objects.get(pk=mug.pk).brand_id for mug in mugs] == [mugs[0].brand_id, None]
    applied(planned("brand", mugs, {"value": None}))
    assert not Product.objects.exclude(brand=None).exists()


def test_a_tax_class_is_set_and_the_standard_one_is_none():
    food = TaxClass.objects.create(code="food", name_en="Food")
    mugs = [make_product(), make_product()]
    change = applied(planned("tax_class", mugs, {"value": food.pk}))
    assert ProductTax.objects.filter(tax_class=food).count() == 2
    undone(change)
    assert not ProductTax.objects.exists()


def test_variants_are_switched_off_and_weighed_by_their_products():
    shirt = make_product(sizes=["S", "M"])
    change = applied(planned("active", [shirt], {"value": False}))
    assert not Variant.objects.filter(is_active=True).exists()
    undone(change)
    assert Variant.objects.filter(is_active=True).count() == 2
    applied(planned("weight", list(shirt.variants.all())[:1], {"value": 250}))
    assert sorted(Variant.objects.values_list("weight_grams", flat=True)) == [0, 250]


@pytest.mark.parametrize(
    ("kind", "words", "column", "value"),
    [
        (AttributeType.TEXT, "Oak", "text", "Oak"),
        (AttributeType.NUMBER, "12,50", "number", Decimal("12.5")),
        (AttributeType.BOOLEAN, "No", "boolean", False),
    ],
)
def test_an_attribute_is_given_to_many_and_taken_back(kind, words, column, value):
    material = Attribute.objects.create(code="m", name_en="Material", type=kind)
    mugs = [make_product(), make_product()]
    terms = {"attribute": material.pk, "value": read_words(words, kind)}
    change = applied(planned("attribute", mugs, terms))
    assert states(change) == {"applied": 2}
    assert {getattr(row, column) for row in ProductAttribute.objects.all()} == {value}
    again = planned("attribute", mugs, terms)
    assert again.same == 2, "what is so already is not written again"
    undone(change)
    assert not ProductAttribute.objects.exists()


def test_an_attribute_that_is_taken_away_comes_back():
    material = Attribute.objects.create(code="m", name_en="Material", type=AttributeType.NUMBER)
    mug = make_product()
    ProductAttribute.objects.create(product=mug, attribute=material, number=Decimal("1.5"))
    change = applied(planned("attribute", [mug], {"attribute": material.pk, "value": None}))
    assert not ProductAttribute.objects.exists()
    undone(change)
    assert ProductAttribute.objects.get().number == Decimal("1.5")


@pytest.mark.parametrize(
    ("words", "kind"),
    [("many", "number"), ("NaN", "number"), ("1e99", "number"), ("0.00001", "number"),
     ("perhaps", "boolean")],
)  # fmt: skip
def test_words_that_are_no_value_are_refused(words, kind):
    with pytest.raises(Refusal):
        read_words(words, kind)


# --- stock, people, promotions ------------------------------------------------------------------


def test_reorder_points_of_products_and_back():
    mugs = [make_product(stock=5), make_product(stock=5)]
    StockLevel.objects.update(reorder_point=3)
    change = applied(planned("reorder_point", mugs, {"value": 12, "warehouse": None}))
    assert set(StockLevel.objects.values_list("reorder_point", flat=True)) == {12}
    undone(change)
    assert set(StockLevel.objects.values_list("reorder_point", flat=True)) == {3}


def test_customers_join_a_group_and_leave_it_again():
    trade = CustomerGroup.objects.create(code="trade", name="Trade")
    ada, bob = make_customer("Ada"), make_customer("Bob")
    change = applied(planned("group", [ada, bob], {"value": trade.pk}))
    assert trade.customers.count() == 2
    undone(change)
    assert trade.customers.count() == 0


def test_a_group_that_is_gone_by_then_is_refused():
    trade = CustomerGroup.objects.create(code="trade", name="Trade")
    change = planned("group", [make_customer("Ada")], {"value": trade.pk})
    trade.delete()
    applied(change)
    assert states(change) == {"refused": 1}


def test_promotions_are_ended_together():
    promotions = [make_promotion(), make_promotion()]
    change = applied(planned("promotion_active", promotions, {"value": False}))
    assert states(change) == {"applied": 2}
    for promotion in promotions:
        promotion.refresh_from_db()
        assert not promotion.is_active


def test_a_change_says_what_it_does():
    mug = make_product()
    change = planned("price", [mug], price_terms(rounding="99", struck="now"))
    assert said(change) == (
        "Price (EUR): −10 % · rounded to an ending in 99 (11.99)"
        " · Today's price is shown struck through"
    )
