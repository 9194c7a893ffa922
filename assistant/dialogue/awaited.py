"""Whether a message answers the question that the assistant asked before."""

from __future__ import annotations

from assistant.algorithms.matching import best_named
from assistant.dialogue.memory import Asked, Use
from assistant.dialogue.policy import TOOL_OF
from assistant.kinds import Intent
from assistant.understanding.reading import Reading, Wish

# What a bare answer to "what are you looking for?" is easily taken for.
_VAGUE = {Intent.NONE, Intent.FIND_PRODUCTS, Intent.AFFIRM, Intent.RECOMMEND}
SURE = 0.8
"""A wish of its own that is so likely is no answer to a question."""


def use_awaited(asked: Asked, reading: Reading) -> Use | None:
    """What the answer leads to; None where the message is about something else."""
    if (option := asked.option(reading.text)) is not None:
        return option.use
    if len(reading.wishes) > 1:
        return None
    wish = reading.wishes[0] if reading.wishes else Wish(reading.text, Intent.NONE, 0.0)
    if (use := _option_named(asked, reading.text, wish)) is not None:
        return use
    if asked.free is not None and _may_fill(wish, asked.free.use):
        use = asked.free.filled(wish.slots.words or reading.text)
        number = wish.slots.quantity
        return use if number is None else Use(use.tool, {**use.arguments, "quantity": number})
    return None


def is_turned_down(reading: Reading) -> bool:
    """Whether the whole message is a no."""
    return [wish.intent for wish in reading.wishes] == [Intent.DENY]


def _option_named(asked: Asked, text: str, wish: Wish) -> Use | None:
    """By its place, by its name within more words, or by a plain yes where there is one only."""
    option = asked.option_at(wish.slots.places)
    if option is not None and _may_be_of(wish, option.use.tool):
        return option.use
    places = best_named(text, [one.label for one in asked.options])
    if len(places) == 1:
        return asked.options[places[0]].use
    if wish.intent is Intent.AFFIRM and len(asked.options) == 1:
        return asked.options[0].use
    return None


def _may_be_of(wish: Wish, tool: str) -> bool:
    """Whether "the first one" is one of the options, and not something else wanted of products."""
    is_other = wish.intent in TOOL_OF and TOOL_OF[wish.intent] != tool
    return not is_other or wish.confidence < SURE


def _may_fill(wish: Wish, use: Use) -> bool:
    """Whether a message says what was asked for: what is looked for, or of a known product which.

    Of a known product it is a word or two that mean nothing by themselves ("M"); a wish that is
    plain by itself is another one.
    """
    if wish.intent is Intent.NONE or TOOL_OF.get(wish.intent) == use.tool:
        return True
    if wish.intent in _VAGUE and "product_id" not in use.arguments:
        return True
    return wish.intent is not Intent.DENY and wish.confidence < SURE and not wish.slots.places
