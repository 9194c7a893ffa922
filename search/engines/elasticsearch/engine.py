"""The engine on a server: asked with little patience, written with more."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError

from foundation import clock
from search.documents import ProductDocument
from search.engines.base import EngineDown, EngineStatus, QueryRefused
from search.engines.breaker import Breaker
from search.engines.elasticsearch.answers import (
    candidates_of,
    facets_of,
    histogram_of,
    price_ends_of,
    total_of,
)
from search.engines.elasticsearch.asking import body_of, histogram_body
from search.engines.elasticsearch.documents import LANGUAGES
from search.engines.elasticsearch.indices import Indices
from search.query import EngineAnswer, EngineQuery, PriceHistogram

PREFIX = "shelfwise"
PATIENCE = 0.3
STATUS_SECONDS, WRITE_SECONDS = 5.0, 30.0
MOST_WORDS = 60_000
"""Of a language; below the server's own limit of 65,536 buckets. The rarest are left out."""


class _NoIndex(EngineDown):
    """The server is well and holds no index of this shape."""


@contextmanager
def _said_plainly() -> Iterator[None]:
    """The client's many errors as the one that callers know."""
    try:
        yield
    except BadRequestError as error:
        raise QueryRefused(f"Elasticsearch refuses the question: {error}") from error
    except NotFoundError as error:
        raise _NoIndex("there is no index yet") from error
    except (ApiError, TransportError) as error:
        raise EngineDown(f"Elasticsearch: {error}") from error


class ElasticsearchEngine:
    """Keep one for each process: it holds the connections.

    ``prefix`` begins the names of all that it makes on the server. ``patience`` is how many seconds
    a question may take: longer than that, and the shop is better answered by its own disk.
    """

    name = "elasticsearch"

    def __init__(self, url: str, *, prefix: str = PREFIX, patience: float = PATIENCE) -> None:
        # Nobody waits for a second try: the caller has another engine.
        self._client = Elasticsearch(url, max_retries=0, request_timeout=patience)
        self.prefix = prefix
        self._patience = patience
        self._breaker = Breaker()
        self._indices = Indices(
            self._client.options(request_timeout=WRITE_SECONDS), prefix=f"{prefix}-products"
        )

    def find(self, query: EngineQuery) -> EngineAnswer:
        until = time.monotonic() + self._patience
        with _said_plainly():
            answer = self._ask(body_of(query), until)
            return EngineAnswer(
                candidates_of(answer, query),
                total_of(answer),
                facets_of(answer, query) if query.facets else {},
                self._prices(query, answer, until),
            )

    def words(self, language: str) -> dict[str, int]:
        known = language if language in LANGUAGES else LANGUAGES[0]
        terms = {"terms": {"field": f"texts.{known}.words", "size": MOST_WORDS}}
        with _said_plainly():
            answer = self._ask({"size": 0, "aggs": {"words": terms}})
        buckets = answer["aggregations"]["words"]["buckets"]
        return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}

    def write(self, documents: Sequence[ProductDocument], *, gone: Sequence[int] = ()) -> None:
        with self._while_it_answers():
            self._indices.write(documents, gone, at=clock.now())

    def rebuild(self, documents: Iterable[ProductDocument]) -> int:
        with _said_plainly():
            return self._indices.rebuild(documents, at=clock.now())

    def status(self) -> EngineStatus:
        try:
            with self._while_it_answers():
                return self._status()
        except _NoIndex as error:
            return EngineStatus(self.name, is_ready=False, note=str(error))

    @contextmanager
    def _while_it_answers(self) -> Iterator[None]:
        """For the outbox: with thousands of changes waiting, each would wait for a dead server."""
        if not self._breaker.may_ask():
            raise EngineDown("Elasticsearch did not answer a moment ago")
        try:
            with _said_plainly():
                yield
        except (QueryRefused, _NoIndex):
            self._breaker.succeeded()
            raise
        except EngineDown:
            self._breaker.failed()
            raise
        self._breaker.succeeded()

    def forget(self) -> None:
        """Remove every index with the engine's prefix."""
        with _said_plainly():
            self._indices.remove_all()

    def _ask(self, body: dict[str, Any], until: float | None = None) -> Any:
        patience = self._patience if until is None else max(until - time.monotonic(), 0.01)
        client = self._client.options(request_timeout=patience)
        return client.search(index=self._indices.alias, body=body).body

    def _prices(self, asked: EngineQuery, answer: Any, until: float) -> PriceHistogram | None:
        if asked.price_buckets <= 0 or (ends := price_ends_of(answer)) is None:
            return None
        lowest, highest, count = ends
        if lowest == highest:
            return PriceHistogram(lowest, highest, (count,) + (0,) * (asked.price_buckets - 1))
        counted = self._ask(histogram_body(asked, lowest, highest), until)
        return histogram_of(counted, lowest, highest)

    def _status(self) -> EngineStatus:
        written = {"written": {"max": {"field": "written_at"}}}
        there = {"term": {"is_gone": False}}
        body = {"size": 0, "query": there, "aggs": written, "track_total_hits": True}
        answer = self._ask(body, time.monotonic() + STATUS_SECONDS)
        at = answer["aggregations"]["written"]["value"]
        return EngineStatus(
            self.name,
            is_ready=True,
            documents=total_of(answer),
            written_at=datetime.fromtimestamp(at / 1000, UTC) if at else self._indices.made_at(),
            note=f"health {self._indices.health()}",
        )
