"""Which engines there are: the one that pages ask, and all that are kept up to date."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.engines.base import Engine
from search.engines.breaker import with_fallback
from search.engines.embedded import EmbeddedEngine


def current() -> Engine:
    """The engine to ask now: Elasticsearch where it is set up and well, else the disk index."""
    if not settings.ELASTICSEARCH_URL:
        return _embedded(settings.SEARCH_DIR)
    return _guarded(settings.ELASTICSEARCH_URL, settings.SEARCH_DIR)


def configured() -> tuple[Engine, ...]:
    """The engines to write to. The disk index is among them always: it stands in for a server."""
    embedded = _embedded(settings.SEARCH_DIR)
    if not settings.ELASTICSEARCH_URL:
        return (embedded,)
    return (embedded, _elasticsearch(settings.ELASTICSEARCH_URL))


@lru_cache(maxsize=2)
def _embedded(path: Path) -> Engine:
    return EmbeddedEngine(path, languages=[code for code, _name in settings.LANGUAGES])


@lru_cache(maxsize=2)
def _elasticsearch(url: str) -> Engine:
    # Without a server nobody pays for importing its client.
    from search.engines.elasticsearch import ElasticsearchEngine

    return ElasticsearchEngine(url)


@lru_cache(maxsize=2)
def _guarded(url: str, path: Path) -> Engine:
    """One for a process: it remembers that the server did not answer."""
    return with_fallback(_elasticsearch(url), _embedded(path))
