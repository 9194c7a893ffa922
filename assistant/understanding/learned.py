"""Intents and languages learned together: what a version of ``assistant-intents`` is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.algorithms import intent_fitting, intents, language
from assistant.algorithms.intents import IntentModel
from assistant.algorithms.language import LanguageModel
from assistant.algorithms.lexicon import Lexicon
from assistant.algorithms.phrases import GAP, Lesson, cases_of
from mlops.artifacts import Array


@dataclass(frozen=True, slots=True)
class Learned:
    """What reads a message."""

    intents: IntentModel
    languages: LanguageModel


def learn(
    lessons: Sequence[Lesson], names: Mapping[str, Sequence[str]], concepts: Mapping[str, str]
) -> Learned:
    """Learn from lessons; the same lessons give the same model.

    Raises:
        ValueError: fewer than two intents.
    """
    cases, lexicon = cases_of(lessons, names, concepts)
    model = intent_fitting.fit(cases, lexicon)
    whole = Lexicon.of((name for each in names.values() for name in each), concepts)
    texts = [*_texts(lessons), *((name, key) for key, each in names.items() for name in each)]
    return Learned(replace(model, lexicon=whole), language.fit(texts))


def _texts(lessons: Sequence[Lesson]) -> Iterator[tuple[str, str]]:
    return ((GAP.sub(" ", lesson.text), lesson.language) for lesson in lessons)


def to_arrays(learned: Learned) -> dict[str, Array]:
    """As plain arrays."""
    return {**intents.arrays_of(learned.intents), **language.arrays_of(learned.languages)}


def from_arrays(arrays: Mapping[str, Array]) -> Learned:
    """The inverse of ``to_arrays``.

    Raises:
        KeyError: an array is missing.
        ValueError: they do not belong together.
    """
    return Learned(intents.from_arrays(arrays), language.from_arrays(arrays))
