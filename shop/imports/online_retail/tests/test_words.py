"""Titles, shelves, countries: what is made of the file's words."""

from __future__ import annotations

import pytest
from django.utils.text import slugify
from hypothesis import given
from hypothesis import strategies as st

from catalog.illustrations import Kind, Look, draw
from shop.imports.online_retail import shelves
from shop.imports.online_retail.countries import country_code
from shop.imports.online_retail.shelves import all_shelves, shelf_of
from shop.imports.online_retail.titles import LONGEST, readable_title


@pytest.mark.parametrize(
    ("description", "title"),
    [
        ("WHITE HANGING HEART T-LIGHT HOLDER", "White hanging heart T-light holder"),
        ("SET/3 XMAS T-LIGHTS", "Set of 3 Christmas T-lights"),
        ("SET 7 BABUSHKA NESTING BOXES", "Set of 7 Babushka nesting boxes"),
        ("HAND WARMER UNION JACK", "Hand warmer Union Jack"),
        ("POPPY'S PLAYHOUSE BEDROOM ", "Poppy's playhouse bedroom"),
        ("I'M ON HOLIDAY METAL SIGN", "I'm on holiday metal sign"),
        ("ASS COL SMALL SAND GECKO P'WEIGHT", "Assorted colour small sand gecko paperweight"),
        ("FAIRY CAKES NOTEBOOK A6 SIZE", "Fairy cakes notebook A6 size"),
        ("KNITTED  RABBIT,DOLL ", "Knitted rabbit, doll"),
        ("60CM BUNTING", "60 cm bunting"),
        ('LETTER "Z" BLING KEY RING', 'Letter "Z" bling key ring'),
        ("RED/WHITE POLKADOT", "Red/white polka dot"),
        ("ALARM CLOCK BAKELIKE RED ", "Alarm clock bakelite red"),
        ("*USB Office Mirror Ball", "USB office mirror ball"),
        ("?", ""),
        ("", ""),
        ("12", ""),
    ],
)
def test_titles_can_be_read(description, title):
    assert readable_title(description) == title


@given(st.text(max_size=300))
def test_any_description_makes_a_title_or_none(description):
    title = readable_title(description)
    assert len(title) <= LONGEST
    assert title == title.strip()
    assert "\n" not in title
    assert not title or sum(letter.isalpha() for letter in title) >= 3


@pytest.mark.parametrize(
    ("title", "shelf"),
    [
        ("White hanging heart T-light holder", shelves.HOLDERS),
        ("Jumbo bag red retro spot", shelves.JUMBO),
        ("Lunch bag Suki design", shelves.LUNCH_BAGS),
        ("Regency teapot roses", shelves.TEA),
        ("Set of 60 vintage leaf cake cases", shelves.BAKING),
        ("Christmas tree T-light holder", shelves.TREE_LIGHTS),
        ("Wrap Christmas village", shelves.TREE_PAPER),
        ("Glass bead hoop earrings black", shelves.EARRINGS),
        ("Letter K bling key ring", shelves.CHARMS),
        ("Mini jigsaw dinosaur", shelves.GAMES),
        ("Alarm clock bakelite red", shelves.CLOCKS),
        ("Potting shed tea mug", shelves.TOOLS),
        ("Something nobody can name", shelves.LITTLE_GIFTS),
    ],
)
def test_words_lead_to_a_shelf(title, shelf):
    assert shelf_of(title) == shelf


def test_every_kind_that_can_be_drawn_has_a_shelf():
    homeless = [kind for kind in Kind if kind not in shelves._SHELF_OF_KIND]
    electronics = {
        Kind.HEADPHONES, Kind.EARBUDS, Kind.SPEAKER, Kind.RADIO, Kind.PHONE, Kind.TABLET,
        Kind.LAPTOP, Kind.MONITOR, Kind.CAMERA, Kind.KEYBOARD, Kind.MOUSE, Kind.POWER_BANK,
    }  # fmt: skip
    assert set(homeless) <= electronics, "shelf_of would call these gadgets"


def test_the_tree_has_addresses_of_its_own_and_pictures():
    tree = all_shelves()
    slugs = [slugify(shelf.name) for shelf in tree]
    slugs += [slugify(department) for department in {shelf.department for shelf in tree}]
    assert len(slugs) == len(set(slugs))
    for shelf in tree:
        assert "<svg" in draw(shelf.picture, Look.named("sage"))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("United Kingdom", "GB"), ("EIRE", "IE"), ("RSA", "ZA"), ("USA", "US"), ("France", "FR"),
        ("Hong Kong", "HK"), ("Czech Republic", "CZ"), ("United Arab Emirates", "AE"),
        ("Unspecified", ""), ("European Community", ""), ("Atlantis", ""), ("", ""),
    ],
)  # fmt: skip
def test_countries_by_their_codes(name, code):
    assert country_code(name) == code
