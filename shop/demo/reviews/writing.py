"""Putting a review together: a mood, a topic, and a few sentences that belong to the goods."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from numpy.random import Generator

from catalog.illustrations import Kind
from shop.demo.people import COUNTRIES, person

from . import devices, rooms, worn
from .asides import CIRCUMSTANCES, ENDINGS
from .moods import Mood, Remarks, Sentences, Topic, grammar
from .openings import OPENINGS, TITLES
from .particular import PARTICULAR

BY_SHELF: Mapping[str, Remarks] = MappingProxyType(
    {
        "shirts-and-tees": worn.CLOTHES,
        "knitwear": worn.CLOTHES,
        "dresses-and-skirts": worn.CLOTHES,
        "trousers-and-shorts": worn.CLOTHES,
        "jackets": worn.CLOTHES,
        "socks": worn.CLOTHES,
        "hats-and-scarves": worn.CLOTHES,
        "shoes": worn.SHOES,
        "bags": worn.BAGS,
        "watches-and-accessories": worn.ACCESSORIES,
        "headphones": devices.EARS,
        "earbuds": devices.EARS,
        "speakers-and-radios": devices.SPEAKERS,
        "phones": devices.SCREENS,
        "smart-watches": devices.SCREENS,
        "tablets-and-laptops": devices.SCREENS,
        "desk-tech": devices.DESK,
        "power-banks": devices.POWER,
        "cameras-and-gaming": devices.CAMERAS,
        "lamps": rooms.LIGHTS,
        "candles": rooms.CANDLES,
        "mugs-and-cups": rooms.CROCKERY,
        "teapots": rooms.CROCKERY,
        "tea": rooms.TEA,
        "tableware": rooms.CROCKERY,
        "cushions-and-throws": rooms.CLOTH,
        "furniture": rooms.FURNITURE,
        "clocks-and-mirrors": rooms.WALLS,
        "plants-and-vases": rooms.GARDEN,
        "stationery": rooms.PAPER,
        "toys": rooms.TOYS,
    }
)

# Goods that share a shelf with others of another nature.
BY_KIND: Mapping[Kind, Remarks] = MappingProxyType(
    {
        Kind.BOTTLE: rooms.WARE,
        Kind.KETTLE: rooms.WARE,
        Kind.CUTLERY: rooms.WARE,
        Kind.TRAY: rooms.WARE,
        Kind.LUNCH_BOX: rooms.WARE,
        Kind.TEA_TOWEL: rooms.CLOTH,
        Kind.APRON: rooms.CLOTH,
        Kind.NAPKINS: rooms.CLOTH,
    }
)

FITTED = frozenset(shelf for shelf, said in BY_SHELF.items() if said in (worn.CLOTHES, worn.SHOES))

# What has to fit a place; of the rest nobody says that it is too big or too small.
PLACED = frozenset(
    {
        "bags",
        "speakers-and-radios",
        "desk-tech",
        "lamps",
        "mugs-and-cups",
        "teapots",
        "tableware",
        "cushions-and-throws",
        "furniture",
        "clocks-and-mirrors",
        "plants-and-vases",
    }
)

# How many sentences people write, from one to four.
_LENGTHS = (0.2, 0.36, 0.3, 0.14)


def write_review(
    *, kind: Kind, shelf: str, rating: int, aspect: str, rng: Generator
) -> tuple[str, str]:
    """A title (may be empty) and a text that fit the goods and the rating (1 to 5).

    ``aspect`` is what the review mostly speaks of: quality, fit, value, delivery or looks. The
    same state of ``rng`` gives the same words.

    Raises:
        ValueError: a rating or an aspect that is not there.
        KeyError: a shelf that is not there.
    """
    mood, topic = Mood(rating), _topic(Topic(aspect), kind, shelf)
    words = grammar(kind, shelf)
    family = BY_KIND.get(kind) or BY_SHELF[shelf]
    sentences = _sentences(mood, topic, family + PARTICULAR.get(kind, Remarks()), rng)
    text = " ".join(sentence.format_map(words) for sentence in sentences)
    title = "" if rng.random() < 0.12 else _pick(TITLES[topic][mood], rng).format_map(words)
    return title[:1].upper() + title[1:], text


def author_name(rng: Generator) -> str:
    """The name that a reviewer chose to show: a given name and an initial, "Maya R."."""
    given, family = person(rng, _pick(COUNTRIES, rng)).name.split(" ", 1)
    return f"{given} {family[0].upper()}."


def _topic(topic: Topic, kind: Kind, shelf: str) -> Topic:
    """What the aspect means for these goods: tea has no fit, and a scarf has a size."""
    if shelf == "tea":
        return topic if topic in (Topic.VALUE, Topic.DELIVERY) else Topic.TASTE
    if topic is not Topic.FIT:
        return topic
    if kind is Kind.SCARF or shelf in PLACED:
        return Topic.SIZE
    return Topic.FIT if shelf in FITTED else Topic.QUALITY


def _sentences(mood: Mood, topic: Topic, remarks: Remarks, rng: Generator) -> list[str]:
    length = int(rng.choice(4, p=_LENGTHS)) + 1
    opening = _pick(OPENINGS[topic][mood], rng)
    details = _details(mood, remarks, rng)
    if length == 1:
        return [opening] if mood is Mood.MIXED or rng.random() < 0.5 else details[:1]
    if length == 2:
        return _two(opening, details, mood, rng)
    if length == 3:
        return [opening, details[0], _last_word(details, mood, rng)]
    return _four(opening, details, mood, rng)


def _two(opening: str, details: list[str], mood: Mood, rng: Generator) -> list[str]:
    turn = rng.random()
    if turn < 0.6:
        return [opening, details[0]]
    if turn < 0.8:
        return [_pick(CIRCUMSTANCES, rng), opening]
    return [opening, _pick(ENDINGS[mood], rng)]


def _four(opening: str, details: list[str], mood: Mood, rng: Generator) -> list[str]:
    circumstance = _pick(CIRCUMSTANCES, rng)
    if rng.random() < 0.5:
        return [circumstance, opening, *details]
    return [circumstance, opening, details[0], _pick(ENDINGS[mood], rng)]


def _last_word(details: list[str], mood: Mood, rng: Generator) -> str:
    return details[1] if rng.random() < 0.45 else _pick(ENDINGS[mood], rng)


def _details(mood: Mood, remarks: Remarks, rng: Generator) -> list[str]:
    """Two different things about the goods themselves; in between, one good and one less so."""
    match mood:
        case Mood.GLOWING:
            pools = (remarks.praise, remarks.praise)
        case Mood.PLEASED | Mood.MIXED:
            pools = (remarks.praise, remarks.quibbles)
        case Mood.LET_DOWN:
            pools = (remarks.faults, remarks.quibbles)
        case _:
            pools = (remarks.faults, remarks.faults)
    first = _pick(pools[0], rng)
    return [first, _pick(tuple(one for one in pools[1] if one != first), rng)]


def _pick(sentences: Sentences, rng: Generator) -> str:
    return sentences[int(rng.integers(len(sentences)))]
