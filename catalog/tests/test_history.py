"""Products and reviews in bulk: the rows are those that the models make."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from catalog.history import (
    NewImage,
    NewProduct,
    NewVariant,
    PastReview,
    ProductText,
    record_history,
    record_reviews,
)
from catalog.models import Product, ProductStatus, Review, Variant
from catalog.tests.factories import make_category, make_option

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def new(slug: str = "lamp", **changes: object) -> NewProduct:
    return NewProduct(
        **{
            "texts": {"en": ProductText("Lamp", slug, "Bright", "A bright lamp.")},
            "category_id": make_category().pk,
            "created_at": NOON,
            "published_at": NOON,
            "variants": (NewVariant(f"{slug}-1"),),
        }
        | changes
    )


def test_texts_stand_in_every_language_that_was_given():
    texts = {"en": ProductText("Lamp", "lamp"), "de": ProductText("Lampe", "lampe")}
    record_history(products=[new(texts=texts), new("mug", texts={"en": ProductText("Mug", "mug")})])
    lamp, mug = Product.objects.order_by("pk")
    with translation.override("de"):
        assert (lamp.name, lamp.slug) == ("Lampe", "lampe")
        assert mug.name == "Mug"
    assert Product.objects.filter(slug="lamp").exists()


def test_variants_options_and_pictures_come_in_order():
    red, blue = make_option("colour", ["poppy", "sky"])
    [kept] = record_history(
        products=[
            new(
                variants=(NewVariant("R", (red.pk,)), NewVariant("B", (blue.pk,), weight_grams=90)),
                images=(NewImage("products/r.svg", "Red", red.pk), NewImage("products/b.svg")),
            )
        ]
    )
    product = Product.objects.get(pk=kept.id)
    assert [variant.sku for variant in product.variants.all()] == ["R", "B"]
    assert kept.variants == {variant.sku: variant.pk for variant in product.variants.all()}
    assert [str(v) for v in product.variants.get(sku="B").option_values.all()] == ["Sky"]
    assert [image.file.name for image in product.images.all()] == [
        "products/r.svg",
        "products/b.svg",
    ]


def test_without_a_day_of_publication_it_is_a_draft():
    record_history(products=[new(published_at=None)])
    assert Product.objects.get().status == ProductStatus.DRAFT


def test_rows_made_afterwards_get_keys_of_their_own():
    [kept] = record_history(products=[new()])
    later = Variant.objects.create(product_id=kept.id, sku="later")
    assert later.pk not in kept.variants.values()


def test_a_sku_that_is_taken_leaves_nothing():
    record_history(products=[new()])
    with pytest.raises(IntegrityError), transaction.atomic():
        record_history(products=[new("other", variants=(NewVariant("lamp-1"),))])
    assert Product.objects.count() == 1


def test_reviews_as_they_were_written_and_none_without_stars():
    [kept] = record_history(products=[new()])
    record_reviews(reviews=[PastReview(kept.id, None, "Ada", 4, NOON, text="Good.")])
    assert Review.objects.get().written_at == NOON
    with pytest.raises(IntegrityError), transaction.atomic():
        record_reviews(reviews=[PastReview(kept.id, None, "Bob", 6, NOON)])
