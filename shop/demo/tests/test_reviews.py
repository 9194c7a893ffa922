"""Reviews read as if people wrote them, and mean what their stars say."""

import re
from itertools import product

import numpy as np
import pytest

from catalog.illustrations import Kind
from shop.demo.range import RANGE
from shop.demo.reviews import author_name, write_review
from shop.demo.reviews.asides import CIRCUMSTANCES, ENDINGS
from shop.demo.reviews.moods import Mood
from shop.demo.reviews.openings import OPENINGS, TITLES

ASPECTS = ("quality", "fit", "value", "delivery", "looks")

PRAISE = re.compile(
    r"\b(love(ly|d|s)?|perfect(ly)?|great|excellent|beautiful(ly)?|gorgeous|happy|happier|glad"
    r"|pleased|delighted|wonderful(ly)?|best|better|good|nice(r|ly)?|recommend|comfortable"
    r"|pretty|prettier|bargain|favourite|thank you|buy again|worth every|solid|sturdy|joy"
    r"|five stars|couldn't be)\b",
    re.IGNORECASE,
)
COMPLAINT = re.compile(
    r"\b(disappoint\w*|refund|returned|money back|avoid|broke|broken|faulty|waste|never again"
    r"|cheap|careless|useless|unwearable|undrinkable|overpriced|cracked|sagg?s|rust\w*"
    r"|don't bother|rubbish|wrong|tore|ripped)\b",
    re.IGNORECASE,
)


def written(*, rating: int | None = None, count: int = 2000) -> list[tuple[str, str]]:
    """Reviews of the whole range, about everything."""
    reviews = []
    for number in range(count):
        rng = np.random.default_rng([5, number])
        item = RANGE[number % len(RANGE)]
        reviews.append(
            write_review(
                kind=item.kind,
                shelf=item.shelf,
                rating=rating or int(rng.integers(1, 6)),
                aspect=ASPECTS[int(rng.integers(len(ASPECTS)))],
                rng=rng,
            )
        )
    return reviews


def test_two_thousand_reviews_are_hardly_ever_alike():
    texts = [text for _title, text in written()]
    assert len(set(texts)) >= 1500


def test_reviews_have_one_to_a_few_sentences_and_no_holes():
    for title, text in written():
        assert 5 <= len(text) <= 600
        assert len(title) <= 120
        assert text[0].isupper()
        assert not re.search(r"[{}]|  |\bthey is\b|\bit are\b|\bthese \w+ is\b", f"{title} {text}")


def test_one_star_never_reads_like_praise():
    for title, text in written(rating=1):
        assert not PRAISE.search(f"{title}. {text}"), (title, text)


def test_five_stars_never_read_like_a_complaint():
    for title, text in written(rating=5):
        assert not COMPLAINT.search(f"{title}. {text}"), (title, text)


def test_the_word_lists_recognise_what_they_guard_against():
    """Else the two tests above could not fail."""
    assert any(PRAISE.search(text) for _title, text in written(rating=5, count=50))
    assert any(COMPLAINT.search(text) for _title, text in written(rating=1, count=50))


def test_circumstances_take_no_side():
    for sentence in CIRCUMSTANCES:
        assert not PRAISE.search(sentence)
        assert not COMPLAINT.search(sentence)


def test_every_topic_and_mood_has_words():
    for topic, mood in product(OPENINGS, Mood):
        assert len(set(OPENINGS[topic][mood])) >= 4
        assert len(set(TITLES[topic][mood])) >= 3
    assert all(len(ENDINGS[mood]) >= 6 for mood in Mood)


@pytest.mark.parametrize("rating", range(1, 6))
@pytest.mark.parametrize("aspect", ASPECTS)
def test_any_product_can_be_reviewed_in_any_mood(rating, aspect):
    for number, item in enumerate(RANGE):
        _title, text = write_review(
            kind=item.kind,
            shelf=item.shelf,
            rating=rating,
            aspect=aspect,
            rng=np.random.default_rng([rating, number]),
        )
        assert text


def test_reviews_speak_of_the_goods():
    texts = [
        write_review(
            kind=Kind.SOFA,
            shelf="furniture",
            rating=1,
            aspect="quality",
            rng=np.random.default_rng(number),
        )[1]
        for number in range(60)
    ]
    assert any("sags in the middle" in text for text in texts)
    assert not any("battery" in text for text in texts)


def test_same_random_state_same_review():
    first, second = (
        write_review(
            kind=Kind.MUG,
            shelf="mugs-and-cups",
            rating=4,
            aspect="looks",
            rng=np.random.default_rng(8),
        )
        for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("rating", [0, 6])
def test_a_rating_outside_one_to_five_is_refused(rating):
    with pytest.raises(ValueError, match=str(rating)):
        write_review(
            kind=Kind.MUG,
            shelf="mugs-and-cups",
            rating=rating,
            aspect="looks",
            rng=np.random.default_rng(8),
        )


def test_authors_show_a_given_name_and_an_initial():
    names = [author_name(np.random.default_rng(number)) for number in range(200)]
    assert all(re.fullmatch(r"[^\W\d_]+ [^\W\d_]\.", name) for name in names)
    assert len(set(names)) >= 120
