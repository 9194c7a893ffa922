"""The demo store's range is large, sound and told in words of its own."""

from collections import Counter

import pytest
from django.utils.text import slugify

from catalog.illustrations import COLOURS, Kind, Look, Pattern, draw
from shop.demo.brands import BRANDS
from shop.demo.merchandise import Merchandise
from shop.demo.range import RANGE
from shop.demo.shelves import DEPARTMENTS, GERMAN_NAMES, SHELVES

ATTRIBUTES = {
    "material",
    "care",
    "fit",
    "origin",
    "capacity-ml",
    "width-cm",
    "height-cm",
    "battery-hours",
    "screen-inches",
    "connectivity",
    "waterproof",
}
MEASURES = {
    code for code in ATTRIBUTES if code.rpartition("-")[2] in ("ml", "cm", "hours", "inches")
}
SHELF_SLUGS = {shelf.slug for shelf in SHELVES}

each_product = pytest.mark.parametrize("item", RANGE, ids=lambda item: slugify(item.name))


def variants_of(item: Merchandise) -> int:
    return len(item.colours) * max(1, len(item.sizes))


def test_range_is_large_enough_to_browse():
    assert len(RANGE) >= 165
    assert 560 <= sum(map(variants_of, RANGE)) <= 900
    assert len({item.kind for item in RANGE}) >= 30


def test_names_and_addresses_are_unique():
    assert len({item.name for item in RANGE}) == len(RANGE)
    assert len({slugify(item.name) for item in RANGE}) == len(RANGE)


def test_every_shelf_is_filled():
    filled = Counter(item.shelf for item in RANGE)
    assert set(filled) == SHELF_SLUGS
    assert min(filled.values()) >= 4


def test_shelves_stand_in_departments_and_lead_to_each_other():
    departments = {slug for slug, _name, _description in DEPARTMENTS}
    assert departments == {"fashion", "electronics", "home"}
    for shelf in SHELVES:
        assert shelf.department in departments
        assert set(shelf.complements) <= SHELF_SLUGS - {shelf.slug}
        assert shelf.cycle_days >= 0
        assert len(shelf.description) >= 30
    assert len(SHELF_SLUGS) == len(SHELVES)
    assert {shelf.slug for shelf in SHELVES if shelf.cycle_days} >= {
        "candles",
        "socks",
        "stationery",
    }


def test_the_tree_has_german_names_of_its_own():
    slugs = {slug for slug, _name, _description in DEPARTMENTS} | SHELF_SLUGS
    assert set(GERMAN_NAMES) == slugs
    assert len(set(map(slugify, GERMAN_NAMES.values()))) == len(slugs)


def test_makers_have_a_character_and_something_to_sell():
    assert 8 <= len(BRANDS) <= 10
    assert {brand.name for brand in BRANDS} == {item.brand for item in RANGE}
    assert all(len(brand.line) >= 30 for brand in BRANDS)


def test_styles_are_few_enough_to_be_tastes():
    shares = Counter(item.style for item in RANGE)
    assert 6 <= len(shares) <= 8
    assert min(shares.values()) >= 10


def test_descriptions_are_specific_and_never_repeated():
    assert len({item.description for item in RANGE}) == len(RANGE)
    assert len({item.summary for item in RANGE}) == len(RANGE)
    sentences = Counter(
        sentence for item in RANGE for sentence in item.description.rstrip(".").split(". ")
    )
    assert not [sentence for sentence, times in sentences.items() if times > 1]


@each_product
def test_product_is_described(item):
    assert len(item.description) >= 80
    assert 20 <= len(item.summary) <= 240
    assert item.summary.endswith(".")
    assert item.material
    assert len(item.name) <= 60


@each_product
def test_product_is_priced_like_goods_in_a_shop(item):
    assert item.price > 0
    assert item.price % 100 in (0, 50, 90, 95)
    assert 0.35 <= item.cost_share <= 0.65
    assert 0.45 <= item.quality <= 0.95
    assert 0.3 <= item.popularity <= 3
    assert 0 <= item.launch_month <= 11
    assert item.weight_grams > 0


@each_product
def test_product_has_colours_sizes_and_attributes_that_exist(item):
    assert item.colours
    assert set(item.colours) <= set(COLOURS)
    assert len(set(item.colours)) == len(item.colours)
    assert len(set(item.sizes)) == len(item.sizes)
    codes = [code for code, _value in item.attributes]
    assert len(set(codes)) == len(codes)
    assert set(codes) <= ATTRIBUTES
    for code, value in item.attributes:
        if code in MEASURES:
            assert float(value) > 0


def test_some_goods_are_new():
    late = sum(item.launch_month > 0 for item in RANGE) / len(RANGE)
    assert 0.1 <= late <= 0.2


def test_no_two_products_share_a_picture():
    looks: Counter[tuple[Kind, str, Pattern]] = Counter(
        (item.kind, colour, item.pattern) for item in RANGE for colour in item.colours
    )
    assert [look for look, times in looks.items() if times > 1] == []


@pytest.mark.parametrize("kind", sorted({item.kind for item in RANGE}))
def test_every_kind_draws_and_its_colours_change_the_picture(kind):
    for item in (item for item in RANGE if item.kind is kind):
        pictures = {draw(kind, Look.named(colour, item.pattern)) for colour in item.colours}
        assert len(pictures) == len(item.colours)
        assert all(svg.startswith("<svg") and svg.endswith("</svg>") for svg in pictures)
