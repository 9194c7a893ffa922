"""WooCommerce's product CSV: simple and variable products, and what they say in its own manner."""

from __future__ import annotations

import pytest

from catalog.models import Product, Variant
from inventory.models import PolicyKind, StockLevel
from pricing.models import Price
from shop.exchange.models import RemotePicture, RunState
from shop.exchange.tests.files import applied, checked, csv_file, problems_of

pytestmark = pytest.mark.django_db
HEAD = (
    "ID", "Type", "SKU", "GTIN, UPC, EAN, or ISBN", "Name", "Published", "Is featured?",
    "Visibility in catalog", "Short description", "Description", "Date sale price starts",
    "Date sale price ends", "Tax status", "Tax class", "In stock?", "Stock", "Low stock amount",
    "Backorders allowed?", "Sold individually?", "Weight (kg)", "Length (cm)", "Sale price",
    "Regular price", "Categories", "Tags", "Images", "Parent", "Upsells", "Position", "Brands",
    "Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 visible", "Attribute 1 global",
    "Attribute 2 name", "Attribute 2 value(s)", "Meta: origin", "Meta: _edit_lock",
)  # fmt: skip


def row(**cells: str) -> list[str]:
    return [cells.get(name, "") for name in HEAD]


ROWS = (
    row(ID="10", Type="variable", SKU="TEE", Name="Tee", Published="1",
        **{"Short description": "<b>Soft</b>", "Description": "<p>Organic.</p><p>Heavy.</p>",
           "Categories": "Clothing > Shirts, Sale", "Tags": "new, soft", "Brands": "Plain Co",
           "Images": "https://example.com/tee.jpg, https://example.com/back.jpg",
           "Attribute 1 name": "Colour", "Attribute 1 value(s)": "Red, Blue",
           "Attribute 2 name": "Fabric", "Attribute 2 value(s)": "Cotton",
           "Meta: origin": "Portugal", "Meta: _edit_lock": "1:1"}),
    row(ID="11", Type="variation", SKU="TEE-R", Published="1", Stock="4", Parent="TEE",
        **{"Regular price": "20", "Sale price": "15", "Weight (kg)": "0.25",
           "Images": "https://example.com/red.jpg", "Backorders allowed?": "notify",
           "Attribute 1 name": "Colour", "Attribute 1 value(s)": "Red"}),
    row(ID="12", Type="variation", SKU="TEE-B", Published="0", Stock="-2", Parent="id:10",
        **{"Regular price": "20", "Sale price": "15", "Date sale price ends": "2020-01-01",
           "Attribute 1 name": "Colour", "Attribute 1 value(s)": "Blue"}),
    row(ID="13", Type="simple, downloadable, virtual", SKU="E-1", Name="E-book", Published="-1",
        **{"GTIN, UPC, EAN, or ISBN": "9783161484100", "Regular price": "9.99",
           "Attribute 1 name": "Pages", "Attribute 1 value(s)": "120"}),
    row(ID="14", Type="grouped", SKU="SET", Name="Set"),
)  # fmt: skip


def test_variable_products_arrive_with_their_variations():
    run = applied(csv_file(HEAD, *ROWS), source="woocommerce")
    assert (run.state, run.new) == (RunState.DONE, 3)
    tee = Product.objects.get(slug_en="tee")
    assert (tee.name_en, tee.status, tee.summary_en, tee.brand.name, tee.category.name_en) == (
        "Tee", "published", "Soft", "Plain Co", "Shirts",
    )  # fmt: skip
    assert tee.description_en == "Organic.\n\nHeavy."
    red, blue = tee.variants.order_by("sku").reverse()
    assert (red.sku, red.weight_grams, red.is_active, blue.is_active) == ("TEE-R", 250, True, False)
    assert [str(v.option_values.get()) for v in (red, blue)] == ["Red", "Blue"]
    prices = {p.variant.sku: (p.amount_minor, p.compare_at_minor) for p in Price.objects.all()}
    assert prices == {"TEE-R": (1500, 2000), "TEE-B": (2000, None), "E-1": (999, None)}
    stock = dict(StockLevel.objects.values_list("variant__sku", "on_hand"))
    assert stock == {"TEE-R": 4, "TEE-B": 0}
    assert red.stock_policy.kind == PolicyKind.BACKORDER
    traits = {t.attribute.code: t.text for t in tee.attributes.all()}
    assert traits == {"fabric": "Cotton", "tags": "new, soft", "origin": "Portugal"}
    wishes = RemotePicture.objects.order_by("position").values_list("url", "option_value__name_en")
    assert list(wishes) == [
        ("https://example.com/tee.jpg", None), ("https://example.com/back.jpg", None),
        ("https://example.com/red.jpg", "Red"),
    ]  # fmt: skip


def test_simple_products_keep_their_attributes_and_kind():
    applied(csv_file(HEAD, *ROWS), source="woocommerce")
    book = Product.objects.get(slug_en="e-book")
    assert (book.kind, book.status) == ("digital", "draft")
    assert book.variants.get().barcode == "9783161484100"
    assert [(t.attribute.code, t.text) for t in book.attributes.all()] == [("pages", "120")]


def test_the_same_file_again_changes_nothing():
    applied(csv_file(HEAD, *ROWS), source="woocommerce")
    again = applied(csv_file(HEAD, *ROWS), source="woocommerce")
    assert (again.state, again.new, again.changed, again.same) == (RunState.DONE, 0, 0, 3)


def test_what_is_passed_over_is_told():
    run = checked(csv_file(HEAD, *ROWS), source="woocommerce")
    notes = " ".join(run.notes)
    for words in ("Grouped and external", "several categories", "Meta: _edit_lock", "Upsells"):
        assert words in notes


def test_a_variation_without_its_product_is_told():
    orphan = row(ID="9", Type="variation", SKU="X", Parent="GONE", **{"Regular price": "1"})
    run = applied(csv_file(HEAD, orphan), source="woocommerce")
    assert problems_of(run) == [(2, "Parent")]
    assert not Variant.objects.exists()
