"""Products by CSV: new ones, updates by SKU, and files that change nothing."""

from __future__ import annotations

import pytest
from django.conf import settings

from catalog.models import Category, Product, ProductStatus, Variant
from catalog.tests.factories import make_product
from events.models import OutboxMessage
from foundation.money import Money
from inventory.models import StockLevel, StockMovement
from inventory.services import allocate_stock
from pricing.models import Price, PriceSource
from pricing.services import set_price
from shop.exchange.models import RemotePicture, RunState
from shop.exchange.tests.files import applied, checked, csv_file, problems_of

pytestmark = pytest.mark.django_db
HEAD = ("sku", "name", "category", "slug", "status", "price", "stock", "option:colour")


def test_a_new_product_arrives_with_variants_options_prices_and_stock():
    run = applied(
        csv_file(
            HEAD,
            ("M-1", "Mug", "Home > Kitchen > Mugs", "mug", "published", "12.50", "7", "Red"),
            ("M-2", "", "", "mug", "", "13.50", "3", "Blue"),
        )
    )
    assert (run.state, run.new, run.changed) == (RunState.DONE, 2, 0)
    product = Product.objects.get()
    assert (product.name_en, product.slug_en, product.status) == ("Mug", "mug", "published")
    assert product.published_at is not None
    above = Category.objects.get_ancestors(product.category)
    assert [shelf.name_en for shelf in (*above, product.category)] == ["Home", "Kitchen", "Mugs"]
    red, blue = product.variants.order_by("position")
    assert [v.option_values.get().name_en for v in (red, blue)] == ["Red", "Blue"]
    prices = Price.objects.order_by("variant_id").values_list("amount_minor", "currency", "source")
    base = settings.SHOP_BASE_CURRENCY
    assert list(prices) == [(1250, base, "import"), (1350, base, "import")]
    assert list(StockLevel.objects.order_by("variant_id").values_list("on_hand", flat=True)) == [
        7, 3,
    ]  # fmt: skip
    assert set(StockMovement.objects.values_list("reference", flat=True)) == {f"import-{run.pk}"}


def test_an_update_by_sku_touches_only_what_is_given():
    product = make_product("Lamp", price="20.00", compare_at="25.00", stock=4, brand="Lumen")
    sku = product.variants.get().sku
    run = applied(csv_file(("sku", "price"), (sku, "19.00")))
    assert (run.state, run.new, run.changed) == (RunState.DONE, 0, 1)
    after = Product.objects.get(pk=product.pk)
    assert (after.name_en, after.brand.name, after.status) == ("Lamp", "Lumen", "published")
    price = Price.objects.get(variant__sku=sku, ends_at=None)
    assert (price.amount_minor, price.compare_at_minor, price.source) == (
        1900, 2500, PriceSource.IMPORT,
    )  # fmt: skip
    old = Price.objects.get(variant__sku=sku, ends_at__isnull=False)
    assert (old.amount_minor, old.ends_at) == (2000, price.starts_at)
    assert StockLevel.objects.get(variant__sku=sku).on_hand == 4


def test_the_same_file_again_changes_nothing_and_writes_nothing():
    rows = csv_file(HEAD, ("M-1", "Mug", "Home", "mug", "published", "12.50", "7", "Red"))
    applied(rows)
    OutboxMessage.objects.all().delete()
    moved = StockMovement.objects.count()
    run = applied(rows)
    assert (run.state, run.new, run.changed, run.same) == (RunState.DONE, 0, 0, 1)
    assert StockMovement.objects.count() == moved
    assert Price.objects.count() == 1
    assert not OutboxMessage.objects.exists()


def test_readers_of_the_catalogue_hear_of_each_product_once():
    applied(
        csv_file(
            HEAD,
            ("M-1", "Mug", "Home", "mug", "published", "12.50", "7", "Red"),
            ("M-2", "", "", "mug", "", "12.50", "7", "Blue"),
        )
    )
    told = OutboxMessage.objects.filter(topic="product.changed", consumer="listing")
    assert [message.payload for message in told] == [{"product": Product.objects.get().pk}]


def test_a_broken_file_changes_nothing_and_names_every_bad_row():
    make_product("Old", price="20.00")
    before = (Product.objects.count(), Price.objects.count(), Category.objects.count())
    run = applied(
        csv_file(
            HEAD,
            ("A", "Fine", "New shelf", "fine", "published", "1.00", "1", ""),
            ("B", "Bad", "Home", "bad", "sold", "1.00", "1", ""),
            ("C", "Bad", "Home", "bad-2", "draft", "cheap", "1.5", ""),
            ("", "No SKU", "Home", "no-sku", "draft", "1.00", "1", ""),
            ("A", "Twice", "Home", "twice", "draft", "1.00", "1", ""),
            ("D", "", "", "nameless", "draft", "1.00", "-1", ""),
        )
    )
    assert run.state == RunState.BROKEN
    assert problems_of(run) == [
        (3, "status"), (4, "price"), (4, "stock"), (5, "sku"), (6, "sku"), (7, "category"),
        (7, "name"), (7, "stock"),
    ]  # fmt: skip
    assert (Product.objects.count(), Price.objects.count(), Category.objects.count()) == before
    assert run.problem_count == 8


