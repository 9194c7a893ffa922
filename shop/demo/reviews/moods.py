"""How a reviewer feels, what they talk about, and what they hold in their hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from catalog.illustrations import Kind


class Mood(Enum):
    """The feeling behind a rating; the value is the rating."""

    ANGRY = 1
    LET_DOWN = 2
    MIXED = 3
    PLEASED = 4
    GLOWING = 5


class Topic(StrEnum):
    """What a review mostly speaks of: clothes fit a body, furniture a place, tea has a taste."""

    QUALITY = "quality"
    FIT = "fit"
    SIZE = "size"
    VALUE = "value"
    DELIVERY = "delivery"
    LOOKS = "looks"
    TASTE = "taste"


Sentences = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is said of some goods: good points, small complaints, and what went wrong."""

    praise: Sentences = ()
    quibbles: Sentences = ()
    faults: Sentences = ()

    def __add__(self, other: Remarks) -> Remarks:
        return Remarks(
            self.praise + other.praise,
            self.quibbles + other.quibbles,
            self.faults + other.faults,
        )


_NAMES: Mapping[Kind, str] = {
    Kind.SWEATER: "jumper",
    Kind.SNEAKER: "sneakers",
    Kind.BOOT: "boots",
    Kind.GLOVES: "mittens",
    Kind.JUMBO_BAG: "bag",
    Kind.SMART_WATCH: "watch",
    Kind.GAME_CONTROLLER: "controller",
    Kind.FAIRY_LIGHTS: "lights",
    Kind.T_LIGHT_HOLDER: "tea-light holder",
    Kind.TEA_TOWEL: "tea towels",
    Kind.HOT_WATER_BOTTLE: "hot-water bottle",
    Kind.BOOK: "notebook",
    Kind.GIFT_WRAP: "wrapping paper",
    Kind.SOFT_TOY: "cuddly toy",
    Kind.TRAIN: "wooden train",
    Kind.MONEY_BANK: "money box",
    Kind.PLANT_POT: "pot",
}

_PLURAL = frozenset(
    {
        Kind.TROUSERS,
        Kind.SHORTS,
        Kind.SNEAKER,
        Kind.BOOT,
        Kind.SOCKS,
        Kind.GLOVES,
        Kind.SUNGLASSES,
        Kind.HEADPHONES,
        Kind.EARBUDS,
        Kind.FAIRY_LIGHTS,
        Kind.TEA_TOWEL,
        Kind.NAPKINS,
        Kind.PENCILS,
        Kind.RIBBONS,
        Kind.BLOCKS,
    }
)


def grammar(kind: Kind, shelf: str) -> dict[str, str]:
    """The words that agree with a kind of goods, for the places in a sentence.

    ``{the}`` "the boots", ``{this}`` "these boots", ``{it}`` "they", ``{them}``, ``{its}``,
    ``{is}``, ``{isnt}``, ``{was}``, ``{has}``, ``{does}``, ``{s}`` (the verb's ending), each with
    a capital where it may begin a sentence.
    """
    noun = "tea" if shelf == "tea" else _NAMES.get(kind, kind.value.replace("-", " "))
    words = _plural(noun) if kind in _PLURAL else _singular(noun)
    return words | {key.capitalize(): _capital(word) for key, word in words.items()}


def _singular(noun: str) -> dict[str, str]:
    return {
        "noun": noun,
        "the": f"the {noun}",
        "this": f"this {noun}",
        "it": "it",
        "them": "it",
        "its": "its",
        "is": "is",
        "isnt": "isn't",
        "was": "was",
        "has": "has",
        "does": "does",
        "s": "s",
    }


def _plural(noun: str) -> dict[str, str]:
    return {
        "noun": noun,
        "the": f"the {noun}",
        "this": f"these {noun}",
        "it": "they",
        "them": "them",
        "its": "their",
        "is": "are",
        "isnt": "aren't",
        "was": "were",
        "has": "have",
        "does": "do",
        "s": "",
    }


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
