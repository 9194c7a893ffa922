"""What words are known to mean, in every language: names of goods, and a shop's concepts.

"Paket", "colis" and "parcel" are one concept, so that what is said of it in one language teaches
the others. A slip in a long word is forgiven.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import OSA

from assistant.algorithms.goods import Goods
from assistant.algorithms.words import plain

STAR = "*"
SHORTEST_WITH_SLIP = 5
"""Letters of a word in which one slip is forgiven."""


@dataclass(frozen=True)
class Lexicon:
    """``concepts`` are by plain word, or by a stem that ends with a star."""

    goods: Goods = field(default_factory=Goods)
    concepts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str], concepts: Mapping[str, str]) -> Lexicon:
        """By names of goods, and by each concept's words in one text."""
        found: dict[str, str] = {}
        for concept, words in concepts.items():
            for word in words.split():
                stem = plain(word.removesuffix(STAR))
                found.setdefault(stem + STAR if word.endswith(STAR) else stem, concept)
        return cls(Goods.named(names), found)

    def concept(self, word: str) -> str:
        """The concept of a plain word, empty where it has none."""
        known = self._remembered.get(word)
        if known is None:
            known = self._look_up(word)
            if len(self._remembered) < MOST_REMEMBERED:
                self._remembered[word] = known
        return known

    def _look_up(self, word: str) -> str:
        if exact := self.concepts.get(word):
            return exact
        for size in range(len(word), 2, -1):
            if found := self.concepts.get(word[:size] + STAR):
                return found
        if len(word) < SHORTEST_WITH_SLIP or self.goods.has(word):
            return ""
        return next((c for stem, c in self._long if _is_a_slip(word, stem)), "")

    @cached_property
    def _long(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (key, concept)
            for key, concept in self.concepts.items()
            if len(key.removesuffix(STAR)) >= SHORTEST_WITH_SLIP
        )

    @cached_property
    def _remembered(self) -> dict[str, str]:
        return {}


MOST_REMEMBERED = 20_000


def _is_a_slip(word: str, key: str) -> bool:
    """Whether a word is a stem but for one letter; its first letter is seldom the slip."""
    stem = key.removesuffix(STAR)
    if word[0] != stem[0]:
        return False
    if not key.endswith(STAR):
        return abs(len(word) - len(stem)) <= 1 and OSA.distance(word, stem, score_cutoff=1) <= 1
    return any(
        OSA.distance(word[:size], stem, score_cutoff=1) <= 1
        for size in (len(stem) - 1, len(stem), len(stem) + 1)
        if size <= len(word)
    )
