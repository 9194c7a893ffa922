"""What to ask instead where too little was found, step by step: a list is never empty for a word.

Strict AND finds nothing for half of real questions, OR alone buries what was meant; so all words
are asked for first, then most of them (coverage), then what was taken for filters is looked for as
words, the price is let go, and at last any word will do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.query import NO_SELECTION, Selection, TermGroup

from .understanding import Understood

ENOUGH = 4
"""Products with which a step of words is good enough to be shown: fewer are a short list."""
ANY = 1
"""With which one is that gives up a filter: rather three red dresses than ten of any colour."""
COVERAGE = 0.5
"""The share of the groups that the second step asks for."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an engine is asked. ``selection`` is only what came from the words.

    It is shown if it finds ``enough``, else the next is asked; ``is_relaxed``: not all that was
    said is kept.
    """

    groups: tuple[TermGroup, ...]
    required: int
    selection: Selection = NO_SELECTION
    enough: int = ANY
    is_relaxed: bool = False


def steps(understood: Understood) -> Iterator[Step]:
    """What to ask, strictest first; each is asked only where those before found too little."""
    asked: set[tuple[tuple[TermGroup, ...], int, str]] = set()
    for step in _all_steps(understood):
        key = (step.groups, step.required, repr(step.selection))
        if key not in asked:
            asked.add(key)
            yield step


def _all_steps(understood: Understood) -> Iterator[Step]:
    groups, whole = understood.groups, understood.whole
    price = Selection(
        price_from=understood.selection.price_from, price_to=understood.selection.price_to
    )
    unpriced = understood.selection.without("price")
    fewer = coverage(understood.required)
    enough = ENOUGH if fewer < understood.required else ANY
    yield Step(groups, understood.required, understood.selection, enough)
    yield Step(groups, fewer, understood.selection, is_relaxed=True)
    yield Step(whole, len(whole), price, is_relaxed=True)
    yield Step(groups, understood.required, unpriced, is_relaxed=True)
    yield Step(whole, coverage(len(whole)), price, is_relaxed=True)
    yield Step(whole, coverage(len(whole)), is_relaxed=True)
    yield Step(whole, min(1, len(whole)), is_relaxed=True)


def coverage(groups: int) -> int:
    """How many of ``groups`` must match where not all do: at least one."""
    return max(min(1, groups), math.ceil(COVERAGE * groups - 1e-9))


def narrowed(step: Step, chosen: Selection) -> Selection:
    """The step's selection under what the shopper chose by hand, which always wins."""
    own = step.selection
    return replace(
        chosen,
        chosen={**own.chosen, **chosen.chosen},
        price_from=own.price_from if chosen.price_from is None else chosen.price_from,
        price_to=own.price_to if chosen.price_to is None else chosen.price_to,
    )
