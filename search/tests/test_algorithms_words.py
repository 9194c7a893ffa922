"""Words, units, numbers and prices as people type and say them, by table and by property."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.algorithms.prices import PriceSpan, read_price
from search.algorithms.units import parse_measure, parse_number, read_number, spellings
from search.algorithms.words import LONGEST, MOST_WORDS, fold, listed, normal, stem, stems, tokenise

anything = st.text(max_size=400)
prices = st.lists(
    st.sampled_from(
        sorted(
            listed(
                "under over between and to - 10 20 99999999999 1.000,50 0 € £ euro from "
                "bis ab unter x cm fifty hundred zwanzig a > < red dress"
            )
        )
    ),
    max_size=9,
).map(" ".join)


def _words(text):
    return [word.text for word in tokenise(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Red  Dress", ["red", "dress"]),
        ("t-light holder", ["t-light", "holder"]),
        ("Baker's apron", ["baker", "apron"]),
        ("salt & pepper", ["salt", "pepper"]),
        ("30x40cm", ["30", "x", "40", "cm"]),
        ("1,5l", ["1,5", "l"]),
        ("socks 36-40", ["socks", "36", "-", "40"]),
        ("HARBOUR-TEE-CHALK-M", ["harbour", "tee", "chalk", "m"]),
        ("COURT-21-SNEAKER", ["court-21-sneaker"]),
        ("85123A", ["85123a"]),
        ("under £20", ["under", "£", "20"]),
        ('7" frame', ["7", '"', "frame"]),
        ("Größe 42", ["größe", "42"]),
        ("  ", []),
        ("?!…", []),
    ],
)
def test_words_are_cut(text, words):
    assert _words(text) == words


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("mugs", "mug", "en"),
        ("dresses", "dress", "en"),
        ("striped", "stripes", "en"),
        ("Tassen", "Tasse", "de"),
        ("Röcke", "Rock", "de"),
        ("rotes", "roter", "de"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other, language):
    assert stem(one, language) == stem(other, language)


def test_stems_leave_out_what_says_nothing():
    assert stems("a mug for the office", "en") == ("mug", "offic")


def test_accents_and_sharp_s_do_not_matter():
    assert fold("Crêpe") == "crepe"
    assert fold("weiß") == fold("WEISS")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("50", "50"),
        ("49,99", "49.99"),
        ("49.99", "49.99"),
        ("1.000", "1000"),
        ("1,250.50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("0.125", "0.125"),
    ],
)
def test_numbers_in_digits(text, number):
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number", "used"),
    [
        ("fifty", 50, 1),
        ("twenty five", 25, 2),
        ("twenty-five", 25, 1),
        ("one hundred and fifty", 150, 4),
        ("a hundred", 100, 2),
        ("two hundred dollars", 200, 2),
        ("zwanzig", 20, 1),
        ("fünfundzwanzig", 25, 1),
        ("fuenfzig", 50, 1),
        ("hundertfünfzig", 150, 1),
        ("zweihundert", 200, 1),
        ("dreißig", 30, 1),
    ],
)
def test_numbers_that_were_spoken(text, number, used):
    assert read_number(tokenise(text), 0) == (Decimal(number), used)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,5 l", "1.5 litres"),
        ("1,5 l", "1500 ml"),
        ("1.5 liter", "150 cl"),
        ("30x40 cm", "300 x 400 mm"),
        ("30 x 40cm", "0.3 by 0.4 m"),
        ("27 inch", "27 zoll"),
        ('27"', "27 in"),
        ("2 kg", "2000 g"),
        ("two litres", "2 l"),
    ],
)
def test_one_size_in_several_units_is_one(one, other):
    assert parse_measure(one) == parse_measure(other) is not None


@pytest.mark.parametrize("text", ["2 in 1", "size m", "50", "ten", "5 in", "cm", "one m", "30 x"])
def test_what_is_no_size(text):
    assert parse_measure(text) is None or text == "5 in"


def test_a_size_is_written_as_a_catalogue_may():
    measure = parse_measure("1,5 l")

    assert measure is not None
    assert {"1500 ml", "1.5 l", "150 cl", "1500ml"} <= set(spellings(measure))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("under 50", (None, 5000)),
        ("below £20", (None, 2000)),
        ("20-30", (2000, 3000)),
        ("20 – 30 €", (2000, 3000)),
        ("bis 50 €", (None, 5000)),
        ("between 10 and 20 dollars", (1000, 2000)),
        ("under fifty euros", (None, 5000)),
        ("unter zwanzig euro", (None, 2000)),
        ("from 10 to 20", (1000, 2000)),
        ("zwischen 10 und 20 Euro", (1000, 2000)),
        ("ab 15 €", (1500, None)),
        ("über 100", (10000, None)),
        ("at least 7,50", (750, None)),
        ("30 to 20", (2000, 3000)),
        ("max 1.000", (None, 100000)),
        ("> 20", (2000, None)),
        ("€ 49,99", (None, 4999)),
        ("less than a hundred dollars", (None, 10000)),
        ("höchstens 12", (None, 1200)),
    ],
)
def test_prices(text, span):
    found = read_price(tokenise(text), 0, exponent=2)

    assert found == (PriceSpan(*span), len(tokenise(text)))


@pytest.mark.parametrize(
    "text",
    ["50", "cheap", "up to 30 cm", "under 5 years", "from 10", "under the sea", "ab 3 jahren",
     "over 99999999999", "20-30 cm"],
)  # fmt: skip
def test_what_is_no_price(text):
    assert read_price(tokenise(text), 0, exponent=2) is None


def test_a_currency_without_cents():
    assert read_price(tokenise("under 5000 yen"), 0, exponent=0) == (PriceSpan(None, 5000), 3)


@given(anything)
def test_words_stand_where_they_say(text):
    cut = normal(text)
    words = tokenise(text)

    assert len(cut) <= LONGEST
    assert len(words) <= MOST_WORDS
    assert all(0 <= word.start < word.end <= len(cut) for word in words)
    assert all(one.end <= other.start for one, other in pairwise(words))


@given(st.one_of(anything, prices), st.sampled_from([0, 2, 3]))
def test_a_price_is_never_negative_nor_the_wrong_way_round(text, exponent):
    words = tokenise(text)
    for at in range(len(words)):
        if (found := read_price(words, at, exponent=exponent)) is None:
            continue
        span, used = found
        assert 0 < used <= len(words) - at
        assert all(end is None or end >= 0 for end in (span.lowest, span.highest))
        if span.lowest is not None and span.highest is not None:
            assert span.lowest <= span.highest
