"""What every engine can do. The contract suite (``search/tests/contract``) holds each to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from search.documents import ProductDocument
from search.query import EngineAnswer, EngineQuery


class EngineDown(RuntimeError):
    """The engine cannot answer now; another may."""


class QueryRefused(EngineDown):
    """The engine is well and will not answer this question; another may."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """``is_ready`` is false where there is no index yet."""

    name: str
    is_ready: bool
    documents: int = 0
    written_at: datetime | None = None
    note: str = ""


class Engine(Protocol):
    """Where products are found. All methods raise ``EngineDown`` where it cannot be reached."""

    @property
    def name(self) -> str: ...

    def find(self, query: EngineQuery) -> EngineAnswer: ...

    def words(self, language: str) -> dict[str, int]:
        """Every word of the products' names, brands, categories and attributes, unstemmed and in
        lower case, with how many products have it: what spelling is corrected by."""

    def write(self, documents: Sequence[ProductDocument], *, gone: Sequence[int] = ()) -> None:
        """Write or replace these and forget ``gone``; found from then on (within a second)."""

    def rebuild(self, documents: Iterable[ProductDocument]) -> int:
        """Write all anew beside what is there, then take its place at once; returns how many."""

    def status(self) -> EngineStatus: ...
