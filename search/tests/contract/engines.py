"""The engines that the contract is held against, each made fresh for a test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine

Maker = Callable[[Path], "contextmanager[Engine]"]


@contextmanager
def embedded(folder: Path) -> Iterator[Engine]:
    yield EmbeddedEngine(folder / "search")


@contextmanager
def elasticsearch(folder: Path) -> Iterator[Engine]:
    url = os.environ.get("ELASTICSEARCH_URL", "")
    if not url:
        pytest.skip("no Elasticsearch: scripts/services starts one where there is Java")
    from search.engines.elasticsearch import ElasticsearchEngine

    engine = ElasticsearchEngine(url, prefix=f"contract-{uuid4().hex[:8]}")
    yield engine
    engine.forget()


ENGINES = {"embedded": embedded, "elasticsearch": elasticsearch}
