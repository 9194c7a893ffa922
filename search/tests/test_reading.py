from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Attribute, AttributeType, ProductAttribute, Review, ReviewStatus
from catalog.tests.factories import make_category, make_product
from events.models import DailyDemand, Event
from events.names import EventName
from foundation.money import Money
from pricing.models import Currency, ExchangeRate
from pricing.services import set_price
from search.attractiveness import WEEKLY_DECAY
from search.documents import KEYS
from search.reading import BATCH, all_documents, documents_of

pytestmark = pytest.mark.django_db


def _document(product):
    return documents_of([product.pk])[0]


def _sell(product, *, orders, days_ago=0):
    today = timezone.now().date()
    DailyDemand.objects.create(
        variant_id=product.variants.first().pk,
        product_id=product.pk,
        day=today - timedelta(days=days_ago),
        units=orders * 10,
        orders=orders,
    )


def _look(product, times):
    Event.objects.bulk_create(
        Event(name=EventName.PRODUCT_VIEWED, occurred_at=timezone.now(), product_id=product.pk)
        for _ in range(times)
    )


def test_a_document_says_where_a_product_stands_and_what_it_is():
    above = make_category("Clothing")
    shelf = make_category("Shirts", parent=above)
    product = make_product(
        "Linen shirt", category=shelf, brand="Nordhem", colours=["forest"], sizes=["M", "L"]
    )
    document = _document(product)
    assert document.texts["en"].name == "Linen shirt"
    assert document.texts["en"].brand == "Nordhem"
    assert document.texts["en"].category == "Shirts Clothing"
    assert document.texts["en"].attributes.split() == ["Forest", "M", "L"]
    assert document.facets["category"] == (str(shelf.pk), str(above.pk))
    assert document.facets["brand"] == ("nordhem",)
    assert document.facets["option.colour"] == ("forest",)
    assert set(document.facets["option.size"]) == {"m", "l"}
    assert set(document.facets[KEYS]) == set(document.facets) - {KEYS}
    assert set(document.skus) == set(product.variants.values_list("sku", flat=True))


def test_each_language_has_its_words_and_borrows_those_it_lacks():
    product = make_product("Shirt", description="Cool in summer.")
    product.name_de = "Hemd"
    product.save()
    document = _document(product)
    assert document.texts["de"].name == "Hemd"
    assert "Cool in summer." in document.texts["de"].description


def test_attributes_are_facets_and_words_by_their_type():
    product = make_product("Lamp")
    for code, kind, value in (
        ("material", AttributeType.TEXT, {"text": "oak"}),
        ("height", AttributeType.NUMBER, {"number": Decimal("45.5000")}),
        ("waterproof", AttributeType.BOOLEAN, {"boolean": True}),
        ("dimmable", AttributeType.BOOLEAN, {"boolean": False}),
    ):
        unit = "cm" if code == "height" else ""
        attribute = Attribute.objects.create(code=code, name_en=code, type=kind, unit=unit)
        ProductAttribute.objects.create(product=product, attribute=attribute, **value)
    document = _document(product)
    assert document.facets["attribute.material"] == ("oak",)
    assert document.facets["attribute.height"] == ("45.5 cm",)
    assert document.facets["attribute.waterproof"] == ("yes",)
    assert document.facets["attribute.dimmable"] == ("no",)
    words = document.texts["en"].attributes
    assert "oak" in words
    assert "waterproof" in words
    assert "dimmable" not in words


def test_what_cannot_be_bought_is_left_out():
    draft = make_product("Draft", published=False)
    priceless = make_product("Priceless")
    for variant in priceless.variants.all():
        variant.prices.all().delete()
    shown = make_product("Shown")
    assert [d.product_id for d in documents_of([draft.pk, priceless.pk, shown.pk, 987654])] == [
        shown.pk
    ]


def test_the_cheapest_variant_is_the_price_in_every_currency(settings):
    product = make_product("Cup", price="20.00", colours=["forest", "sand"])
    cheap = product.variants.last()
    set_price(variant=cheap, amount=Money.of("15.00", "EUR"))
    Currency.objects.create(code="USD")
    ExchangeRate.objects.create(currency="USD", rate=Decimal("1.2"), starts_at=timezone.now())
    assert _document(product).prices == {"EUR": 1500, "USD": 1800}


def test_stock_that_ran_out_shows_and_stock_that_nobody_counts_is_there():
    assert not _document(make_product(stock=0)).in_stock
    assert _document(make_product(stock=3)).in_stock
    untracked = _document(make_product(stock=None))
    assert untracked.in_stock
    assert untracked.attractiveness["stock"] == 1.0


def test_ratings_are_of_published_reviews():
    product = make_product()
    for rating, status in (
        (5, ReviewStatus.PUBLISHED),
        (4, ReviewStatus.PUBLISHED),
        (1, "pending"),
    ):
        Review.objects.create(product=product, author="R", rating=rating, status=status)
    assert _document(product).rating == 4.5


def test_popularity_counts_orders_and_forgets_by_the_week():
    lately, before, never = make_product(), make_product(), make_product()
    _sell(lately, orders=4)
    _sell(before, orders=4, days_ago=8)
    assert _document(lately).popularity == 4.0
    assert _document(before).popularity == pytest.approx(4 * WEEKLY_DECAY)
    assert _document(never).popularity == 0.0


def test_what_is_bought_by_more_of_those_who_look_converts_better():
    good, poor, unseen = make_product(), make_product(), make_product()
    for product, orders in ((good, 40), (poor, 2)):
        _sell(product, orders=orders)
        _look(product, 200)
    rates = {d.product_id: d.attractiveness["conversion"] for d in all_documents()}
    assert rates[good.pk] > rates[unseen.pk] > rates[poor.pk]
    assert rates[unseen.pk] == pytest.approx(0.5)


def test_what_ranks_lies_between_nought_and_one():
    product = make_product(stock=7)
    old = make_product()
    old.published_at = timezone.now() - timedelta(days=365)
    old.save()
    assert all(0 <= value <= 1 for value in _document(product).attractiveness.values())
    assert (
        _document(product).attractiveness["freshness"] > _document(old).attractiveness["freshness"]
    )


def test_many_cost_as_many_queries_as_few(django_assert_max_num_queries, django_assert_num_queries):
    products = [make_product(colours=["forest"], brand="Nordhem") for _ in range(12)]
    documents_of([products[0].pk])
    with django_assert_max_num_queries(18) as few:
        documents_of([product.pk for product in products[:2]])
    with django_assert_num_queries(len(few)):
        assert len(documents_of([product.pk for product in products])) == 12


def test_all_documents_walk_in_batches(monkeypatch):
    monkeypatch.setattr("search.reading.BATCH", 2)
    made = [make_product().pk for _ in range(5)]
    assert [document.product_id for document in all_documents()] == made
    assert BATCH > 2