def test_a_check_tells_what_would_become_and_writes_nothing():
    product = make_product("Lamp", price="20.00")
    sku = product.variants.get().sku
    run = checked(
        csv_file(HEAD[:6], (sku, "Lamp", "", "", "", "20.00"), ("N", "New", "Home") + ("",) * 3)
    )
    assert (run.state, run.new, run.changed, run.same) == (RunState.CHECKED, 1, 0, 1)
    assert [row[1:3] for row in run.preview["rows"]] == [[sku, "same"], ["N", "new"]]
    assert run.preview["needs"] == ["catalog.add_product"]
    assert not Product.objects.filter(name_en="New").exists()


def test_a_new_sku_joins_the_product_of_its_slug():
    product = make_product("Shirt", colours=["forest"])
    applied(
        csv_file(
            ("sku", "slug", "price", "option:colour"), ("S-9", product.slug_en, "21.00", "Sand")
        )
    )
    added = Variant.objects.get(sku="S-9")
    assert added.product == product
    assert added.position > product.variants.exclude(sku="S-9").get().position


def test_what_is_promised_to_orders_cannot_be_counted_away():
    variant = make_product("Lamp", stock=5).variants.get()
    allocate_stock(reference="o-1", quantities={variant.pk: 3})
    run = applied(csv_file(("sku", "stock"), (variant.sku, "2")))
    assert problems_of(run) == [(2, "stock")]
    assert StockLevel.objects.get(variant=variant).on_hand == 5


def test_the_word_clear_takes_a_value_away_and_an_empty_cell_does_not():
    product = make_product("Lamp", price="20.00", compare_at="25.00", brand="Lumen")
    sku = product.variants.get().sku
    applied(csv_file(("sku", "compare_at", "brand"), (sku, "", "")))
    assert Price.objects.get(variant__sku=sku).compare_at_minor == 2500
    run = applied(csv_file(("sku", "compare_at", "brand"), (sku, "[clear]", "[clear]")))
    assert run.state == RunState.DONE
    assert Price.objects.get(variant__sku=sku, ends_at=None).compare_at_minor is None
    assert Product.objects.get(pk=product.pk).brand is None


def test_pictures_are_wished_for_once():
    rows = csv_file(
        ("sku", "name", "category", "pictures"),
        ("P", "Print", "Home", "https://example.com/1.jpg https://example.com/2.jpg"),
    )
    applied(rows)
    applied(rows)
    wishes = RemotePicture.objects.order_by("position").values_list("url", "position", "state")
    assert list(wishes) == [
        ("https://example.com/1.jpg", 0, "waiting"), ("https://example.com/2.jpg", 1, "waiting"),
    ]  # fmt: skip


def test_two_lines_that_contradict_each_other_are_told():
    run = checked(
        csv_file(
            ("sku", "name", "category", "slug", "option:size"),
            ("A", "Mug", "Home", "mug", "S"),
            ("B", "Cup", "Home", "mug", "M"),
            ("C", "", "", "mug", "M"),
        )
    )
    assert problems_of(run) == [(3, "name"), (4, "")]


def test_a_product_without_an_active_variant_is_not_published():
    run = checked(
        csv_file(
            ("sku", "name", "category", "status", "active"), ("A", "Mug", "Home", "published", "no")
        )
    )
    assert problems_of(run) == [(2, "status")]


def test_prices_end_as_set_price_ends_them():
    """A price written in bulk and one by the service leave the same rows."""
    one, two = (make_product(f"Lamp {n}", price="20.00").variants.get() for n in (1, 2))
    applied(csv_file(("sku", "price", "cost"), (one.sku, "18.00", "9.00")))
    base = settings.SHOP_BASE_CURRENCY
    set_price(variant=two, amount=Money(1800, base), cost=Money(900, base))
    columns = ("currency", "amount_minor", "compare_at_minor", "cost_minor")
    rows = [
        list(Price.objects.filter(variant=v).order_by("pk").values_list(*columns))
        for v in (one, two)
    ]
    assert rows[0] == rows[1]
    for variant in (one, two):
        ended, standing = Price.objects.filter(variant=variant).order_by("pk")
        assert ended.ends_at == standing.starts_at


def test_a_retired_product_is_published_again():
    product = make_product("Lamp")
    Product.objects.filter(pk=product.pk).update(status=ProductStatus.RETIRED)
    sku = product.variants.get().sku
    applied(csv_file(("sku", "status"), (sku, "published")))
    assert Product.objects.get(pk=product.pk).status == ProductStatus.PUBLISHED
