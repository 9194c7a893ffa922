"""Cutting a message into its wishes: "where is my order and do you have lamps" asks two things.

A message is cut only where every part, read by itself, is surely something else than the part
beside it; all else stays whole. A "yes" or "no" beside a wish is no wish of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from assistant.algorithms.words import words_of

MOST_WISHES = 3
MOST_PARTS = 8
MOST_FOR_FOUR = 5
"""Parts of a message that may also be four groups, of which one is a mere "yes"."""
SURE = 0.5
"""Chance that each part must have to stand alone."""
SURELY_POLITE = 0.8
SHORTEST = 2
"""Words of a part, unless a sentence ends before or after it."""
POLITE = frozenset({"greet", "thank", "leave"})
"""Intents that may be said in one word."""
ANSWERS = frozenset({"affirm", "deny"})
"""Intents that are no wish of their own beside another: "yes, add the second"."""

_SENTENCE = r"[.!?;\n]+(?=\s|$)\s*"
_JOINT = (
    r"\s*,\s*(?:and|und|et|but|aber|mais)?\s*|\s+(?:and|und|et|&|\+|but|aber|mais)\s+"
    r"|\s+(?=(?:also|then|plus|außerdem|ausserdem|dann|danach|aussi|puis|ensuite)\s)"
)
_CUT = re.compile(f"({_SENTENCE})|{_JOINT}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """A part of a message as it was read by itself."""

    text: str
    intent: str
    chance: float
    passes: bool


Reader = Callable[[str], Read]


def wishes_of(text: str, read: Reader) -> list[Read]:
    """The wishes of a message, in order; at least one, of at most ``MOST_WISHES``.

    ``read`` reads a text by itself; ``passes`` says whether it is likely enough to act on. A
    greeting that begins a message is a wish beside them.
    """
    parts = _parts(text)
    if len(parts) < 2:
        return [read(text.strip())]
    first = read(parts[0].of(text))
    if first.intent in POLITE and first.passes and first.chance >= SURELY_POLITE:
        rest = [one for one in _cut(text, parts[1:], read) if one.intent != first.intent]
        return [first, *rest] if any(one.passes for one in rest) else [first]
    return _cut(text, parts, read)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a message."""

    begin: int
    end: int

    def of(self, text: str) -> str:
        return text[self.begin : self.end].strip()


def _cut(text: str, parts: Sequence[_Part], read: Reader) -> list[Read]:
    whole = read(_Part(parts[0].begin, parts[-1].end).of(text))
    best, best_score = [whole], -1.0
    for cut in _groupings(parts):
        groups = _without_answers([read(part.of(text)) for part in cut])
        if not _stands(groups):
            continue
        score = min(group.chance for group in groups) - 0.01 * len(cut)
        if score > best_score:
            best, best_score = groups, score
    return best if len(best) > 1 or _is_surer_alone(whole, best) else [whole]


def _parts(text: str) -> list[_Part]:
    """The stretches between sentence ends and joints, with nothing empty."""
    found, last = [], 0
    for cut in _CUT.finditer(text):
        found.append(_Part(last, cut.start()))
        last = cut.end()
    found.append(_Part(last, len(text)))
    return [part for part in found if words_of(part.of(text))][:MOST_PARTS]


def _groupings(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Ways to lay neighbouring parts together into two, three or four groups."""
    size = len(parts)
    cuts = [
        cut
        for groups in range(1, MOST_WISHES + 1 if size <= MOST_FOR_FOUR else MOST_WISHES)
        for cut in combinations(range(1, size), groups)
    ]
    return [
        [_Part(parts[begin].begin, parts[end - 1].end) for begin, end in pairwise((0, *cut, size))]
        for cut in cuts
    ]


def _without_answers(groups: Sequence[Read]) -> list[Read]:
    """Without a "yes" anywhere, and a "thanks" at the end, beside a wish."""
    wanted = [group for group in groups if not (group.intent in ANSWERS and group.passes)]
    if len(wanted) > 1 and wanted[-1].intent in POLITE and wanted[0].intent not in POLITE:
        wanted = wanted[:-1]
    return wanted or [groups[0]]


def _stands(groups: Sequence[Read]) -> bool:
    if len(groups) > MOST_WISHES or not all(group.passes for group in groups):
        return False
    if any(one.intent == other.intent for one, other in pairwise(groups)):
        return False
    return len(groups) == 1 or all(_stands_alone(group) for group in groups)


def _stands_alone(group: Read) -> bool:
    is_long = len(words_of(group.text)) >= SHORTEST or group.intent in POLITE
    return group.chance >= SURE and is_long


def _is_surer_alone(whole: Read, alone: Sequence[Read]) -> bool:
    """Whether one wish is left that is surer without its "yes"."""
    return alone[0].chance > whole.chance
