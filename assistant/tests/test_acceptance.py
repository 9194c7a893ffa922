"""Messages written apart from the lessons are understood; what no shop can do is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.understanding.judging import answer, marks, read_suite
from assistant.understanding.serving import read

SUITE = Path(__file__).parent / "suite"

pytestmark = pytest.mark.django_db


def test_the_shipped_lessons_reach_the_bar():
    judge = read_suite(SUITE / "judge.tsv")
    assert len(judge) >= 300
    found = marks(answer(judge, lambda text, language: read(text, language=language)))
    assert found.right >= 0.85, found
    assert found.kept >= 0.93, found
    assert found.refused >= 0.75, found


def test_what_may_be_looked_at_and_what_judges_have_nothing_in_common():
    judge, look = (read_suite(SUITE / name) for name in ("judge.tsv", "look.tsv"))
    assert not {one.text for one in judge} & {one.text for one in look}
