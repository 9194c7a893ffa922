"""A Shopify export arrives whole: every column that has a place here is compared."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.conf import settings

from catalog.models import Product, Variant
from inventory.models import PolicyKind, StockLevel
from pricing.models import Price
from shop.exchange.goods.shopify import NEWER
from shop.exchange.models import RemotePicture, RunState
from shop.exchange.tests.files import applied, checked, csv_file, problems_of

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parent / "data" / "shopify_products.csv"
CDN = "https://cdn.shopify.com/s/files/1/0001/0001/files/"


@pytest.fixture
def run():
    return applied(FILE.read_bytes(), source="shopify")


def told(sku: str) -> tuple:
    """A variant as the shop has it: what its columns in the file become."""
    variant = Variant.objects.get(sku=sku)
    price = Price.objects.get(variant=variant, ends_at=None)
    level = StockLevel.objects.filter(variant=variant).first()
    return (
        variant.barcode, variant.weight_grams, [str(v) for v in variant.option_values.all()],
        (price.amount_minor, price.compare_at_minor, price.cost_minor, price.currency),
        level and level.on_hand,
    )  # fmt: skip


def test_every_variant_arrives_with_its_barcode_weight_options_price_cost_and_stock(run):
    assert (run.state, run.new, run.problem_count) == (RunState.DONE, 9, 0)
    base = settings.SHOP_BASE_CURRENCY
    expected = {
        "TW-SHIRT-SAND-S": ("4006381333931", 240, ["Sand", "S"], (7900, 9900, 3120, base), 12),
        "TW-SHIRT-SAND-M": ("4006381333948", 250, ["Sand", "M"], (8250, 9900, 3120, base), 0),
        "TW-SHIRT-NAVY-S": ("4006381333955", 260, ["Navy", "S"], (7900, None, 3120, base), 0),
        "TW-SHIRT-NAVY-M": ("", 270, ["Navy", "M"], (8250, None, 3120, base), 7),
        "GC-BOARD": ("0012345678905", 1250, [], (4500, None, 1900, base), 25),
        "guide-pdf": ("", 0, [], (900, None, None, base), None),
        "LAMP-OLD": ("", 0, [], (12000, None, None, base), 1),
        "IDEA": ("", 0, [], (0, None, None, base), None),
        "GIFT-25": ("", 0, ["$25.00"], (2500, None, None, base), None),
    }
    assert {sku: told(sku) for sku in expected} == expected
    assert Variant.objects.count() == len(expected)


def test_every_product_arrives_with_its_texts_shelf_brand_kind_and_state(run):
    shirt = Product.objects.get(slug_en="harbour-shirt")
    assert shirt.name_en == "Harbour Shirt"
    assert shirt.description_en == "Washed linen & cotton.\n\n• Two pockets\n• Shell buttons"
    assert shirt.summary_en == "A shirt of washed linen for warm days by the water."
    assert shirt.brand.name == "Tidewell"
    above = [node.name_en for node in type(shirt.category).objects.get_ancestors(shirt.category)]
    assert [*above, shirt.category.name_en] == [
        "Apparel & Accessories", "Clothing", "Shirts & Tops",
    ]  # fmt: skip
    states = dict(Product.objects.values_list("slug_en", "status"))
    assert states == {
        "harbour-shirt": "published", "oak-board": "published", "guide-pdf": "draft",
        "old-lamp": "retired", "new-idea": "draft", "gift-card": "published",
    }  # fmt: skip
    kinds = dict(Product.objects.exclude(kind="goods").values_list("slug_en", "kind"))
    assert kinds == {"guide-pdf": "digital", "gift-card": "gift_card"}
    shelves = dict(Product.objects.values_list("slug_en", "category__name_en"))
    assert (shelves["oak-board"], shelves["guide-pdf"], shelves["new-idea"]) == (
        "Kitchen", "Guides", "Imported",
    )  # fmt: skip


def test_metafields_tags_and_what_google_is_told_become_attributes(run):
    shirt = Product.objects.get(slug_en="harbour-shirt")
    assert {trait.attribute.code: trait.text for trait in shirt.attributes.all()} == {
        "material": "Linen", "care": "Wash at 30 °C", "tags": "linen, summer, new",
        "type": "Shirt", "gender": "unisex", "age_group": "adult", "mpn": "TW-100",
        "condition": "new",
    }  # fmt: skip


def test_pictures_are_wished_for_in_their_order_with_words_and_the_colour_they_show(run):
    wishes = RemotePicture.objects.filter(product__slug_en="harbour-shirt").order_by("position")
    assert [(w.url, w.alt, str(w.option_value or "")) for w in wishes] == [
        (f"{CDN}shirt-sand.jpg?v=1", "Harbour Shirt in sand", "Sand"),
        (f"{CDN}shirt-navy.jpg?v=1", "Harbour Shirt in navy", "Navy"),
        (f"{CDN}shirt-detail.jpg?v=1", "Its buttons", ""),
    ]


def test_what_is_sold_on_without_stock_may_be_backordered(run):
    policies = Variant.objects.filter(stock_policy__kind=PolicyKind.BACKORDER)
    assert [variant.sku for variant in policies] == ["TW-SHIRT-NAVY-M"]


def test_columns_without_a_place_are_named(run):
    (unplaced,) = [note for note in run.notes if "SEO Title" in note]
    for column in ("Variant Tax Code", "Unit Price Base Measure", "Price / International"):
        assert column in unplaced
    for column in ("Handle", "Variant Image", "Cost per item", "Image Alt Text", "Gift Card"):
        assert f"“{column}”" not in unplaced


def test_the_same_export_again_changes_nothing(run):
    again = applied(FILE.read_bytes(), source="shopify")
    assert (again.state, again.new, again.changed, again.same) == (RunState.DONE, 0, 0, 9)


def test_the_newer_headings_say_the_same():
    with FILE.open(encoding="utf-8", newline="") as file:
        heading, *rows = list(csv.reader(file))
    newer = {
        old: new for new, old in NEWER.items() if "Standard" not in new and "Custom" not in new
    }
    renamed = [newer.get(column, column) for column in heading]
    assert renamed.count("URL handle") == 1
    first = applied(FILE.read_bytes(), source="shopify")
    run = applied(csv_file(renamed, *rows), source="shopify")
    assert (first.new, run.new, run.changed, run.same) == (9, 0, 0, 9)


def test_problems_name_the_line_and_shopifys_own_column():
    run = checked(
        csv_file(
            ("Handle", "Title", "Variant SKU", "Variant Price", "Status", "Image Src"),
            ("a", "A", "A-1", "ten", "active", ""),
            ("b", "B", "B-1", "10", "gone", "ftp://example.com/b.jpg"),
            ("c", "C", "", "", "active", ""),
        ),
        source="shopify",
    )
    assert problems_of(run) == [
        (2, "Variant Price"), (3, "Image Src"), (3, "Status"), (4, "Variant Price"),
    ]  # fmt: skip


def test_a_file_of_something_else_is_told_as_a_whole():
    run = checked(csv_file(("sku", "price"), ("a", "1")), source="shopify")
    assert problems_of(run) == [(1, "")]
