"""What staff arrange is data: read in one way, and refused where it could do harm."""

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from marketing.content.blocks import (
    BLOCKS,
    KINDS,
    MOST_BLOCKS,
    Picks,
    Recommendations,
    as_json,
    empty_block,
    inputs_of,
    parse,
)
from marketing.content.inputs import Shape, is_safe_address
from marketing.content.links import Links, Trace, page_in_language, read_followed, read_opened
from marketing.content.refused import ContentRefused
from marketing.content.words import Placeholder, check_line, filled, in_language
from marketing.kinds import Medium

WORDS = {"en": "Hello {name}", "de": "Hallo {name}"}
ONE_OF_EACH = [
    {"kind": "heading", "text": WORDS},
    {"kind": "text", "text": {"en": "One\n\nTwo"}},
    {"kind": "button", "text": WORDS, "url": "/c/sale/"},
    {"kind": "picture", "picture": "/media/a.png", "alt": WORDS, "url": "https://shop.example/x"},
    {"kind": "product", "product": "walnut-chair", "must_hold": True},
    {"kind": "subject", "count": 2, "must_hold": False},
    {"kind": "recommendations", "title": {}, "picks": "new", "count": 8, "must_hold": False},
    {"kind": "cart", "text": WORDS, "must_hold": True},
    {"kind": "order", "must_hold": False},
    {"kind": "reviews", "must_hold": True},
    {"kind": "coupon", "text": {}},
    {"kind": "segment_text", "segments": ["champions"], "text": WORDS, "otherwise": {}},
    {"kind": "divider"},
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
nearly_blocks = st.fixed_dictionaries(
    {"kind": st.sampled_from(list(KINDS))},
    optional=dict.fromkeys(("text", "url", "count", "segments"), json_values),
)


def _where(blocks):
    with pytest.raises(ContentRefused) as refusal:
        parse(blocks)
    return refusal.value.where


def test_every_kind_is_read_and_written_back():
    assert {block["kind"] for block in ONE_OF_EACH} == set(KINDS) == {str(one) for one in BLOCKS}
    assert as_json(parse(ONE_OF_EACH)) == ONE_OF_EACH


def test_what_is_left_out_takes_its_default():
    assert parse([{"kind": "recommendations"}]) == (Recommendations({}, Picks.FOR_THEM, 4, False),)


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_can_be_drawn_of_every_kind(kind):
    fields = {one.name for one in inputs_of(kind)}
    assert fields == set(empty_block(kind)) - {"kind"}
    for one in inputs_of(kind):
        assert str(one.label)
        assert one.options() or one.shape not in {Shape.CHOICE, Shape.CHOICES}


@pytest.mark.parametrize(
    ("block", "where"),
    [
        ({"kind": "script"}, "blocks.0"),
        ({"kind": ["text"]}, "blocks.0"),
        ("text", "blocks.0"),
        ({"kind": "divider", "html": "<b>"}, "blocks.0"),
        ({"kind": "heading"}, "blocks.0.text"),
        ({"kind": "heading", "text": {"en": " "}}, "blocks.0.text"),
        ({"kind": "heading", "text": {"xx": "Hi"}}, "blocks.0.text"),
        ({"kind": "heading", "text": {"en": "two\nlines"}}, "blocks.0.text.en"),
        ({"kind": "heading", "text": {"en": "x" * 151}}, "blocks.0.text.en"),
        ({"kind": "text", "text": {"en": "Hi {password}"}}, "blocks.0.text.en"),
        ({"kind": "text", "text": {"en": "Hi {name.__class__}"}}, "blocks.0.text.en"),
        ({"kind": "text", "text": {"en": "Hi\x00"}}, "blocks.0.text.en"),
        ({"kind": "button", "text": WORDS, "url": "javascript:alert(1)"}, "blocks.0.url"),
        ({"kind": "button", "text": WORDS}, "blocks.0.url"),
        ({"kind": "recommendations", "count": 9}, "blocks.0.count"),
        ({"kind": "recommendations", "count": True}, "blocks.0.count"),
        ({"kind": "recommendations", "picks": "all"}, "blocks.0.picks"),
        ({"kind": "order", "must_hold": 1}, "blocks.0.must_hold"),
        ({"kind": "segment_text", "segments": [], "text": WORDS}, "blocks.0.segments"),
        ({"kind": "segment_text", "segments": ["rich"], "text": WORDS}, "blocks.0.segments"),
        ({"kind": "product", "product": " "}, "blocks.0.product"),
        ({"kind": "product", "product": "chair\0"}, "blocks.0.product"),
        ({"kind": "product", "product": "chair\ud800"}, "blocks.0.product"),
    ],
)
def test_what_cannot_stand_is_refused_where_it_is(block, where):
    assert _where([block]) == where


def test_a_message_has_an_end():
    assert _where([{"kind": "divider"}] * (MOST_BLOCKS + 1)) == "blocks"
    assert _where({"kind": "divider"}) == "blocks"


@given(json_values | st.lists(nearly_blocks))
def test_foreign_json_is_read_or_refused_and_never_an_error(told):
    try:
        blocks = parse(told)
    except ContentRefused:
        return
    assert parse(as_json(blocks)) == blocks


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("/c/sale/", True),
        ("https://shop.example/a?b=c#d", True),
        ("http://shop.example", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https:evil.example", False),
        ("https://", False),
        ("https://shop.example@evil.example/", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("https://shop.example/ x", False),
        ("https://shop.example/\r\nX: y", False),
        ("http://[", False),
        ("http://a:x/", False),
        ("mailto:ada@example.com", False),
        ("c/sale", False),
    ],
)
def test_links_lead_to_pages_alone(address, is_safe):
    assert is_safe_address(address) is is_safe


@given(st.text(max_size=200), st.text(max_size=40))
def test_a_subject_that_stands_is_one_line_whatever_a_name_holds(text, name):
    try:
        words = check_line({"en": text}, where="subject")
    except ContentRefused:
        return
    said = filled(in_language(words, "de"), {Placeholder.NAME: name})
    assert "\n" not in words["en"]
    assert "\r" not in words["en"]
    assert said == words["en"].replace("{name}", name) or "{" in words["en"].replace("{name}", "")


def test_a_name_in_braces_stays_what_it_is():
    values = {Placeholder.NAME: "{code}", Placeholder.CODE: "SECRET"}
    assert filled("Hi {name}", values) == "Hi {code}"


def test_words_fall_back_on_the_shops_language():
    assert in_language({"en": "Hi", "de": "Hallo"}, "de") == "Hallo"
    assert in_language({"en": "Hi"}, "de") == "Hi"
    assert in_language({"de": "Hallo"}, "en") == "Hallo"
    assert in_language({}, "en") == ""


def test_a_link_leads_where_it_was_signed_for_and_tells_what_led_there(settings):
    settings.SHOP_BASE_URL = "https://shop.example"
    links = Links(Medium.EMAIL, "spring", Trace(7))
    token = links.counted("/c/sale/?page=2").rsplit("/", 2)[1]
    trace, target = read_followed(token)
    assert trace == Trace(7)
    assert target == (
        "https://shop.example/c/sale/?page=2"
        "&utm_source=newsletter&utm_medium=email&utm_campaign=spring"
    )
    assert links.plain("https://other.example/") == "https://other.example/"
    assert read_opened(links.pixel.rsplit("/", 1)[1].removesuffix(".gif")) == Trace(7)


def test_a_link_to_a_filtered_list_keeps_all_of_its_filters(settings):
    settings.SHOP_BASE_URL = "https://shop.example"
    told = Links(Medium.EMAIL, "spring").plain("/c/sale/?colour=red&colour=blue&utm_source=old")
    assert told == (
        "https://shop.example/c/sale/?colour=red&colour=blue"
        "&utm_source=newsletter&utm_medium=email&utm_campaign=spring"
    )


def test_a_page_of_the_shop_is_known_to_readers_in_their_language():
    assert page_in_language("/cart/", "de") == "/de/cart/"
    assert page_in_language("/", "de") == "/de/"
    assert page_in_language("/cart/?a=b", "en") == "/cart/?a=b"
    assert page_in_language("/nowhere/at/all", "de") == "/nowhere/at/all"
    assert page_in_language("https://other.example/cart/", "de") == "https://other.example/cart/"


def test_tokens_of_others_or_of_another_use_lead_nowhere():
    signed_elsewhere = signing.Signer(salt="other").sign_object([7, "", "https://evil.example"])
    opened = Links(Medium.EMAIL, "x", Trace(7)).pixel.rsplit("/", 1)[1].removesuffix(".gif")
    bad_target = signing.Signer(salt="marketing.link").sign_object([7, "", "javascript:alert(1)"])
    for token in ("", "x", ":" * 9, signed_elsewhere, opened, bad_target, "é" * 20, "\x00"):
        assert read_followed(token) is None
    assert read_opened(signed_elsewhere) is None
