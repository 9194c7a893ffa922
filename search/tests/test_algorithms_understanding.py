"""What is pulled from a question, what stays, and what is asked where too little is found."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.algorithms.relaxing import ANY, ENOUGH, coverage, narrowed, steps
from search.algorithms.synonyms import SynonymSet, read_synonym_line
from search.algorithms.understanding import correct, understand
from search.algorithms.vocabulary import FacetValue, Vocabulary
from search.algorithms.words import listed
from search.query import Selection

COLOURS = {"poppy": "#cf3a36", "berry": "#9c2f4f", "midnight": "#2b3f60", "sky": "#8db9d8",
           "sage": "#8aa58c", "ink": "#232734"}  # fmt: skip
SHELVES = {"1": "Dresses & skirts", "2": "Headphones", "3": "Mugs, cups & bottles", "4": "Tea"}
VALUES = (
    *(FacetValue("option.colour", code, code.capitalize(), hue) for code, hue in COLOURS.items()),
    *(FacetValue("category", key, name) for key, name in SHELVES.items()),
    *(FacetValue("option.size", size.lower(), size) for size in ("S", "M", "XL", "42", "36-40")),
    FacetValue("brand", "pebble-yard", "Pebble Yard"),
    FacetValue("brand", "veldra", "Veldra"),
    FacetValue("attribute.material", "washed linen", "washed linen"),
    FacetValue("attribute.material", "calf leather", "calf leather"),
    FacetValue("attribute.capacity-ml", "1500 ml", "1500 ml"),
    FacetValue("attribute.waterproof", "yes", "Waterproof"),
)
COUNTS = {"dress": 7, "dresses": 7, "mug": 12, "mugs": 5, "cups": 5, "headphones": 12, "tea": 20,
          "teapot": 9, "towels": 2, "linen": 8, "table": 9, "cloth": 4, "lamp": 6, "candle": 9,
          "boots": 4, "shirt": 8, "bag": 7, "kettle": 3, "jacket": 4, "umbrella": 4, "crêpe": 1,
          "veldra": 9, "pebble": 9,
          "yard": 9, "phone": 5, "wallet": 2, "retrospot": 30}  # fmt: skip
ENGLISH = Vocabulary(
    "en",
    COUNTS,
    VALUES,
    (
        SynonymSet(("bag", "tote")),
        SynonymSet(("trainers",), ("sneaker",)),
        SynonymSet(("hot water bottle", "hottie")),
    ),
)
GERMAN = Vocabulary(
    "de",
    {"kleid": 5, "tassen": 9, "kopfhörer": 8, "geburtstag": 3, "karte": 4, "lampe": 5, "jacke": 3},
    (
        *(value for value in VALUES if value.key != "category"),
        FacetValue("category", "2", "Kopfhörer"),
    ),
)


def _understood(question, vocabulary=ENGLISH):
    return understand(question, vocabulary, currency_exponent=2)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("umbrela", "umbrella"),
        ("haedphones", "headphones"),
        ("candel", "candle"),
        ("teapto", "teapot"),
        ("retropsot bag", "retrospot bag"),
        ("velrda phone", "veldra phone"),
        ("tablecloth", "table cloth"),
        ("kettel", "kettle"),
        ("grene mug", "green mug"),
    ],
)
def test_unknown_words_become_those_of_the_catalogue(typed, meant):
    assert correct(typed, ENGLISH) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("kopfhörre", "kopfhörer"), ("lapme", "lampe"),
     ("geburtstagskarte", "geburtstag karte"), ("klied", "kleid")],
)  # fmt: skip
def test_german_words_are_corrected_too(typed, meant):
    assert correct(typed, GERMAN) == meant


@pytest.mark.parametrize(
    "typed",
    ["mugs", "Candles", "crepe", "85123A", "22423", "under fifty", "qwertz", "bg", "size m",
     "rote tasse", "red", "trainers", ""],
)  # fmt: skip
def test_what_is_known_a_code_or_doubtful_is_left(typed):
    assert correct(typed, ENGLISH) == ""


def test_a_correction_keeps_the_rest_of_the_question_as_it_was():
    assert correct("Red   umbrela, please", ENGLISH) == "Red umbrella, please"


@pytest.mark.parametrize(
    ("question", "chosen", "prices", "left"),
    [
        ("red dress under 50", {"option.colour": {"poppy", "berry"}}, (None, 5000), "dress"),
        ("navy mug", {"option.colour": {"midnight"}}, (None, None), "mug"),
        ("light blue mug", {"option.colour": {"sky"}}, (None, None), "mug"),
        ("sage dress", {"option.colour": {"sage"}}, (None, None), "dress"),
        ("headphones under 100", {"category": {"2"}}, (None, 10000), ""),
        ("pebble yard mug", {"brand": {"pebble-yard"}}, (None, None), "mug"),
        ("veldra", {"brand": {"veldra"}}, (None, None), ""),
        ("boots 42", {"option.size": {"42"}}, (None, None), "boots"),
        ("dress size m", {"option.size": {"m"}}, (None, None), "dress"),
        ("shirt xl", {"option.size": {"xl"}}, (None, None), "shirt"),
        ("socks 36-40", {"option.size": {"36-40"}}, (None, None), "socks"),
        ("linen shirt", {}, (None, None), "linen shirt"),
        ("umbrela over 20 under 50", {}, (2000, 5000), "umbrella"),
    ],
)
def test_filters_are_pulled_from_the_words(question, chosen, prices, left):
    found = _understood(question)

    assert {key: set(values) for key, values in found.selection.chosen.items()} == chosen
    assert (found.selection.price_from, found.selection.price_to) == prices
    assert found.left == left


@pytest.mark.parametrize(
    ("question", "chosen"),
    [
        ("linen shirt", {"attribute.material": {"washed linen"}}),
        ("waterproof jacket", {"attribute.waterproof": {"yes"}}),
        ("1,5 l kettle", {"attribute.capacity-ml": {"1500 ml"}}),
        ("shirt linen", {}),
    ],
)
def test_attributes_are_filters_where_that_is_switched_on(question, chosen):
    found = _understood(question, replace(ENGLISH, attributes_filter=True))

    assert {key: set(values) for key, values in found.selection.chosen.items()} == chosen


def test_a_size_is_looked_for_in_every_way_it_may_be_written():
    texts = {term.text for term in _understood("1,5 l kettle").groups[0].terms}

    assert {"1,5 l", "1500 ml", "1.5 l"} <= texts


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("tea towels", "a category that is only part of what is looked for"),
        ("mugs", "one word of a category's name"),
        ("ink", "a colour's own name with nothing that has it"),
        ("2 in 1 bag", "a number that is no size"),
        ("candle under the table", "under without a number"),
    ],
)
def test_what_may_mean_something_else_is_no_filter(question, why):
    assert _understood(question).selection.is_empty, why


def test_where_all_became_filters_the_words_only_order():
    found = _understood("red")

    assert found.required == 0
    assert "red" in [term.text for group in found.groups for term in group.terms]


def test_german_colours_have_endings():
    assert _understood("rotes kleid", GERMAN).selection.chosen == {
        "option.colour": frozenset({"poppy", "berry"})
    }


def test_german_prices():
    assert _understood("kopfhörer bis zwanzig euro", GERMAN).selection.price_to == 2000


def test_as_typed_is_neither_corrected_nor_understood():
    found = understand("rde dres under 50", ENGLISH, currency_exponent=2, as_typed=True)

    assert found.selection.is_empty
    assert found.corrected == ""
    assert [group.terms[0].text for group in found.groups] == ["rde", "dres", "under", "50"]


def test_synonyms_weigh_less_than_the_word():
    terms = _understood("tote").groups[0].terms

    assert [term.text for term in terms] == ["tote", "bag"]
    assert terms[0].weight == 1.0 > terms[1].weight > 0


def test_one_way_synonyms_do_not_work_backwards():
    assert len(_understood("trainers").groups[0].terms) == 2
    assert len(_understood("sneaker").groups[0].terms) == 1


def test_synonyms_of_several_words():
    group = _understood("hot water bottle").groups[0]

    assert [term.text for term in group.terms] == ["hot water bottle", "hottie"]


def test_two_words_that_the_catalogue_writes_as_one():
    assert [term.text for term in _understood("tea pot").groups[0].terms] == ["tea pot", "teapot"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("sofa, couch", SynonymSet(("sofa", "couch"))),
        ("trainers => sneaker, boot", SynonymSet(("trainers",), ("sneaker", "boot"))),
        ("# a comment", None),
        ("sofa", None),
        ("sofa =>", None),
    ],
)
def test_lines_of_synonyms(line, found):
    assert read_synonym_line(line) == found


def test_steps_give_up_words_before_filters_and_filters_before_the_price():
    asked = list(steps(_understood("red veldra umbrella lamp cloth under 50")))

    assert asked[0].required == 3
    assert not asked[0].is_relaxed
    assert asked[0].enough == ENOUGH
    assert asked[1].required == coverage(3) == 2
    assert asked[1].selection == asked[0].selection
    assert asked[1].enough == ANY
    assert asked[2].selection == Selection(price_to=5000)
    assert len(asked[2].groups) == 5
    assert asked[-1].required == 1
    assert asked[-1].selection.is_empty
    assert all(step.is_relaxed for step in asked[1:])


def test_no_step_is_asked_twice():
    assert len(list(steps(_understood("umbrella")))) == 1


def test_without_words_everything_is_asked_for():
    assert [step.required for step in steps(_understood(""))] == [0]


def test_what_was_chosen_by_hand_wins_over_words():
    step = next(steps(_understood("red dress under 50")))
    chosen = Selection({"option.colour": frozenset({"sky"})}, price_to=9000)

    assert narrowed(step, chosen) == chosen


questions = st.one_of(
    st.text(max_size=120),
    st.lists(
        st.sampled_from(
            sorted(
                listed(
                    "red dress under over 50 20-30 € umbrela tablecloth tea pot pebble yard "
                    "size m xl 1,5 l 30x40 cm navy light blue linen waterproof t-light "
                    "headphnes kopfhoerer and for the trainers hot water bottle - x zwanzig "
                    "hundred 85123A ink sage"
                )
            )
        ),
        max_size=8,
    ).map(" ".join),
)


@settings(max_examples=300)
@given(
    questions,
    st.sampled_from(
        [
            ENGLISH,
            GERMAN,
            replace(ENGLISH, attributes_filter=True),
            Vocabulary("fr"),
            Vocabulary("en"),
        ]
    ),
)
def test_understanding_never_raises_and_understands_itself(question, vocabulary):
    found = understand(question, vocabulary, currency_exponent=2)
    again = understand(found.corrected or question, vocabulary, currency_exponent=2)

    assert again.corrected == ""
    assert (again.groups, again.selection, again.left) == (
        found.groups,
        found.selection,
        found.left,
    )
    assert 0 <= found.required <= len(found.groups) <= max(len(found.whole), 0)
    assert all(0 < term.weight <= 1 for group in found.groups for term in group.terms)
    assert all(0 <= step.required <= len(step.groups) for step in steps(found))


@given(
    st.dictionaries(st.text("abdeimnorst", min_size=2, max_size=9), st.integers(1, 99), min_size=1)
)
def test_a_known_word_is_never_corrected(counts):
    found = Vocabulary("en", counts)

    assert all(correct(word, found) == "" for word in counts)


def test_umlauts_may_be_typed_without_dots():
    terms = _understood("kopfhoerer", replace(GERMAN, values=())).groups[0].terms

    assert terms[0].text == "kopfhörer"
