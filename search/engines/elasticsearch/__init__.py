"""Elasticsearch as an engine: one index behind an alias, asked over HTTP."""

from search.engines.elasticsearch.engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine"]
