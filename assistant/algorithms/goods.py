"""Which words name goods, whatever a shop sells: a list with its plurals, and German compounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.algorithms.words import plain

SHORTEST_HEAD = 4
"""Letters of the word that a compound may end with: ``schreibtisch`` + ``lampe``."""
SHORTEST_FRONT = 3


@dataclass(frozen=True)
class Goods:
    """Names of goods with their plurals, as ``words.plain`` writes them."""

    forms: frozenset[str] = frozenset()

    @classmethod
    def named(cls, names: Iterable[str]) -> Goods:
        """By names in the singular; those of several words count by their last one in each."""
        return cls(frozenset(form for name in names for form in _forms(plain(name))))

    def has(self, word: str) -> bool:
        """Whether a plain word names goods, alone or at the end of a compound."""
        if word in self.forms:
            return True
        longest = len(word) - SHORTEST_FRONT
        return any(word[-size:] in self.forms for size in range(SHORTEST_HEAD, longest + 1))


def _forms(name: str) -> set[str]:
    """A name and its plurals in English, German and French; some are of no language."""
    found = {name, *(name + end for end in ("s", "es", "e", "n", "en", "er", "ern", "x"))}
    if name.endswith("y"):
        found.add(name[:-1] + "ies")
    if name.endswith("f"):
        found.add(name[:-1] + "ves")
    if name.endswith("fe"):
        found.add(name[:-2] + "ves")
    if name.endswith("al"):
        found.add(name[:-2] + "aux")
    return found
