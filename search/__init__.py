"""Finding: words and filters to ranked products, by an engine on disk or by Elasticsearch."""
