"""The engines that the contract is held against, each made fresh for a test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from search.engines.base import Engine
from search.engines.embedded import EmbeddedEngine


@contextmanager
def embedded(folder: Path) -> Iterator[Engine]:
    yield EmbeddedEngine(folder / "search")


@contextmanager
def elasticsearch(folder: Path) -> Iterator[Engine]:
    url = os.environ.get("TEST_ELASTICSEARCH_URL", "")
    if not url:
        pytest.skip("no server: scripts/services run --with elasticsearch -- starts one")
    from search.engines.elasticsearch import ElasticsearchEngine

    # Time limits tell of the machine: those of a shop are tested by the faults.
    engine = ElasticsearchEngine(url, prefix=f"contract-{uuid4().hex[:8]}", patience=20)
    yield engine
    engine.forget()


ENGINES = {"embedded": embedded, "elasticsearch": elasticsearch}
