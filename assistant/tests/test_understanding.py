"""Reading messages with what comes with the shop: wishes, what they name, and the language."""

from __future__ import annotations

import pytest

from assistant.kinds import Intent, Language
from assistant.understanding.lessons import digest
from assistant.understanding.serving import read
from assistant.understanding.shipped import shipped_digest

pytestmark = pytest.mark.django_db


def test_the_model_that_comes_with_the_shop_is_of_its_lessons() -> None:
    """Else ``manage.py assistant_lessons`` was forgotten."""
    assert shipped_digest() == digest()


def test_a_wish_names_goods_and_what_they_may_cost() -> None:
    (wish,) = read("a warm lamp under 60", language="en").wishes
    assert wish.intent is Intent.FIND_PRODUCTS
    assert wish.slots.words == "warm lamp"
    assert (wish.slots.price_from, wish.slots.price_to) == (None, 60.0)


def test_two_wishes_in_one_message_are_both_read_in_order() -> None:
    reading = read("where is my order 100234 and do you have garden chairs?", language="en")
    assert [wish.intent for wish in reading.wishes] == [Intent.ORDER_STATE, Intent.FIND_PRODUCTS]
    assert reading.wishes[0].slots.order_number == "100234"
    assert reading.wishes[1].slots.words == "garden chairs"


def test_a_greeting_that_begins_a_message_is_a_wish_beside_it() -> None:
    reading = read("hallo, was kostet der versand nach Italien", language="de")
    assert [wish.intent for wish in reading.wishes] == [Intent.GREET, Intent.ASK_SHOP]


@pytest.mark.parametrize(
    ("text", "page", "spoken"),
    [
        ("ich suche eine Lampe für das Schlafzimmer", "en", Language.GERMAN),
        ("où est ma commande", "en", Language.FRENCH),
        ("where is my order", "de", Language.ENGLISH),
        ("ok", "de", Language.GERMAN),
        ("", "fr", Language.FRENCH),
    ],
)
def test_the_language_is_the_pages_unless_the_message_is_clearly_in_another(
    text: str, page: str, spoken: Language
) -> None:
    assert read(text, language=page).language is spoken


@pytest.mark.parametrize(
    "text", ["", "   ", "???", "what is the weather in Paris", "\x00\ud7ff", "a" * 5000]
)
def test_what_the_shop_cannot_do_or_nobody_said_is_refused(text: str) -> None:
    (wish,) = read(text, language="en").wishes
    assert wish.intent is Intent.NONE
