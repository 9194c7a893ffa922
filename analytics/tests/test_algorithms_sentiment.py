"""Words of shoppers: parted, weighed, and told what they are about."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.aspects import Aspect, aspects_of
from analytics.algorithms.sentiment import RatedText, fit, parts_of, placements
from analytics.algorithms.wording import clauses, terms

GOOD = ("Beautiful colour.", "Soft and warm.", "Works perfectly.", "Well made.", "Great value.")
BAD = (
    "It broke at once.",
    "Arrived late and torn.",
    "Not well made.",
    "Useless.",
    "A scratchy mess.",
)
MIXED = ("Beautiful colour, but it broke at once.", "Works perfectly. Arrived late and torn.")


def _reviews():
    return [
        *(RatedText("", f"{one} {other}", 5) for one in GOOD for other in GOOD),
        *(RatedText("", f"{one} {other}", 1) for one in BAD for other in BAD),
        *(RatedText("", text, 3) for text in MIXED * 5),
    ]


def test_a_sentence_that_changes_its_mind_is_two():
    text = "Lovely colour, but the zip broke!  Sent it back. Leider zu klein"
    assert [text[c.begin : c.end] for c in clauses(text)] == [
        "Lovely colour", "but the zip broke", "Sent it back", "Leider zu klein",
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_clauses_lie_in_order_within_the_text_and_each_has_a_word(text):
    end = 0
    for clause in clauses(text):
        assert end <= clause.begin < clause.end <= len(text)
        assert terms(text[clause.begin : clause.end])
        end = clause.end


def test_pairs_tell_not_good_from_good():
    assert terms("Isn’t good 5") == ["isn't", "good", "isn't good"]


def test_a_clause_is_judged_by_its_own_words():
    model = fit(_reviews())
    praise, complaint, empty = model.scores(["Beautiful colour", "it broke", "Xylophone"])
    assert praise > 0.2 > -0.2 > complaint
    assert empty == 0
    assert (np.abs(model.scores([*GOOD, *BAD])) <= 1).all()


def test_a_pair_turns_the_word_it_holds():
    model = fit(_reviews())
    assert model.scores(["Not well made"])[0] < 0 < model.scores(["Well made"])[0]


def test_reviews_are_the_mean_of_what_they_say():
    model = fit(_reviews())
    parts = parts_of("Well made", "It broke at once.")
    assert model.review_scores([parts, []]).tolist() == pytest.approx(
        [model.scores(parts).mean(), 0.0]
    )


def test_the_same_reviews_make_the_same_model():
    one, other = fit(_reviews()), fit(_reviews())
    assert (one.weights == other.weights).all()
    assert (one.terms == other.terms).all()


def test_words_of_one_review_alone_are_not_kept():
    model = fit([*_reviews(), RatedText("", "Zacharias Zweig came. Zacharias Zweig left.", 1)])
    assert not any("zweig" in term for term in model.terms.tolist())


@pytest.mark.parametrize(
    "reviews",
    [[], [RatedText("", "fine thing", 5)] * 4, [RatedText("", "a", 1), RatedText("", "b", 5)]],
)
def test_where_there_is_no_difference_nothing_is_learned(reviews):
    with pytest.raises(ValueError, match="nothing to learn"):
        fit(reviews)


def test_placements_are_the_area_under_the_curve():
    scores = np.array([0.9, 0.5, 0.5, 0.1])
    content = np.array([True, True, False, False])
    # Of the pairs one is a tie: (0.5 against 0.5), the other three stand right.
    assert placements(scores, content).tolist() == [0.75, 1.0]


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("The seams came apart", {Aspect.QUALITY}),
        ("Too small in the shoulders", {Aspect.FIT}),
        ("overpriced", {Aspect.VALUE}),
        ("The parcel arrived late", {Aspect.DELIVERY}),
        ("Die Farbe ist hässlich", {Aspect.LOOKS}),
        ("Der Akku lädt langsam", {Aspect.USE}),
        ("Customer service never answered", {Aspect.SERVICE}),
        ("Viel zu teuer", {Aspect.VALUE}),
        ("My sister likes it", set()),
        ("A fitting end to the profitable week", {Aspect.FIT}),
    ],
)
def test_aspects_are_told_by_whole_words(text, aspects):
    assert aspects_of(text) == aspects
