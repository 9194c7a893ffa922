"""Wishes that one message says in pieces: "a present for my father, at most 50"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.algorithms.matching import words
from assistant.kinds import Intent
from assistant.understanding.reading import Slots, Wish

_LOOKED_FOR = {Intent.FIND_PRODUCTS, Intent.RECOMMEND}
"""Wishes that a price alone belongs to."""


def joined(wishes: Sequence[Wish]) -> list[Wish]:
    """The wishes; one for goods that has no words of its own is part of the one before or after."""
    found: list[Wish] = []
    for wish in wishes:
        if found and _is_part(wish, found[-1]):
            found[-1] = _with(found[-1], wish.slots, f"{found[-1].text}, {wish.text}")
        elif found and _is_compared(wish, found[-1]):
            found[-1] = _compared(found[-1], wish)
        elif found and _is_part(found[-1], wish):
            found[-1] = _with(wish, found[-1].slots, f"{found[-1].text}, {wish.text}")
        else:
            found.append(wish)
    return found


def _is_part(part: Wish, whole: Wish) -> bool:
    return part.intent in _LOOKED_FOR and whole.intent in _LOOKED_FOR and not part.slots.words


def _is_compared(wish: Wish, before: Wish) -> bool:
    """Whether it is nothing but one more name after a comparison: "… and the cobble mug"."""
    names = words(wish.slots.words)
    is_name = bool(names) and len(words(wish.text)) <= len(names) + 1
    is_goods = wish.intent is Intent.FIND_PRODUCTS
    return before.intent is Intent.COMPARE and is_goods and is_name


def _compared(comparison: Wish, wish: Wish) -> Wish:
    named = f"{comparison.slots.words}, {wish.slots.words}"
    text = f"{comparison.text}, {wish.text}"
    return replace(comparison, text=text, slots=replace(comparison.slots, words=named))


def _with(wish: Wish, more: Slots, text: str) -> Wish:
    """The wish with what the other names, where it names nothing itself."""
    own = wish.slots
    slots = replace(
        own,
        price_from=own.price_from if own.price_from is not None else more.price_from,
        price_to=own.price_to if own.price_to is not None else more.price_to,
        quantity=own.quantity if own.quantity is not None else more.quantity,
        places=own.places or more.places,
        cheapest=own.cheapest or more.cheapest,
    )
    return replace(wish, text=text, slots=slots)
