"""The judged questions: enough of them, all answerable, and each part of understanding earns its
place on the demo's catalogue."""

import pytest

from benchmarks.search_catalogues import demo
from benchmarks.search_judging import Judgement, ndcg, read_judgements
from benchmarks.search_relevance import JUDGEMENTS, PLAIN, WHOLE, court, mean


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    return court(demo(), tmp_path_factory.mktemp("relevance"))


def test_there_are_enough_questions_of_every_kind():
    questions = [
        judgement
        for file in ("demo-en", "demo-de", "retail-en")
        for judgement in read_judgements(JUDGEMENTS / f"{file}.txt", language=file[-2:])
    ]

    assert len(questions) >= 150
    assert {one.kind for one in questions} >= {
        "typo", "synonym", "attribute", "price", "plural", "sku", "german",
    }  # fmt: skip


def test_understanding_beats_plain_words_and_leaves_no_list_empty(judged):
    plain, whole = judged.judge(PLAIN), judged.judge(WHOLE)

    assert mean(whole, lambda one: one.ndcg) >= mean(plain, lambda one: one.ndcg) + 0.2
    assert mean(whole, lambda one: one.good) >= mean(plain, lambda one: one.good) + 0.2
    assert not any(one.is_empty for one in whole)


@pytest.mark.parametrize(
    ("grades", "every", "expected"),
    [([3, 1], [3, 1, 0], 1.0), ([], [3], 0.0), ([0, 3], [3, 0], 0.6309), ([3], [0], 0.0)],
)
def test_gain_is_discounted_and_normalised(grades, every, expected):
    assert ndcg(grades, every) == pytest.approx(expected, abs=1e-4)


def test_judgements_are_rules_over_facts(tmp_path):
    file = tmp_path / "rules.txt"
    file.write_text(
        "# a comment\n@RED = poppy, berry\n"
        "price | red mug | 3: kind=mug & colour=@RED & price<=15; 1: kind=mug & !name~plain\n"
    )

    [judgement] = read_judgements(file, language="en")

    assert isinstance(judgement, Judgement)
    assert judgement.grade({"kind": ("mug",), "colour": ("berry",), "price": ("14.9",)}) == 3
    assert judgement.grade({"kind": ("mug",), "name": ("Bold mug",), "price": ("20",)}) == 1
    assert judgement.grade({"kind": ("mug",), "name": ("Plain mug",)}) == 0


def test_a_line_that_says_nothing_is_refused(tmp_path):
    file = tmp_path / "rules.txt"
    file.write_text("price | red mug | 3: mug\n")

    with pytest.raises(ValueError, match="not a fact"):
        read_judgements(file, language="en")
