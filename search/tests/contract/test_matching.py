"""What is found by which words, and in what order. Every engine keeps to this."""

import pytest

from search.query import Term, TermGroup
from search.tests.contract.products import everything, ids, product, words


def test_a_word_finds_what_has_it_in_any_field(engine):
    engine.rebuild(
        [
            product(1, "Linen shirt"),
            product(2, brand="Linen House"),
            product(3, category="Linen"),
            product(4, attributes="linen"),
            product(5, description="Made of linen."),
            product(6, "Oak chair"),
        ]
    )
    answer = engine.find(words("linen"))
    assert set(ids(answer)) == {1, 2, 3, 4, 5}
    assert answer.total == 5
    assert all(candidate.score > 0 for candidate in answer.candidates)


def test_the_name_weighs_more_than_the_description(engine):
    engine.rebuild(
        [
            product(1, "Table", description="Goes with a lamp."),
            product(2, "Lamp", description="Goes with a table."),
            product(3, "Rug"),
        ]
    )
    assert ids(engine.find(words("lamp"))) == [2, 1]
    assert ids(engine.find(words("table"))) == [1, 2]


@pytest.mark.parametrize(
    ("language", "asked", "found"),
    [
        ("en", "shirts", {1}),
        ("en", "SHIRT", {1}),
        ("de", "kleider", {2}),
        ("de", "Kleid", {2}),
        ("de", "größe", {2}),
        ("de", "grosse", {2}),
        ("en", "café", {3}),
        ("en", "cafe", {3}),
    ],
)
def test_words_meet_by_their_stem_whatever_their_case_and_accents(engine, language, asked, found):
    engine.rebuild(
        [
            product(1, "Shirt", german="Hemd"),
            product(2, "Dress", german="Kleid in großer Größe"),
            product(3, "Café cup", german="Tasse"),
        ]
    )
    assert set(ids(engine.find(words(asked, language=language)))) == found


def test_as_many_words_as_required_must_be_there(engine):
    engine.rebuild(
        [product(1, "Red linen dress"), product(2, "Red dress"), product(3, "Red chair")]
    )
    assert set(ids(engine.find(words("red linen dress")))) == {1}
    assert ids(engine.find(words("red linen dress", required=2))) == [1, 2]
    assert ids(engine.find(words("red linen dress", required=1))) == [1, 2, 3]
    assert set(ids(engine.find(words("linen", required=0)))) == {1, 2, 3}
    assert ids(engine.find(words("linen", required=0)))[0] == 1


def test_what_stands_for_a_word_counts_as_that_word_and_as_much_as_it_weighs(engine):
    names = ("Couch blue", "Sofa blue", "Sofa red", "Couch red")
    engine.rebuild([product(number, name) for number, name in enumerate(names, start=1)])
    sofa = TermGroup((Term("sofa"), Term("couch", 0.5)))
    blue = TermGroup((Term("blue"),))
    assert ids(engine.find(everything(groups=(sofa, blue), required=2))) == [2, 1]


def test_an_alternative_of_several_words_stands_side_by_side(engine):
    engine.rebuild([product(1, "Tee shirt"), product(2, "Shirt with a tee"), product(3, "Tea cup")])
    group = TermGroup((Term("tee shirt"),))
    assert ids(engine.find(everything(groups=(group,), required=1))) == [1]


def test_the_word_being_typed_matches_by_its_beginning(engine):
    engine.rebuild(
        [product(1, "Blanket"), product(2, "Black chair"), product(3, "Chair", brand="Blanc")]
    )
    assert set(ids(engine.find(words("bla", prefix=True)))) == {1, 2, 3}
    assert set(ids(engine.find(words("blank", prefix=True)))) == {1}
    assert set(ids(engine.find(words("chair bla", prefix=True)))) == {2, 3}
    assert ids(engine.find(words("bla"))) == []


def test_a_sku_is_found_by_its_pieces(engine):
    engine.rebuild([product(1, skus=("P1234-RED",)), product(2, skus=("85123A", "X-9"))])
    for asked in ("P1234-RED", "p1234", "1234red", "p1234red"):
        found = ids(engine.find(words(asked)))
        assert found == ([1] if asked != "1234red" else []), asked
    assert ids(engine.find(words("85123"))) == [2]
    assert ids(engine.find(words("85123a"))) == [2]


def test_only_those_named_are_looked_at(engine):
    engine.rebuild([product(number, "Lamp") for number in range(1, 6)])
    assert set(ids(engine.find(words("lamp", only=frozenset({2, 4, 99}))))) == {2, 4}
    assert engine.find(words("lamp", only=frozenset())).total == 0


def test_the_vocabulary_is_the_catalogue_as_it_is_written(engine):
    engine.rebuild(
        [
            product(1, "Linen Shirts", german="Hemden für Größen", brand="Nordhem"),
            product(2, "Linen dress", category="Dresses", attributes="navy", description="Unseen"),
        ]
    )
    vocabulary = engine.words("en")
    assert vocabulary["linen"] == 2
    assert vocabulary["shirts"] == vocabulary["nordhem"] == vocabulary["navy"] == 1
    assert "unseen" not in vocabulary
    assert "größen" in engine.words("de")


HOSTILE = [
    "x" * 100_000,
    "a b c " * 2_000,
    'name:"x" AND (',
    "*", "?", "~", "^", "\\", "\\\\ \"", "/.*/", "[a TO b]", "-lamp", "+lamp", "lamp~2 lamp^9",
    "\x00", "la\x00mp", "\ud7ff￾", "😀 lamp", "‮lamp", "(((((((((", "lamp OR 1=1; --",
    "{{ lamp }}", "<script>", "%s %n", "AND OR NOT", "_id:*", "p" * 61, ".*", "a{1,99999}",
]  # fmt: skip


@pytest.fixture(scope="module")
def lamps(shared_engine):
    shared_engine.rebuild([product(1, "Lamp"), product(2, "Chair")])
    return shared_engine


@pytest.mark.parametrize("prefix", [False, True])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_no_words_whatever_they_are_upset_an_engine(lamps, text, prefix):
    for required in (0, 1, 5):
        one = TermGroup((Term(text),), is_prefix=prefix)
        lamps.find(everything(groups=(one,), required=required, facets=("brand",)))
        lamps.find(words(text, required=required, prefix=prefix))
    assert ids(lamps.find(words("lamp"))) == [1]


@pytest.mark.parametrize("text", ["!!!", "*", "\x00", " ", ""])
def test_what_has_no_letters_is_left_out_and_alone_finds_nothing(lamps, text):
    nothing = TermGroup((Term(text),))
    assert lamps.find(everything(groups=(nothing,), required=1)).total == 0
    lamp = TermGroup((Term("lamp"),))
    assert ids(lamps.find(everything(groups=(lamp, nothing), required=2))) == [1]
