"""Cutting a message into its wishes: "where is my order and do you have lamps" asks two things.

A message is cut only where every part, read by itself, is surely something else than the part
beside it; all else stays whole. Greetings and thanks beside a wish are no wish of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.algorithms.words import words_of

MOST_WISHES = 3
MOST_PARTS = 8
SURE = 0.45
"""Chance that each part must have to stand alone."""
SHORTEST = 2
"""Words of a part, unless a sentence ends before or after it."""
POLITE = frozenset({"greet", "thank", "leave", "affirm", "deny"})
"""Intents that are no wish of their own beside another."""

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

    ``read`` reads a text by itself; ``passes`` says whether it is likely enough to act on.
    """
    whole = read(text.strip())
    parts = _parts(text)
    if len(parts) < 2:
        return [whole]
    best, best_score = [whole], -1.0
    for cut in _groupings(parts):
        groups = _without_politeness([read(part) for part in cut])
        if not _stands(groups):
            continue
        score = min(group.chance for group in groups) - 0.01 * len(cut)
        if score > best_score:
            best, best_score = groups, score
    return best if len(best) > 1 or _adds_politeness(whole, best) else [whole]


def _parts(text: str) -> list[str]:
    """The text between sentence ends and joints, with nothing empty."""
    found, last = [], 0
    for cut in _CUT.finditer(text):
        found.append(text[last : cut.start()])
        last = cut.end()
    found.append(text[last:])
    return [part.strip() for part in found if words_of(part)][:MOST_PARTS]


def _groupings(parts: Sequence[str]) -> list[list[str]]:
    """Ways to lay neighbouring parts together into two, three or four groups."""
    size = len(parts)
    cuts: list[tuple[int, ...]] = [(one,) for one in range(1, size)]
    cuts += [(one, two) for one in range(1, size) for two in range(one + 1, size)]
    cuts += [
        (one, two, three)
        for one in range(1, size)
        for two in range(one + 1, size)
        for three in range(two + 1, size)
        if size <= MOST_WISHES + 2
    ]
    return [
        [", ".join(parts[begin:end]) for begin, end in pairwise((0, *cut, size))] for cut in cuts
    ]


def _without_politeness(groups: Sequence[Read]) -> list[Read]:
    wanted = [group for group in groups if not (group.intent in POLITE and group.passes)]
    return wanted or [groups[0]]


def _stands(groups: Sequence[Read]) -> bool:
    if len(groups) > MOST_WISHES or not all(group.passes for group in groups):
        return False
    if any(one.intent == other.intent for one, other in pairwise(groups)):
        return False
    return len(groups) == 1 or all(
        group.chance >= SURE and len(words_of(group.text)) >= SHORTEST for group in groups
    )


def _adds_politeness(whole: Read, alone: Sequence[Read]) -> bool:
    """Whether one wish is left that is surer without its "hello"."""
    return alone[0].chance > whole.chance
