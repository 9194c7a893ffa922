"""Lessons with a gap for goods, filled with some: known goods and such as no list has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.algorithms.intent_fitting import FOLDS, Case
from assistant.algorithms.lexicon import Lexicon

GAP = re.compile(r"\{(things?)\}")
_PLURALS = {"en": "s", "de": "n", "fr": "s"}
UNLISTED_OF = 3
"""One name of so many is kept out of the list while it is learned: a shop sells what none has."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A way to say an intent; ``{thing}`` and ``{things}`` stand for any goods."""

    text: str
    language: str
    intent: str


def cases_of(
    lessons: Sequence[Lesson],
    names: Mapping[str, Sequence[str]],
    concepts: Mapping[str, str],
) -> tuple[list[Case], Lexicon]:
    """Cases to learn from, and what words are known to mean while it is learned.

    A lesson with a gap becomes two: one with goods that are listed, one with goods that are not.
    All of one wording are of one fold. The same lessons give the same cases.
    """
    listed = {
        language: [name for name in each if not _is_unlisted(name)]
        for language, each in names.items()
    }
    unlisted = {
        language: [name for name in each if _is_unlisted(name)] for language, each in names.items()
    }
    cases = []
    for source, lesson in enumerate(lessons):
        fold = _number(lesson.text) % FOLDS
        pools = (listed, unlisted) if GAP.search(lesson.text) else (listed,)
        cases += [
            Case(_filled(lesson, pool.get(lesson.language, ())), lesson.intent, fold, source)
            for pool in pools
        ]
    return cases, Lexicon.of((name for each in listed.values() for name in each), concepts)


def _filled(lesson: Lesson, names: Sequence[str]) -> str:
    def fill(found: re.Match[str]) -> str:
        if not names:
            return ""
        name = names[_number(f"{lesson.text}{found.start()}") % len(names)]
        return name + (_PLURALS.get(lesson.language, "") if found.group(1) == "things" else "")

    return GAP.sub(fill, lesson.text)


def _is_unlisted(name: str) -> bool:
    return _number(name) % UNLISTED_OF == 0


def _number(text: str) -> int:
    """Alike in every process, unlike ``hash``."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
