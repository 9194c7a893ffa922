"""How well messages are understood, on utterances written by hand apart from the lessons."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.kinds import Intent
from assistant.understanding.reading import Reading, Slots

NOTHING = frozenset({Intent.NONE})


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message with what it should be understood as; ``slots`` are those that it must name."""

    language: str
    kind: str
    text: str
    wanted: frozenset[Intent]
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_in_scope(self) -> bool:
        return self.wanted != NOTHING


@dataclass(frozen=True, slots=True)
class Answered:
    """An utterance beside what was read of it."""

    utterance: Utterance
    reading: Reading

    @property
    def found(self) -> frozenset[Intent]:
        return frozenset(wish.intent for wish in self.reading.wishes)

    @property
    def is_right(self) -> bool:
        return self.found == self.utterance.wanted

    @property
    def is_refused(self) -> bool:
        return self.found == NOTHING

    @property
    def slots_right(self) -> int:
        """How many of the slots that it names were read, in any of its wishes."""
        return sum(
            any(_shown(wish.slots, name) == value for wish in self.reading.wishes)
            for name, value in self.utterance.slots.items()
        )


@dataclass(frozen=True, slots=True)
class Marks:
    """Shares: ``right`` and ``kept`` of what is in scope, ``refused`` of what is not.

    ``slots`` of those that are named. A share of nothing is 1.
    """

    right: float
    kept: float
    refused: float
    slots: float
    in_scope: int
    out_of_scope: int


def read_suite(path: Path) -> list[Utterance]:
    """Utterances of a file of tab-separated columns: language, kind, wanted, text, slots.

    Wishes are joined by ``+``, slots written ``name=value`` and joined by ``;``.

    Raises:
        OSError: it cannot be read.
        ValueError, KeyError: a line is of no such form.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Utterance(
                language=row["language"],
                kind=row["kind"],
                text=row["text"],
                wanted=frozenset(Intent(name) for name in row["wanted"].split("+")),
                slots=_slots(row["slots"] or ""),
            )
            for row in rows
        ]


def answer(suite: Iterable[Utterance], read: Callable[[str, str], Reading]) -> list[Answered]:
    """Each utterance read by ``read(text, language)``."""
    return [Answered(one, read(one.text, one.language)) for one in suite]


def marks(answered: Sequence[Answered]) -> Marks:
    """The shares over all of them."""
    within = [one for one in answered if one.utterance.is_in_scope]
    outside = [one for one in answered if not one.utterance.is_in_scope]
    named = sum(len(one.utterance.slots) for one in answered)
    return Marks(
        right=_share(sum(one.is_right for one in within), len(within)),
        kept=_share(sum(not one.is_refused for one in within), len(within)),
        refused=_share(sum(one.is_refused for one in outside), len(outside)),
        slots=_share(sum(one.slots_right for one in answered), named),
        in_scope=len(within),
        out_of_scope=len(outside),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _slots(text: str) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in text.split(";") if part.strip())
    return {name.strip(): value.strip().lower() for name, value in pairs}


def _shown(slots: Slots, name: str) -> str:
    """A slot as a suite writes it: ``60``, ``1,2``, ``1`` for yes.

    Raises:
        AttributeError: there is no slot of that name.
    """
    value = getattr(slots, name)
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value).lower()
