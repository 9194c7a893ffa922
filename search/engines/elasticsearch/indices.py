"""The indices behind the alias: written in bulk, and built anew without a moment's gap.

Readers know an alias, which names the shape of the documents too: a release that lays them out
otherwise finds no index until one is built, rather than a wrong one. While a new index is filled
a second alias names it, and changes are written to both: what was read for it may be older than a
change that came meanwhile, so that a rebuild only ever *creates*. What is gone meanwhile leaves a
tombstone there for the same reason; having no price it is never found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import uuid4

from elasticsearch import Elasticsearch, NotFoundError

from search.documents import ProductDocument
from search.engines.base import QueryRefused
from search.engines.elasticsearch.documents import index_settings, mapping, shape, source_of

BATCH = 500
CONFLICT, NOT_FOUND = 409, 404

Operations = list[dict[str, Any]]
T = TypeVar("T")


class Indices:
    """All indices whose names begin with ``prefix``. Raises what the client raises."""

    def __init__(self, client: Elasticsearch, *, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self.alias = f"{prefix}-{shape()}"
        self._next = f"{self.alias}-next"

    def write(
        self, documents: Sequence[ProductDocument], gone: Sequence[int], *, at: datetime
    ) -> None:
        """Into the index and the one being built. Where there is neither there is nothing to keep
        up to date: building reads all from the database."""
        for batch in _batches(documents):
            self._send(self._written(batch, at))
        for ids in _batches(gone):
            self._send(self._removed(ids, at))

    def _written(self, documents: Sequence[ProductDocument], at: datetime) -> Operations:
        operations: Operations = []
        for alias in self._targets():
            for document in documents:
                operations.append({"index": {"_index": alias, "_id": document.product_id}})
                operations.append(source_of(document, at=at))
        return operations

    def _removed(self, product_ids: Sequence[int], at: datetime) -> Operations:
        operations: Operations = []
        for alias in self._targets():
            for pk in product_ids:
                if alias == self._next:
                    operations.append({"index": {"_index": alias, "_id": pk}})
                    operations.append({"is_gone": True, "written_at": at.isoformat()})
                else:
                    operations.append({"delete": {"_index": alias, "_id": pk}})
        return operations

    def _targets(self) -> list[str]:
        aliases = (self.alias, self._next)
        return [name for name in aliases if self._client.indices.exists_alias(name=name)]

    def rebuild(self, documents: Iterable[ProductDocument], *, at: datetime) -> int:
        """Fill a new index, let it take the alias, remove the others; returns how many."""
        index = self._make(at)
        try:
            written = self._fill(index, documents, at)
            self._client.indices.refresh(index=index)
            self._swap(index)
        except BaseException:
            self._remove([index])
            raise
        self._remove(name for name in self._names() if name != index)
        return written

    def _make(self, at: datetime) -> str:
        abandoned = self._holding(self._next)
        self._remove(abandoned)
        index = f"{self.alias}-{at:%Y%m%d%H%M%S}-{uuid4().hex[:6]}"
        self._client.indices.create(
            index=index, mappings=mapping(), settings=index_settings(), aliases={self._next: {}}
        )
        return index

    def _fill(self, index: str, documents: Iterable[ProductDocument], at: datetime) -> int:
        written = 0
        for batch in _batches(documents):
            operations: Operations = []
            for document in batch:
                operations.append({"create": {"_index": index, "_id": document.product_id}})
                operations.append(source_of(document, at=at))
            self._send(operations, is_alias=False)
            written += len(batch)
        return written

    def _swap(self, index: str) -> None:
        """One step for all readers: never no index, never two."""
        others = [name for name in self._holding(self.alias) if name != index]
        self._client.indices.update_aliases(
            actions=[
                {"add": {"index": index, "alias": self.alias}},
                {"remove": {"index": index, "alias": self._next}},
                *({"remove": {"index": name, "alias": self.alias}} for name in others),
            ]
        )

    def _send(self, operations: Operations, *, is_alias: bool = True) -> None:
        """Bulk, of which every row must have done what was wanted.

        Raises:
            QueryRefused: a row was refused; the others may have been written.
        """
        if not operations:
            return
        answer = self._client.bulk(operations=operations, require_alias=is_alias)
        if not answer["errors"]:
            return
        for row in answer["items"]:
            ((action, result),) = row.items()
            if result["status"] >= 400 and not _is_as_wanted(action, result):
                raise QueryRefused(f"product {result['_id']} was refused: {result['error']}")

    def health(self) -> str:
        """``green``, ``yellow`` (no second copy) or ``red``."""
        return str(self._client.cluster.health(index=self.alias)["status"])

    def made_at(self) -> datetime | None:
        """When the index was made; None without one."""
        found = self._client.indices.get_settings(index=self.alias, name="index.creation_date")
        dates = [int(one["settings"]["index"]["creation_date"]) for one in found.body.values()]
        return datetime.fromtimestamp(max(dates) / 1000, UTC) if dates else None

    def remove_all(self) -> None:
        self._remove(self._names())

    def _names(self) -> list[str]:
        return sorted(self._client.indices.get(index=f"{self._prefix}-*", features="aliases"))

    def _holding(self, alias: str) -> list[str]:
        try:
            return sorted(self._client.indices.get_alias(name=alias))
        except NotFoundError:
            return []

    def _remove(self, names: Iterable[str]) -> None:
        if wanted := list(names):
            self._client.indices.delete(index=wanted, ignore_unavailable=True)


def _is_as_wanted(action: str, result: dict[str, Any]) -> bool:
    """Who is gone already; a newer version than the one read; an alias that was just swapped."""
    if action == "create":
        return bool(result["status"] == CONFLICT)
    return bool(result["status"] == NOT_FOUND)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch
