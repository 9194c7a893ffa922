"""What shoppers might ask of ``benchmarks/page_store.py``'s products, each question once."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.page_store import BRANDS, COLOURS, KINDS, MAKES, MATERIALS

SEED = 5


@dataclass(frozen=True, slots=True)
class Question:
    """Words, and the parts of an address that narrow the list."""

    words: str
    narrowed: str = ""


def questions(number: int, products: int) -> list[Question]:
    """Different questions of every sort: plain, mistyped, priced, narrowed, SKUs, other orders."""
    chance = random.Random(SEED)
    sorts: list[Callable[[random.Random, int], Question]] = [
        _plain, _plain, _coloured, _priced, _mistyped, _branded, _narrowed, _cheapest, _sku, _long,
    ]  # fmt: skip
    asked: dict[Question, None] = {}
    while len(asked) < number:
        asked[sorts[len(asked) % len(sorts)](chance, products)] = None
    return list(asked)


def prefixes(number: int) -> list[str]:
    """Beginnings of questions, of one letter and more, as they are typed."""
    chance = random.Random(SEED + 1)
    typed: dict[str, None] = {}
    while len(typed) < number:
        words = f"{chance.choice(MAKES)} {_noun(chance)} {chance.randrange(500)}".lower()
        typed[words[: chance.randint(1, len(words))].lstrip()] = None
    return list(typed)


def _noun(chance: random.Random) -> str:
    return f"{chance.choice(MATERIALS)} {chance.choice(KINDS)}"


def _plain(chance: random.Random, products: int) -> Question:
    return Question(f"{chance.choice(MAKES)} {_noun(chance)}")


def _coloured(chance: random.Random, products: int) -> Question:
    return Question(f"{chance.choice(list(COLOURS))} {_noun(chance)}")


def _priced(chance: random.Random, products: int) -> Question:
    return Question(f"{_noun(chance)} under {chance.randint(10, 150)}")


def _mistyped(chance: random.Random, products: int) -> Question:
    words = f"{chance.choice(MAKES)} {_noun(chance)}"
    at = chance.randrange(1, len(words) - 2)
    return Question(words[:at] + words[at + 1] + words[at] + words[at + 2 :])


def _branded(chance: random.Random, products: int) -> Question:
    return Question(f"brand {chance.randint(1, BRANDS)} {chance.choice(KINDS)}")


def _narrowed(chance: random.Random, products: int) -> Question:
    low = chance.randint(5, 60)
    return Question(_noun(chance), f"price={low}-{low + 40}&stock=1")


def _cheapest(chance: random.Random, products: int) -> Question:
    return Question(f"{chance.choice(MAKES)} {chance.choice(KINDS)}", "sort=price&stock=1&page=2")


def _sku(chance: random.Random, products: int) -> Question:
    return Question(f"P{chance.randrange(products)}")


def _long(chance: random.Random, products: int) -> Question:
    return Question(f"a nice {_noun(chance)} for my {chance.choice(KINDS)} {chance.randrange(99)}")
