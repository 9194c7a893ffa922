"""What others ask of an item, and the files that hold them: pure, without the catalogue."""

import csv
import io
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import Money
from shop.feeds.formats import pieces
from shop.feeds.specification import (
    Availability,
    FeedFormat,
    Item,
    Lack,
    Problem,
    check,
    is_gtin,
    limits,
    shortened,
)

GOOGLE = FeedFormat.GOOGLE_XML
G = "{http://base.google.com/ns/1.0}"
MUG = Item(
    id="MUG-1", group_id="", title="Ember mug", description="A mug", link="https://shop/mug/",
    image="https://shop/mug.jpg", price=Money(1990, "EUR"), availability=Availability.IN_STOCK,
    brand="Ember", gtin="4006381333931", options={"color": "Rust"},
)  # fmt: skip


def written(*items: Item, format: FeedFormat = GOOGLE) -> str:
    return "".join(pieces(items, format, title="Shop & Co", link="https://shop"))


def items_in(text: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(text).findall("channel/item")  # noqa: S314  (we wrote it)


def test_an_item_with_everything_lacks_nothing():
    assert check(MUG, GOOGLE) == []
    assert check(MUG, FeedFormat.META_CSV) == []


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"title": " "}, Lack("title", Problem.MISSING, is_fatal=True)),
        ({"description": ""}, Lack("description", Problem.MISSING, is_fatal=True)),
        ({"image": ""}, Lack("image", Problem.MISSING, is_fatal=True)),
        ({"image": "/mug.jpg"}, Lack("image", Problem.INVALID, is_fatal=True)),
        ({"price": Money(0, "EUR")}, Lack("price", Problem.INVALID, is_fatal=True)),
        ({"sale_price": Money(1990, "EUR")}, Lack("sale_price", Problem.INVALID, is_fatal=True)),
        ({"id": "x" * 51}, Lack("id", Problem.TOO_LONG, is_fatal=True)),
        ({"title": "x" * 151}, Lack("title", Problem.TOO_LONG, is_fatal=False)),
        ({"title": "EMBER MUG RUST"}, Lack("title", Problem.CAPITALS, is_fatal=False)),
        ({"gtin": "4006381333932"}, Lack("gtin", Problem.INVALID, is_fatal=False)),
        ({"gtin": ""}, Lack("gtin", Problem.MISSING, is_fatal=False)),
        ({"brand": ""}, Lack("brand", Problem.MISSING, is_fatal=False)),
        (
            {"availability": Availability.PREORDER},
            Lack("availability_date", Problem.MISSING, is_fatal=True),
        ),
    ],
)
def test_what_an_item_lacks_is_named(changes, lack):
    assert check(replace(MUG, **changes), GOOGLE) == [lack]


def test_meta_takes_a_longer_id():
    assert check(replace(MUG, id="x" * 60), FeedFormat.META_CSV) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("4006381333931", True), ("96385074", True), ("036000291452", True), ("4006381333930", False),
     ("123", False), ("40063813339３1", False), ("", False)],
)  # fmt: skip
def test_barcodes_are_checked_by_their_last_digit(text, expected):
    assert is_gtin(text) is expected


@given(st.text(max_size=400), st.sampled_from(FeedFormat))
def test_texts_are_cut_to_what_is_allowed(text, format):
    item = shortened(replace(MUG, title=text, brand=text), format)
    assert len(item.title) <= limits(format).title
    assert len(item.brand) <= limits(format).brand
    assert text.startswith(item.title)


@given(st.text(), st.text())
def test_any_text_makes_xml_that_can_be_read(title, brand):
    assert len(items_in(written(replace(MUG, title=title, brand=brand)))) == 1


def test_google_reads_names_of_its_own():
    item = replace(MUG, sale_price=Money(1490, "EUR"), more_images=("https://a", "https://b"))
    [told] = items_in(written(item))
    assert told.findtext(f"{G}price") == "19.90 EUR"
    assert told.findtext(f"{G}sale_price") == "14.90 EUR"
    assert told.findtext(f"{G}availability") == "in_stock"
    assert told.findtext(f"{G}color") == "Rust"
    assert len(told.findall(f"{G}additional_image_link")) == 2
    assert told.find(f"{G}identifier_exists") is None


def test_without_a_barcode_google_is_told_that_there_is_none():
    [told] = items_in(written(replace(MUG, gtin="")))
    assert told.findtext(f"{G}identifier_exists") == "no"


def test_what_comes_later_has_its_day():
    later = replace(MUG, availability=Availability.BACKORDER, available_from=date(2026, 12, 24))
    [told] = items_in(written(later))
    assert told.findtext(f"{G}availability_date") == "2026-12-24T00:00Z"


@pytest.mark.parametrize(
    ("format", "delimiter", "availability"),
    [(FeedFormat.GOOGLE_TSV, "\t", "in_stock"), (FeedFormat.META_CSV, ",", "in stock")],
)
def test_tables_hold_the_same(format, delimiter, availability):
    text = written(replace(MUG, description="two\nlines\tand, commas"), format=format)
    [row] = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    assert row["description"] == "two lines and, commas"
    assert (row["availability"], row["price"]) == (availability, "19.90 EUR")


def test_yen_have_no_digits_after_the_point():
    [row] = csv.DictReader(
        io.StringIO(written(replace(MUG, price=Money(1990, "JPY")), format=FeedFormat.META_CSV))
    )
    assert row["price"] == "1990 JPY"
