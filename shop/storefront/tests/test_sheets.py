"""The sheet of a product: what its page shows beside texts, prices and stock."""

import pytest
from django.core.cache import cache

from catalog.models import Attribute, ProductAttribute, Review, ReviewStatus, Variant
from catalog.services import announce_change
from catalog.tests.factories import make_product
from events.outbox import drain
from shop.storefront.models import ProductSheet
from shop.storefront.product_page import product_page
from shop.storefront.sheets import REVIEWS_SHOWN, read_sheets, refresh_sheets

pytestmark = pytest.mark.django_db


def _page(product):
    cache.clear()
    return product_page(product.slug, language="en")


def _review(product, rating=4, **changes):
    fields = {"author": "A", "status": ReviewStatus.PUBLISHED} | changes
    return Review.objects.create(product=product, rating=rating, **fields)


@pytest.fixture
def lamp():
    return make_product("Lamp", colours=["forest", "sand"], sizes=["S", "M"])


def test_a_product_without_a_sheet_shows_the_same_page_as_with_it(lamp):
    material = Attribute.objects.create(code="material", name_en="Material")
    ProductAttribute.objects.create(product=lamp, attribute=material, text="Oak")
    _review(lamp)
    before = _page(lamp)
    assert not ProductSheet.objects.exists()
    refresh_sheets([lamp.pk])
    assert ProductSheet.objects.filter(product=lamp).exists()
    assert _page(lamp) == before
    assert len(before.variants) == 4
    assert before.facts == [("Material", "Oak")]


def test_the_outbox_keeps_the_sheet(lamp):
    refresh_sheets([lamp.pk])
    _review(lamp, rating=5)
    assert _page(lamp).rating.count == 0
    announce_change(product_id=lamp.pk)
    drain()
    assert _page(lamp).rating.count == 1


def test_many_products_keep_their_own_rows_in_their_own_order(lamp):
    shirt = make_product("Shirt", colours=["ink"])
    _review(shirt, rating=2)
    both, alone = read_sheets([lamp.pk, shirt.pk]), read_sheets([shirt.pk])
    assert both[shirt.pk] == alone[shirt.pk]
    assert [row["id"] for row in both[lamp.pk]["variants"]] == list(
        Variant.objects.filter(product=lamp).order_by("position").values_list("pk", flat=True)
    )
    assert [len(row["values"]) for row in both[lamp.pk]["variants"]] == [2, 2, 2, 2]
    assert both[lamp.pk]["ratings"] == {}


def test_only_the_latest_published_reviews_are_shown_and_all_of_them_counted(lamp):
    reviews = [_review(lamp, rating=5, title=str(number)) for number in range(REVIEWS_SHOWN + 3)]
    _review(lamp, rating=1, status=ReviewStatus.PENDING)
    sheet = read_sheets([lamp.pk])[lamp.pk]
    assert [row["title"] for row in sheet["reviews"]] == [
        review.title for review in reversed(reviews[3:])
    ]
    assert sheet["ratings"] == {"5": len(reviews)}


def test_facts_stand_in_every_language(lamp):
    waterproof = Attribute.objects.create(
        code="waterproof", name_en="Waterproof", name_de="Wasserdicht", type="boolean"
    )
    ProductAttribute.objects.create(product=lamp, attribute=waterproof, boolean=True)
    fact = read_sheets([lamp.pk])[lamp.pk]["facts"][0]
    assert fact["names"] == {"en": "Waterproof", "de": "Wasserdicht"}
    assert fact["texts"] == {"en": "Yes", "de": "Ja"}


def test_a_variant_that_is_no_longer_active_leaves_the_sheet(lamp):
    Variant.objects.filter(pk=lamp.variants.first().pk).update(is_active=False)
    assert len(read_sheets([lamp.pk])[lamp.pk]["variants"]) == 3
