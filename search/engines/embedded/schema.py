"""How a product stands in the disk index: fields, how their words are cut, and one row of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tantivy import (
    Document,
    Filter,
    Index,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from search.documents import KEYS, ProductDocument, Texts

VERSION = 1
"""Raised with every change below: an index of another version is built anew."""
PRICE_SLOTS = 16
LONGEST_WORD = 60
FEWEST_SKU_LETTERS = 3
KEY_MARK = "\x1f"
"""Between the keys of a document where they stand as one value."""
FIELDS = ("name", "brand", "category", "attributes", "description")

STEMMERS = {
    "ar": "arabic", "da": "danish", "nl": "dutch", "en": "english", "fi": "finnish",
    "fr": "french", "de": "german", "el": "greek", "hu": "hungarian", "it": "italian",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "es": "spanish",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip

_WORD = re.compile(r"[^\W_]+")
_NOT_OF_A_SKU = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """What an index was made for. Prices have numbered columns: a currency takes the next one."""

    languages: tuple[str, ...]
    currencies: tuple[str, ...] = ()
    version: int = VERSION

    def price_field(self, currency: str) -> str | None:
        """The column of a currency's prices; None where no document has any."""
        if currency not in self.currencies:
            return None
        return f"price_{self.currencies.index(currency)}"

    def language(self, wanted: str) -> str:
        """A language of the index: the wanted one, else the first."""
        return wanted if wanted in self.languages else self.languages[0]

    def with_prices_of(self, documents: Sequence[ProductDocument]) -> Layout:
        """The same with a column for every currency; those past the last column are left out."""
        seen = {currency for document in documents for currency in document.prices}
        new = sorted(seen - set(self.currencies))
        return Layout(self.languages, (*self.currencies, *new)[:PRICE_SLOTS], self.version)


def schema_of(layout: Layout) -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    for language in layout.languages:
        for field in FIELDS:
            builder.add_text_field(f"{field}_{language}", tokenizer_name=f"stem_{language}")
        for field in ("begins", "name_begins"):
            builder.add_text_field(
                f"{field}_{language}", tokenizer_name="plain", index_option="basic"
            )
        builder.add_text_field(f"words_{language}", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("sku", tokenizer_name="raw", index_option="basic")
    builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("keys", fast=True, tokenizer_name="raw", index_option="basic")
    for slot in range(PRICE_SLOTS):
        builder.add_integer_field(f"price_{slot}", indexed=True, fast=True)
    builder.add_boolean_field("in_stock", indexed=True, fast=True)
    builder.add_float_field("rating", indexed=True, fast=True)
    builder.add_float_field("popularity", fast=True)
    builder.add_integer_field("published", fast=True)
    return builder.build()


def register_analysers(index: Index, layout: Layout) -> None:
    """An index knows its tokenizers by name only: each process says anew what they are."""
    index.register_tokenizer("plain", plain_analyser())
    for language in layout.languages:
        index.register_tokenizer(f"stem_{language}", stemming_analyser(language))


@lru_cache
def plain_analyser() -> TextAnalyzer:
    return _words_cut().build()


@lru_cache
def stemming_analyser(language: str) -> TextAnalyzer:
    """Words in lower case, without accents, by their stem; unstemmed where no stemmer is known."""
    name = STEMMERS.get(language[:2].lower())
    return _words_cut().filter(Filter.stemmer(name)).build() if name else plain_analyser()


def _words_cut() -> TextAnalyzerBuilder:
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(LONGEST_WORD))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
    )


def row_of(document: ProductDocument, layout: Layout, schema: Schema) -> Document:
    """A product as the index takes it."""
    row: dict[str, object] = {
        "id": document.product_id,
        "sku": sorted(set(sku_fragments(document.skus))),
        "facets": {key: list(values) for key, values in document.facets.items() if values},
        "keys": KEY_MARK.join(document.facets.get(KEYS, ())),
        "in_stock": document.in_stock,
        "rating": float(document.rating),
        "popularity": float(document.popularity),
        "published": int(document.published_at.timestamp()),
    }
    for language in layout.languages:
        texts = _texts(document.texts, language)
        row |= {f"{field}_{language}": getattr(texts, field) for field in FIELDS}
        besides = f"{texts.brand} {texts.category} {texts.attributes}"
        row[f"name_begins_{language}"] = texts.name
        row[f"begins_{language}"] = besides
        row[f"words_{language}"] = sorted(set(words_of(f"{texts.name} {besides}")))
    for currency, price in document.prices.items():
        if (field := layout.price_field(currency)) is not None:
            row[field] = price
    return Document.from_dict(row, schema)


def _texts(texts: Mapping[str, Texts], language: str) -> Texts:
    """A product without texts in a language is found by those it has."""
    return texts.get(language) or next(iter(texts.values()), Texts(name=""))


def words_of(text: str) -> list[str]:
    """Words as they are written, in lower case."""
    return [word for word in _WORD.findall(text.lower()) if len(word) <= LONGEST_WORD]


def sku_key(text: str) -> str:
    """A SKU, or part of one, without case and punctuation: ``P12-Red`` is ``p12red``."""
    return _NOT_OF_A_SKU.sub("", text.lower())


def sku_fragments(skus: Sequence[str]) -> Iterator[str]:
    """The beginnings of SKUs and of their parts."""
    for sku in skus:
        for part in {sku_key(sku), *(sku_key(part) for part in _NOT_OF_A_SKU.split(sku))}:
            for end in range(FEWEST_SKU_LETTERS, min(len(part), LONGEST_WORD) + 1):
                yield part[:end]
