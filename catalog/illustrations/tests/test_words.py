"""What a title says of the thing, its colour and its pattern."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.illustrations import COLOURS, Kind, Pattern, colour_of, kind_of, pattern_of


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("WHITE HANGING HEART T-LIGHT HOLDER", Kind.T_LIGHT_HOLDER),
        ("JUMBO BAG RED RETROSPOT", Kind.JUMBO_BAG),
        ("REGENCY CAKESTAND 3 TIER", Kind.CAKE_STAND),
        ("PARTY BUNTING", Kind.BUNTING),
        ("LUNCH BAG RED RETROSPOT", Kind.LUNCH_BAG),
        ("ASSORTED COLOUR BIRD ORNAMENT", Kind.BIRD),
        ("PACK OF 72 RETROSPOT CAKE CASES", Kind.CAKE_CASES),
        ("SET OF 3 CAKE TINS PANTRY DESIGN", Kind.TIN),
        ("ROSES REGENCY TEACUP AND SAUCER", Kind.TEACUP),
        ("ALARM CLOCK BAKELIKE GREEN", Kind.ALARM_CLOCK),
        ("HOT WATER BOTTLE KEEP CALM", Kind.HOT_WATER_BOTTLE),
        ("CHILDREN'S APRON DOLLY GIRL", Kind.APRON),
        ("PAPER CHAIN KIT 50'S CHRISTMAS", Kind.GARLAND),
        ("PLEASE ONE PERSON METAL SIGN", Kind.SIGN),
        ("HEART OF WICKER SMALL", Kind.WICKER_HEART),
        ("Merino jumper, midnight", Kind.SWEATER),
        ("Wireless over-ear headphones", Kind.HEADPHONES),
    ],
)
def test_a_title_finds_the_kind_that_draws_it(title: str, kind: Kind) -> None:
    assert kind_of(title) is kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("DOORMAT UNION FLAG", Kind.DOORMAT),
        ("CANDLEHOLDER PINK HANGING HEART", Kind.T_LIGHT_HOLDER),
        ("SPACEBOY TV DINNER TRAY", Kind.TRAY),
        ("OWL DOORSTOP", Kind.CUSHION),
        ("WICKER HEART NAPKIN BOX", Kind.NAPKINS),
    ],
)
def test_what_a_thing_is_goes_before_what_it_is_decorated_with(title: str, kind: Kind) -> None:
    assert kind_of(title) is kind


@pytest.mark.parametrize("title", ["", "POSTAGE", "?", "Manual", "wet/rusty"])
def test_a_title_that_names_no_thing_has_no_kind(title: str) -> None:
    assert kind_of(title) is None


@pytest.mark.parametrize(
    ("title", "colour"),
    [
        ("JUMBO BAG RED RETROSPOT", "poppy"),
        ("PINK REGENCY TEACUP AND SAUCER", "blush"),
        ("ALARM CLOCK BAKELIKE IVORY", "ivory"),
        ("FOLDING BUTTERFLY MIRROR HOT PINK", "rose"),
        ("HAND TOWEL PALE BLUE W FLOWERS", "sky"),
        ("POPPY'S PLAYHOUSE KITCHEN", None),
        ("PARTY BUNTING", None),
    ],
)
def test_a_title_tells_its_colour(title: str, colour: str | None) -> None:
    assert colour_of(title) == colour


@pytest.mark.parametrize(
    ("title", "pattern"),
    [
        ("JUMBO BAG RED RETROSPOT", Pattern.DOTS),
        ("JUMBO BAG PINK POLKADOT", Pattern.DOTS),
        ("BLUE STRIPE CERAMIC DRAWER KNOB", Pattern.STRIPES),
        ("GINGHAM HEART DOORSTOP RED", Pattern.CHECK),
        ("ROSES REGENCY TEACUP AND SAUCER", Pattern.FLORAL),
        ("REGENCY CAKESTAND 3 TIER", None),
    ],
)
def test_a_title_tells_its_pattern(title: str, pattern: Pattern | None) -> None:
    assert pattern_of(title) is pattern


def test_every_kind_can_be_named() -> None:
    unnamed = {kind for kind in Kind if kind_of(kind.value) is not kind}

    assert unnamed == set()


@given(words=st.text(max_size=80))
def test_any_text_is_read_without_an_error_and_case_does_not_matter(words: str) -> None:
    colour = colour_of(words)

    assert colour is None or colour in COLOURS
    assert kind_of(words.upper()) is kind_of(words.upper().lower())
    assert pattern_of(words) is None or pattern_of(words) in Pattern
