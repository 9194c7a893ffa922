"""Spelling, corrected by the words that the catalogue itself uses.

A word that is unknown becomes the known one that a typist most likely meant: noisy channel
(Kernighan, Church & Gale 1990) with the optimal string alignment distance (Damerau 1964), where
a slip to the next key or a doubled letter costs less than another letter, and common words are
likelier than rare ones. Who is in doubt changes nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from .words import fold, stem, without_umlaut_letters

SHORTEST = 4
"""Letters; of three, a third would be guessed."""
TWO_SLIPS_FROM = 7
"""Letters from which two slips are forgiven."""
DOUBT = 0.35
"""How much better than the next the best must be."""
ONE_SLIP, TWO_SLIPS = 1.3, 2.2
"""What a word may cost at most, by how many slips are forgiven."""
COMMON = 0.12
"""What a tenfold count is worth, in slips."""
SLIP, DOUBLED, SWAP = 0.95, 0.7, 0.8
"""A letter too many or too few; one that should (not) be doubled; two in the wrong order."""
NEAR_SLIP, FAR_SLIP = 0.75, 1.1
"""A letter for one beside it on the keyboard or of a like sound; for any other."""
SHORTEST_PART = 3
"""Letters of a part of a split word."""

_KEYBOARDS = {
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "de": ("qwertzuiop", "asdfghjkl", "yxcvbnm"),
}
_SOUNDS = frozenset({("i", "y"), ("c", "k"), ("c", "s"), ("s", "z"), ("f", "v"), ("a", "e"),
                     ("e", "i"), ("v", "w"), ("t", "d"), ("o", "u")})  # fmt: skip
_LINKS = {"de": ("", "s", "n", "en", "es", "e")}


@lru_cache(maxsize=4)
def _neighbours(language: str) -> Mapping[str, frozenset[str]]:
    """Keys beside each key of a language's keyboard (rows are shifted by half a key)."""
    rows = _KEYBOARDS.get(language[:2], _KEYBOARDS["en"])
    beside: dict[str, set[str]] = defaultdict(set)
    for height, row in enumerate(rows):
        for place, key in enumerate(row):
            beside[key] |= set(row[max(0, place - 1) : place + 2]) - {key}
            for other in rows[height + 1 : height + 2]:
                for below in other[max(0, place - 1) : place + 1]:
                    beside[key].add(below)
                    beside[below].add(key)
    return {key: frozenset(keys) for key, keys in beside.items()}


