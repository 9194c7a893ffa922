"""What a message was understood as: its wishes, each with an intent and what it names."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.kinds import Intent, Language


@dataclass(frozen=True, slots=True)
class Slots:
    """What a wish names; empty where it names nothing. Amounts in major units, as they were said.

    ``words`` describe products without prices and filler; ``places`` are of products shown before
    ("the second one" is 2); ``order_number`` is as it was written.
    """

    words: str = ""
    price_from: float | None = None
    price_to: float | None = None
    order_number: str = ""
    quantity: int | None = None
    places: tuple[int, ...] = ()
    email: str = ""
    cheapest: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent with its calibrated probability."""

    intent: Intent
    confidence: float


@dataclass(frozen=True, slots=True)
class Wish:
    """One of the things that a message asks for; ``guesses`` are the likeliest, best first.

    ``intent`` is ``Intent.NONE`` where none is likely enough to act on.
    """

    text: str
    intent: Intent
    confidence: float
    guesses: tuple[Guess, ...] = ()
    slots: Slots = field(default_factory=Slots)


@dataclass(frozen=True, slots=True)
class Reading:
    """A message, understood. ``model_version`` says by which intents, for the record."""

    text: str
    language: Language
    wishes: tuple[Wish, ...]
    model_version: str = ""
