"""Which names a message tells, and what it asks of a product: words, not letters, are compared."""

import pytest

from assistant.algorithms.matching import best_named, named, plain
from assistant.algorithms.wording import (
    Matter,
    bare,
    matters_of,
    says_along,
    says_cheaper,
    says_similar,
    says_supposed,
    without_asking,
)

LAMPS = {1: "Aurora desk lamp", 2: "Nordlicht floor lamp", 3: "Aurora floor lamp"}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("compare the desk one with the Nordlicht", [1, 2]),
        ("the Nordlicht, and the desk lamp", [2, 1]),
        ("a lamp", []),
        ("aurora floor lamp", [3]),
        ("the deck lamp", []),
    ],
)
def test_names_are_told_by_words_that_no_other_name_has(text, keys):
    assert named(text, LAMPS) == keys


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in dark blue, size M", ["dark blue", "M"]),
        ("the blue one", ["blue"]),
        ("medium", []),
        ("sized 40 or 41", ["40"]),
        ("", []),
    ],
)
def test_the_longest_value_is_the_one_that_is_named(text, values):
    names = ["blue", "dark blue", "M", "40"]
    assert [names[place] for place in best_named(text, names)] == values


def test_accents_and_case_do_not_part_words():
    assert plain("  Größe: CAFÉ-crème ") == "grosse cafe creme"


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("how much is it?", Matter.PRICE),
        ("was kostet die erste", Matter.PRICE),
        ("combien coûte la première ?", Matter.PRICE),
        ("is it still available?", Matter.STOCK),
        ("gibt es die noch?", Matter.STOCK),
        ("welche Größen habt ihr", Matter.CHOICES),
        ("quand serait-elle livrée ?", Matter.DELIVERY),
        ("what do reviews say?", Matter.REVIEWS),
        ("aus welchem Material besteht sie?", Matter.TRAITS),
    ],
)
def test_what_is_asked_of_a_product_is_told_first(question, matter):
    assert matter in matters_of(question)


def test_nothing_in_particular_asks_for_nothing_in_particular():
    assert matters_of("tell me about it") == []


@pytest.mark.parametrize(
    ("text", "is_similar"),
    [
        ("something similar to it", True),
        ("more like this", True),
        ("I'd like a lamp", False),
        ("etwas Ähnliches", True),
        ("quelque chose de semblable", True),
    ],
)
def test_likeness_is_asked_for_in_so_many_words(text, is_similar):
    assert says_similar(text) is is_similar


def test_what_goes_along_is_asked_for():
    assert says_along("what goes with it?")
    assert not says_along("where is it?")


@pytest.mark.parametrize(
    ("text", "left"),
    [("for my mother", "mother"), ("für meinen Vater", "Vater"), ("the", ""), ("lamp", "lamp")],
)
def test_words_that_only_lead_to_others_are_left_out(text, left):
    assert bare(text) == left


@pytest.mark.parametrize(
    ("text", "left"), [("come poppy", "poppy"), ("people think", ""), ("cobble mug", "cobble mug")]
)
def test_words_that_ask_name_nothing(text, left):
    assert without_asking(text) == left


def test_cheaper_is_said_in_three_languages():
    for text in ("a cheaper one", "gibt es das günstiger?", "quelque chose de moins cher"):
        assert says_cheaper(text)
    assert not says_cheaper("the cheapest")


def test_what_would_be_is_not_what_is():
    assert says_supposed("when would it arrive?")
    assert not says_supposed("when does it arrive?")