class Speller:
    """Corrects words by ``counts`` (known word -> how many products have it).

    ``also_known`` are words that are never corrected but that nothing is corrected to either,
    unless they are counted, too.
    """

    def __init__(
        self, counts: Mapping[str, int], *, language: str, also_known: Collection[str] = ()
    ) -> None:
        self._language = language
        self._counts: dict[str, int] = {}
        self._written: dict[str, str] = {}
        self._stems: set[str] = set()
        self._by_start: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._by_two: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._past_first: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in sorted(counts, key=lambda one: (-counts[one], one)):
            self._learn(word, counts[word])
        for word in also_known:
            self._stems.add(stem(word, language))

    def _learn(self, word: str, count: int) -> None:
        key = fold(word)
        if not key:
            return
        is_new = key not in self._counts
        self._counts[key] = self._counts.get(key, 0) + max(1, count)
        self._written.setdefault(key, word)
        self._stems.add(stem(key, self._language))
        if is_new and key.isalpha() and len(key) >= SHORTEST - 1:
            self._by_start[len(key), key[0]].append(key)
            self._by_two[len(key), key[:2]].append(key)
            self._past_first[len(key), key[1:3]].append(key)

    def knows(self, word: str) -> bool:
        """Whether the catalogue has the word, in this form or another of the same stem."""
        key = fold(word)
        return key in self._counts or stem(key, self._language) in self._stems

    def written(self, word: str) -> str:
        """A known word as the catalogue writes it (``crepe`` as ``crêpe``), else as it is."""
        key = fold(word)
        return self._written.get(key) or self._written.get(without_umlaut_letters(key), word)

    def correct(self, word: str) -> str | None:
        """What was meant by an unknown word: a word, or two with a space; None where in doubt.

        A known word, a number, a code (letters with digits) and what is shorter than ``SHORTEST``
        are left alone.
        """
        key = fold(word)
        if not key.isalpha() or self.knows(word):
            return None
        plain = without_umlaut_letters(key)
        if plain != key and self.knows(plain):
            return self.written(plain)
        if len(key) < SHORTEST:
            return None
        best, cost = self._nearest(key) or ("", math.inf)
        if cost > ONE_SLIP and (pair := self._split(key)):
            return pair
        return self._written[best] if best else None

    def _nearest(self, key: str) -> tuple[str, float] | None:
        """The likeliest known word and what it costs; None where none is likely, or several."""
        slips = 2 if len(key) >= TWO_SLIPS_FROM else 1
        near = process.extract(
            key, self._candidates(key, slips), scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        ranked = sorted((self._cost(key, other), other) for other, _distance, _index in near)
        if not ranked:
            return None
        cost, best = ranked[0]
        if cost > (ONE_SLIP if slips == 1 else TWO_SLIPS):
            return None
        family = stem(best, self._language)
        rivals = [other for rival, other in ranked[1:] if rival - cost < DOUBT]
        if any(stem(other, self._language) != family for other in rivals):
            return None
        return best, cost

    def _candidates(self, key: str, slips: int) -> set[str]:
        """Words of nearly this length that begin with its letter, or would but for one slip there:
        a letter too many, two swapped, a wrong one, one too few."""
        found: set[str] = set()
        for length in range(len(key) - slips, len(key) + slips + 1):
            found.update(self._by_start.get((length, key[0]), ()))
            for two in (key[1:3], key[1] + key[0]):
                found.update(self._by_two.get((length, two), ()))
            for two in (key[1:3], key[:2]):
                found.update(self._past_first.get((length, two), ()))
        return found

    def _cost(self, typed: str, meant: str) -> float:
        """Slips from ``meant`` to ``typed``, each by how easily it happens, less the count's."""
        cost = _cost_of_slips(typed, meant, _neighbours(self._language))
        if typed[0] != meant[0]:
            cost += 0.4
        return cost - COMMON * math.log10(self._counts[meant])

    def _split(self, key: str) -> str | None:
        """Two known words that were written as one (``tablecloth``), the likeliest pair."""
        links = _LINKS.get(self._language[:2], ("",))
        best: tuple[float, str] | None = None
        for cut in range(SHORTEST_PART, len(key) - SHORTEST_PART + 1):
            tail = key[cut:]
            for head in _without_links(key[:cut], links):
                if not (head in self._counts and self.knows(tail)):
                    continue
                worth = math.log1p(self._counts[head]) + math.log1p(self._counts.get(tail, 1))
                pair = f"{self._written[head]} {self.written(tail)}"
                best = max(best or (worth, pair), (worth, pair))
        return best[1] if best else None

    def joined(self, first: str, second: str) -> str | None:
        """Two words that the catalogue writes as one (``tea pot``), or None."""
        key = fold(first) + fold(second)
        return self._written[key] if key in self._counts and len(key) >= 2 * SHORTEST_PART else None


def _without_links(head: str, links: Iterable[str]) -> list[str]:
    """The head of a compound without the letters that join it (``geburtstags`` + ``karte``)."""
    return [
        head.removesuffix(link)
        for link in links
        if head.endswith(link) and len(head) - len(link) >= SHORTEST_PART
    ]


def _cost_of_slips(typed: str, meant: str, beside: Mapping[str, frozenset[str]]) -> float:
    edits = Levenshtein.editops(typed, meant)
    swaps = len(edits) - OSA.distance(typed, meant)
    if swaps > 0:
        return SWAP * swaps + SLIP * (len(edits) - 2 * swaps)
    return sum(_cost_of_slip(one.tag, one.src_pos, one.dest_pos, typed, meant, beside)
               for one in edits)  # fmt: skip


def _cost_of_slip(
    tag: str, at: int, to: int, typed: str, meant: str, beside: Mapping[str, frozenset[str]]
) -> float:
    """A replaced letter, one too many (``delete``) or one too few, from typed to meant."""
    if tag == "replace":
        pair = (typed[at], meant[to])
        is_easy = pair in _SOUNDS or pair[::-1] in _SOUNDS or pair[1] in beside.get(pair[0], ())
        return NEAR_SLIP if is_easy else FAR_SLIP
    text, place = (typed, at) if tag == "delete" else (meant, to)
    is_doubled = text[place] in text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return DOUBLED if is_doubled else SLIP
