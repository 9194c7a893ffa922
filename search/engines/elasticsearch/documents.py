"""How a product lies in Elasticsearch: its fields, their analysers, and one document of it.

The library's own indexing is off, since it hears signals: the outbox says what changed, and
``search.reading`` what a product says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django_elasticsearch_dsl import Document, fields
from django_elasticsearch_dsl.registries import registry

from catalog.models import Product
from search.documents import KEYS, ProductDocument, Texts
from search.engines.embedded.schema import (
    FIELDS,
    KEY_MARK,
    LONGEST_WORD,
    plain_analyser,
    sku_fragments,
    words_of,
)

STEMMERS = {
    "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish",
    "fr": "French", "it": "Italian", "nb": "Norwegian", "nl": "Dutch", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sv": "Swedish",
}  # fmt: skip
"""Snowball's languages by their codes; text in any other is found as it is written."""

LONGEST_VALUE = 500
"""Characters of a facet's value; a longer one is not counted."""

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)

_FOLDED = ["lowercase", "asciifolding"]


def _texts_in(language: str) -> fields.ObjectField:
    """Stemmed fields, and words in three cuts: as written, and as what is still being typed."""
    said = {name: fields.TextField(analyzer=f"words_{language}") for name in FIELDS}
    whole = {
        name: fields.KeywordField(ignore_above=200) for name in ("words", "begins", "name_begins")
    }
    return fields.ObjectField(properties={**said, **whole})


# Not registered, a document prepares no field at all, and is indexed empty without a word.
@registry.register_document
class ProductIndex(Document):
    """The fields of the index; ``prepare`` makes of a ``ProductDocument`` what is sent."""

    product_id = fields.LongField()
    texts = fields.ObjectField(properties={code: _texts_in(code) for code in LANGUAGES})
    skus = fields.KeywordField()
    keys = fields.KeywordField()
    prices = fields.ObjectField()
    in_stock = fields.BooleanField()
    rating = fields.DoubleField()
    popularity = fields.DoubleField()
    published_at = fields.DateField()
    written_at = fields.DateField()
    is_gone = fields.BooleanField()

    class Django:
        model = Product
        ignore_signals = True
        auto_refresh = False

    def prepare_texts(self, product: ProductDocument) -> dict[str, dict[str, Any]]:
        return {code: _said(_texts_of(product.texts, code)) for code in LANGUAGES}

    def prepare_skus(self, product: ProductDocument) -> list[str]:
        return sorted(set(sku_fragments(product.skus)))

    def prepare_keys(self, product: ProductDocument) -> str:
        """As one value: there are few combinations of them, and few are soon counted."""
        return KEY_MARK.join(product.facets.get(KEYS, ()))

    def prepare_prices(self, product: ProductDocument) -> dict[str, int]:
        return dict(product.prices)

    def prepare_published_at(self, product: ProductDocument) -> str:
        return product.published_at.isoformat()

    def prepare_is_gone(self, product: ProductDocument) -> bool:
        return False


def _texts_of(texts: Mapping[str, Texts], language: str) -> Texts:
    """A product without texts in a language is found by those it has."""
    return texts.get(language) or next(iter(texts.values()), Texts(name=""))


def _said(texts: Texts) -> dict[str, Any]:
    besides = f"{texts.brand} {texts.category} {texts.attributes}"
    return {
        **{name: getattr(texts, name) for name in FIELDS},
        "words": sorted(set(words_of(f"{texts.name} {besides}"))),
        "begins": sorted(set(plain_analyser().analyze(besides))),
        "name_begins": sorted(set(plain_analyser().analyze(texts.name))),
    }


_PREPARING = ProductIndex()


def facet_name(key: str) -> str:
    """A facet's field below ``facets``: a dot would make a path of it."""
    return key.replace(".", ":")


def source_of(product: ProductDocument, *, at: datetime) -> dict[str, Any]:
    """The body of a document as it is sent at a moment."""
    facets = {
        facet_name(key): list(values)
        for key, values in product.facets.items()
        if values and key != KEYS
    }
    return {**_PREPARING.prepare(product), "facets": facets, "written_at": at.isoformat()}


def mapping() -> dict[str, Any]:
    """Fields and their types. What is not named is refused, but for facets and currencies, which
    come as they do."""
    described = ProductIndex._doc_type.mapping.to_dict()
    properties = {
        **described["properties"],
        "facets": {"type": "object", "dynamic": True},
        "prices": {"type": "object", "dynamic": True},
    }
    keyword = {"type": "keyword", "ignore_above": LONGEST_VALUE}
    templates = [
        {"facets": {"path_match": "facets.*", "mapping": keyword}},
        {"prices": {"path_match": "prices.*", "mapping": {"type": "long"}}},
    ]
    return {"dynamic": "strict", "properties": properties, "dynamic_templates": templates}


def index_settings() -> dict[str, Any]:
    """One shard, whose counts are exact; what is written is found within half a second."""
    analysis = {
        "tokenizer": {"words": {"type": "pattern", "pattern": r"(?U)[\W_]+"}},
        "filter": {
            f"stem_{code}": {"type": "snowball", "language": STEMMERS[code[:2]]}
            for code in LANGUAGES
            if code[:2] in STEMMERS
        },
        "analyzer": {f"words_{code}": _analyser(code) for code in LANGUAGES},
    }
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "500ms",
        "max_result_window": 1_000_000,
        # Attributes are named by staff, each a field. Past so many they are kept and not counted.
        "mapping.total_fields": {"limit": 2_000, "ignore_dynamic_beyond_limit": True},
        "analysis": analysis,
    }


def _analyser(language: str) -> dict[str, Any]:
    stemmed = [f"stem_{language}"] if language[:2] in STEMMERS else []
    return {"type": "custom", "tokenizer": "words", "filter": [*_FOLDED, *stemmed]}


def shape() -> str:
    """A short name of all that: a release that asks for other fields has an index of its own."""
    described = json.dumps([mapping(), index_settings(), LONGEST_WORD], sort_keys=True)
    return hashlib.sha256(described.encode()).hexdigest()[:8]
