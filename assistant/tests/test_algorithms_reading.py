"""What a message names, how it is cut, and its language: pure, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.algorithms import language
from assistant.algorithms.goods import Goods
from assistant.algorithms.lexicon import Lexicon
from assistant.algorithms.places import LAST, places_of
from assistant.algorithms.slots import named_in
from assistant.algorithms.wishes import Read, wishes_of
from assistant.algorithms.words import MONEY, NUMBER, ORDER, words_of


@pytest.mark.parametrize(
    ("text", "spoken", "low", "high"),
    [
        ("lamps under 60", "en", None, 60.0),
        ("desk chairs between 100 and 250 euros", "en", 100.0, 250.0),
        ("jackets, not more than 45 euro", "en", None, 45.0),
        ("zwischen 20 und 40 Euro", "de", 20.0, 40.0),
        ("ab 15 €", "de", 15.0, None),
        ("moins de 60 €", "fr", None, 60.0),
        ("entre 20 et 40 euros", "fr", 20.0, 40.0),
        ("de 20 à 40 €", "fr", 20.0, 40.0),
        ("à partir de 15 euros", "fr", 15.0, None),
        ("jusqu'à 12,50 €", "fr", None, 12.5),
    ],
)
def test_prices_are_read_in_three_languages(
    text: str, spoken: str, low: float | None, high: float | None
) -> None:
    named = named_in(text, spoken)
    assert (named.price_from, named.price_to) == (low, high)


@given(st.integers(min_value=1, max_value=9_999))
def test_a_limit_is_read_as_it_was_said(amount: int) -> None:
    for text, spoken in ((f"under {amount} euros", "en"), (f"unter {amount} €", "de"),
                         (f"moins de {amount} €", "fr")):  # fmt: skip
        assert named_in(text, spoken).price_to == float(amount)


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr"]))
def test_whatever_is_written_is_read_without_an_error(text: str, spoken: str) -> None:
    named_in(text, spoken)
    words_of(text)
    places_of(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("where is order 100234?", "100234"),
        ("status of #100871", "100871"),
        ("meine Bestellnummer ist 101223", "101223"),
        ("suivi de la commande S100234", "S100234"),
        ("100982", "100982"),
        ("lamps under 60", ""),
        ("I ordered 2 lamps", ""),
    ],
)
def test_an_orders_number_is_found_and_a_price_is_none(text: str, number: str) -> None:
    assert named_in(text, "en").order_number == number


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("add the second one", (2,)),
        ("compare the first and the third", (1, 3)),
        ("compare the first two", (1, 2)),
        ("die ersten drei", (1, 2, 3)),
        ("les deux premiers", (1, 2)),
        ("nummer 4", (4,)),
        ("both of them", (1, 2)),
        ("the last one", (LAST,)),
        ("my last order", ()),
        ("do you have lamps", ()),
    ],
)
def test_places_of_what_was_shown(text: str, places: tuple[int, ...]) -> None:
    assert places_of(text)[0] == places


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("put 3 of them in the cart", 3),
        ("2x the mug", 2),
        ("zwei Stück davon", 2),
        ("trois pièces", 3),
        ("a shirt in size 42", None),
        ("a 27 inch monitor", None),
        ("a lamp", None),
    ],
)
def test_how_many_is_told_from_sizes(text: str, quantity: int | None) -> None:
    assert named_in(text, "en").quantity == quantity


def test_words_describe_goods_and_nothing_else() -> None:
    assert (
        named_in("do you have a warm lamp for kids under 60?", "en").words == "warm lamp for kids"
    )
    assert named_in("zeig mir bitte rote Schals", "de").words == "rote schals"
    assert named_in("je cherche une veste imperméable", "fr").words == "veste imperméable"


def test_cheapest_and_an_address_are_told() -> None:
    assert named_in("the cheapest tent", "en").cheapest
    assert named_in("das günstigste Zelt", "de").cheapest
    assert named_in("la moins chère", "fr").cheapest
    assert not named_in("tents under 60", "en").cheapest
    assert named_in("write to ada@example.com please", "en").email == "ada@example.com"


def test_numbers_are_words_of_their_kind_and_a_blotted_number_is_one() -> None:
    assert words_of("order 100234, 3 for 20 €") == ("order", ORDER, NUMBER, "for", MONEY)
    assert words_of("house #") == ("house", NUMBER)
    assert words_of("zurück") == words_of("zurueck") == words_of("zuruck")


def test_goods_are_known_in_the_plural_and_at_the_end_of_a_compound() -> None:
    goods = Goods.named(["lamp", "lampe", "scarf"])
    assert all(map(goods.has, ("lamps", "scarves", "schreibtischlampen")))
    assert not any(map(goods.has, ("lamprey", "order")))


def test_a_concept_is_one_in_every_language_and_forgives_a_slip() -> None:
    lexicon = Lexicon.of(["lamp"], {"parcel": "parcel* paket* colis", "cancel": "cancel* storn*"})
    assert {lexicon.concept(word) for word in ("parcels", "pakete", "colis")} == {"parcel"}
    assert lexicon.concept("cancle") == lexicon.concept("stornieren") == "cancel"
    assert lexicon.concept("garden") == ""


SURE = {
    "hi": ("greet", 0.99),
    "where is my order": ("order_state", 0.9),
    "do you have lamps": ("find_products", 0.9),
    "thanks": ("thank", 0.9),
    "yes": ("affirm", 0.9),
    "red": ("find_products", 0.3),
    "blue lamps": ("find_products", 0.9),
}


def read(text: str) -> Read:
    intent, chance = SURE.get(text.strip(), ("order_state", 0.55))
    return Read(text, intent, chance, chance >= 0.2)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("where is my order and do you have lamps", ["order_state", "find_products"]),
        ("hi, where is my order? do you have lamps", ["greet", "order_state", "find_products"]),
        ("do you have lamps? thanks", ["find_products"]),
        ("yes, do you have lamps", ["find_products"]),
        ("red and blue lamps", ["order_state"]),
        ("hi", ["greet"]),
    ],
)
def test_a_message_is_cut_only_where_both_parts_stand_alone(text: str, wanted: list[str]) -> None:
    assert [wish.intent for wish in wishes_of(text, read)] == wanted


def test_a_cut_wish_keeps_its_own_words() -> None:
    """Else "between 20 and 40" loses its "and"."""
    (wish,) = wishes_of("lamps between 20 and 40", read)
    assert wish.text == "lamps between 20 and 40"


def test_a_language_is_told_by_its_words_and_doubt_leaves_what_was_expected() -> None:
    model = language.fit(
        [("where is my order", "en"), ("where are the lamps", "en"), ("the parcel is here", "en"),
         ("wo ist meine bestellung", "de"), ("wo sind die lampen", "de"), ("das ist es", "de")]
    )  # fmt: skip
    even = {"en": 0.5, "de": 0.5}
    assert model.chances("where is the parcel", prior=even)["en"] > 0.9
    assert model.chances("wo sind meine lampen", prior=even)["de"] > 0.9
    assert model.chances("???", prior={"en": 0.8, "de": 0.2})["en"] == pytest.approx(0.8)
