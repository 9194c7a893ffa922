"""What a conversation is about, between its messages: kept as JSON, read as this.

Tools say only what they learned (``Outcome.memory``, by the names of ``Key``); the rest stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.algorithms.matching import plain

MOST_SHOWN = 12


class Key(StrEnum):
    """The names in the JSON."""

    SHOWN = "shown"
    PRODUCT = "product"
    QUERY = "query"
    ORDER = "order"
    ASKED = "asked"
    MISSED = "missed"
    TOPIC = "topic"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Use:
    """A tool with its arguments, ready to be used."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that the assistant offered: whoever says ``label`` has ``use`` done."""

    label: str
    use: Use


@dataclass(frozen=True, slots=True)
class Free:
    """A question that any words answer: they become the argument ``field``."""

    use: Use
    field: str

    def filled(self, words: str) -> Use:
        return Use(self.use.tool, {**self.use.arguments, self.field: words})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the assistant that waits for its answer."""

    options: tuple[Option, ...] = ()
    free: Free | None = None

    def option(self, text: str) -> Option | None:
        """The option whose label the message is, however it is written."""
        said = plain(text)
        return next((one for one in self.options if plain(one.label) == said), None)

    def option_at(self, places: Sequence[int]) -> Option | None:
        """The option at the one place named: "the second one"."""
        if len(places) != 1 or not 1 <= places[0] <= len(self.options):
            return None
        return self.options[places[0] - 1]

    def as_json(self) -> dict[str, Any]:
        free = self.free
        return {
            "options": [{"label": one.label, **_use_as_json(one.use)} for one in self.options],
            "free": {**_use_as_json(free.use), "field": free.field} if free else None,
        }


@dataclass(frozen=True, slots=True)
class Memory:
    """The products shown last, the one spoken of, the question that waits, and so on.

    ``topic`` is the intent that was served last.
    """

    shown: tuple[int, ...] = ()
    product: int | None = None
    query: Mapping[str, Any] = field(default_factory=dict)
    asked: Asked | None = None
    missed: int = 0
    topic: str = ""


def asked(options: Iterable[Option] = (), free: Free | None = None) -> dict[str, Any]:
    """For a tool that asks back: its ``Outcome.memory``."""
    return {Key.ASKED.value: Asked(tuple(options), free).as_json()}


def read_memory(kept: Mapping[str, Any]) -> Memory:
    """What was kept; whatever is of no known form is as if it were not there."""
    shown = kept.get(Key.SHOWN)
    product, missed, query = kept.get(Key.PRODUCT), kept.get(Key.MISSED), kept.get(Key.QUERY)
    return Memory(
        shown=tuple(pk for pk in shown if isinstance(pk, int))[:MOST_SHOWN]
        if isinstance(shown, list | tuple)
        else (),
        product=product if isinstance(product, int) else None,
        query=query if isinstance(query, Mapping) else {},
        asked=_asked(kept.get(Key.ASKED)),
        missed=missed if isinstance(missed, int) else 0,
        topic=topic if isinstance(topic := kept.get(Key.TOPIC), str) else "",
    )


def _asked(kept: Any) -> Asked | None:
    if not isinstance(kept, Mapping):
        return None
    options = tuple(
        Option(str(row["label"]), use)
        for row in kept.get("options") or ()
        if isinstance(row, Mapping) and "label" in row and (use := _use(row)) is not None
    )
    free = _free(kept.get("free"))
    return Asked(options, free) if options or free else None


def _free(row: Any) -> Free | None:
    if not isinstance(row, Mapping) or "field" not in row:
        return None
    use = _use(row)
    return Free(use, str(row["field"])) if use is not None else None


def _use(row: Mapping[str, Any]) -> Use | None:
    tool, arguments = row.get("tool"), row.get("arguments") or {}
    if not isinstance(tool, str) or not isinstance(arguments, Mapping):
        return None
    return Use(tool, dict(arguments))


def _use_as_json(use: Use) -> dict[str, Any]:
    return {"tool": use.tool, "arguments": dict(use.arguments)}
