"""Takes the times of ``benchmarks/search.py``; needs configured Django and an empty shop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from urllib.parse import quote_plus

import numpy as np
from django.conf import settings
from django.test import Client
from rich.console import Console

from benchmarks.page_store import build_store, grow_store
from benchmarks.reporting import Better, Row
from benchmarks.search_questions import Question, prefixes, questions
from catalog.models import Product
from search import indexing
from search.engines import configured, current
from search.engines.base import Engine
from search.query import SearchQuery
from search.reading import all_documents, documents_of
from search.selectors import search
from search.suggesting import suggest

CHANGED = 100
PAGE_TO_REACH, SUGGESTION_TO_REACH = 60.0, 50.0
"""Milliseconds at the 95th percentile, on the disk index at 100,000 products."""

console = Console(stderr=True, highlight=False)
Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds that each question took, by the clock and of this process's CPU."""

    wall: Sequence[float]
    cpu: Sequence[float]

    def rows(self, name: str, *, to_reach: float | None) -> list[Row]:
        figures = {
            "p50_ms": np.percentile(self.wall, 50),
            "p95_ms": np.percentile(self.wall, 95),
            "p95_cpu_ms": np.percentile(self.cpu, 95),
            "cpu_ms": np.mean(self.cpu),
        }
        return [
            Row(
                f"{name}_{what}",
                float(value),
                "ms",
                to_reach=to_reach if what == "p95_ms" else None,
                better=Better.LOWER,
            )
            for what, value in figures.items()
        ]


def measure_stores(sizes: Iterable[int], number: int) -> list[Row]:
    """The rows of every size, the store growing from one to the next."""
    rows: list[Row] = []
    shelving = None
    stocked = 0
    for products in sizes:
        console.print(f"a store of {products:,} products")
        if shelving is None:
            shelving = build_store(products)
        else:
            grow_store(range(stocked, products), shelving)
        stocked = products
        rows += _reading(products)
        for engine in configured():
            rows += _measure(engine, products, number)
    return rows


def _reading(products: int) -> list[Row]:
    """Reading the tables is the same for every engine, and most of a rebuild."""
    _count, wall, cpu = _timed(lambda: sum(1 for _document in all_documents()))
    name = f"search/documents-{_size(products)}"
    return [
        Row(f"{name}/read_s", wall, "s", better=Better.LOWER),
        Row(f"{name}/read_cpu_s", cpu, "s", better=Better.LOWER),
    ]


def _measure(engine: Engine, products: int, number: int) -> list[Row]:
    name = f"search/{engine.name}-{_size(products)}"
    console.print(f"  {engine.name}")
    rows = _index(engine, name)
    is_goal = engine.name == "embedded" and products == 100_000
    asked = questions(2 * number, products)
    typed = prefixes(2 * number)
    # The first half warms what a process keeps; the second is measured.
    warm, measured = asked[:number], asked[number:]
    with _asking_only(engine):
        for what, ask, first, then, to_reach in (
            ("query", _find, _words(warm), _words(measured), None),
            ("suggest", _suggest, typed[:number], typed[number:], SUGGESTION_TO_REACH),
        ):
            _each(first, ask)
            rows += _each(then, ask).rows(f"{name}/{what}", to_reach=to_reach if is_goal else None)
        page = _Pages()
        _each(warm, page.get)
        rows += _each(measured, page.get).rows(
            f"{name}/page", to_reach=PAGE_TO_REACH if is_goal else None
        )
    return rows


def _index(engine: Engine, name: str) -> list[Row]:
    """A rebuild from the tables, then a change of some products."""
    _built, wall, cpu = _timed(lambda: indexing.rebuild(engines=[engine]))
    some = Product.objects.order_by("pk").values_list("pk", flat=True)[:CHANGED]
    changed = documents_of(some)
    _nothing, written, _cpu = _timed(lambda: engine.write(changed))
    return [
        Row(f"{name}/rebuild_s", wall, "s", better=Better.LOWER),
        Row(f"{name}/rebuild_cpu_s", cpu, "s", better=Better.LOWER),
        Row(f"{name}/write_{CHANGED}_ms", 1_000 * written, "ms", better=Better.LOWER),
    ]


class _Pages:
    """Pages as an anonymous visitor is sent them."""

    def __init__(self) -> None:
        self._client = Client(raise_request_exception=True)
        settings.ALLOWED_HOSTS = ["testserver"]

    def get(self, question: Question) -> None:
        address = f"/products/?q={quote_plus(question.words)}"
        if question.narrowed:
            address += f"&{question.narrowed}"
        response = self._client.get(address)
        # A short list has no second page.
        if response.status_code not in (200, 404) or not response.content:
            raise RuntimeError(f"{address} was answered with {response.status_code}")


def _words(asked: Iterable[Question]) -> list[str]:
    return [question.words for question in asked]


def _find(words: str) -> None:
    search(SearchQuery(words, settings.LANGUAGE_CODE, settings.SHOP_BASE_CURRENCY))


def _suggest(typed: str) -> None:
    suggest(typed, language=settings.LANGUAGE_CODE, currency=settings.SHOP_BASE_CURRENCY)


def _each(asked: Sequence[Asked], ask: Callable[[Asked], None]) -> Times:
    times = [_timed(partial(ask, one)) for one in asked]
    return Times(
        wall=[1_000 * wall for _answer, wall, _cpu in times],
        cpu=[1_000 * cpu for _answer, _wall, cpu in times],
    )


def _timed(work: Callable[[], object]) -> tuple[object, float, float]:
    """What came of it, seconds of the clock, CPU seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, time.perf_counter() - wall, time.process_time() - cpu


@contextmanager
def _asking_only(engine: Engine) -> Iterator[None]:
    """Have lists and suggestions ask this engine, whichever is set up."""
    url = settings.ELASTICSEARCH_URL
    if engine.name == "embedded":
        settings.ELASTICSEARCH_URL = ""
    try:
        if current().name != engine.name:
            raise RuntimeError(f"{engine.name} does not answer")
        yield
    finally:
        settings.ELASTICSEARCH_URL = url


def _size(products: int) -> str:
    return f"{products // 1_000}k"
