"""Which tables can be brought in which columns: a reader, a comparison and a writer for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from foundation.registries import Registry
from shop.exchange.findings import Findings
from shop.exchange.models import Source, Table
from shop.exchange.reading import Advance
from shop.exchange.sheets import Sheet

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds where a line says nothing: the currency of amounts, the code of a warehouse."""

    currency: str
    warehouse: str


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of the file: what it is called, what becomes of it, and what it changes."""

    line: int
    name: str
    verdict: Verdict
    changes: tuple[str, ...] = ()


class Plan(Protocol):
    """A file compared with the shop; nothing is written yet."""

    def judged(self) -> Iterable[Judged]:
        """Every row that has no problem of its own, in the order of the file."""

    def needs(self) -> set[str]:
        """The permissions of whoever may carry it out."""

    def remarks(self) -> Iterable[str]:
        """What would be made beside the rows, in sentences."""


Draft = TypeVar("Draft")
AnyPlan = TypeVar("AnyPlan", bound=Plan)


@dataclass(frozen=True, slots=True)
class Carrying:
    """How a plan is carried out: under which name in the ledgers, and who hears of each step."""

    reference: str
    note: str
    step: Step
    at: datetime


@dataclass(frozen=True)
class Importer(Generic[Draft, AnyPlan]):
    """How a file of one kind comes in.

    ``read`` never asks the database: it may run while nobody waits. ``plan`` compares with the
    shop as it is now, ``write`` carries out in the same transaction.
    """

    read: Callable[[Sheet, Terms, Findings, Advance | None], Draft]
    plan: Callable[[Draft, Findings, datetime], AnyPlan]
    write: Callable[[AnyPlan, Carrying], None]


importers: Registry[Importer[Any, Any]] = Registry("tables that can be brought")


def name_of(table: str, source: str) -> str:
    return f"{table}/{source}"


def importer_of(table: str, source: str) -> Importer[Any, Any] | None:
    """What brings a table in some columns; None where nothing does."""
    return importers.get(name_of(table, source))


def known_kinds() -> list[tuple[Table, Source]]:
    """The tables and columns that can be brought, in the order in which they are offered."""
    pairs = (name.split("/") for name in importers.names())
    return [(Table(table), Source(source)) for table, source in pairs]
