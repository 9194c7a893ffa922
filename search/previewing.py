"""A search before and after the staff's rules: for the preview."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from catalog.models import Product
from search import merchandising
from search.algorithms.rules import Banner
from search.models import SearchRule
from search.query import SearchQuery
from search.selectors import search
from search.sentences import rule_sentence

SHOWN = 24


@dataclass(frozen=True, slots=True)
class Line:
    """A product at its place (from 1); ``moved`` counts places upwards, None where it was added."""

    place: int
    product: Product
    moved: int | None = 0

    @property
    def fallen(self) -> int:
        return -(self.moved or 0)


@dataclass(frozen=True, slots=True)
class Preview:
    before: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    banner: Banner | None = None
    redirect: str = ""


def preview(words: str, language: str) -> Preview:
    """The first page of a search with and without the rules, and the rules that are for it.

    Raises:
        EngineDown: no engine answers.
    """
    query = SearchQuery(words, language, settings.SHOP_BASE_CURRENCY, limit=SHOWN)
    with merchandising.watching() as seen:
        found = search(query)
    applied = seen[-1] if seen else None
    before = applied.before[:SHOWN] if applied else list(found.product_ids)
    after = applied.after[:SHOWN] if applied else list(found.product_ids)
    said = merchandising.rules_for(words, language)
    products = Product.objects.in_bulk({*before, *after})
    places = {pk: place for place, pk in enumerate(applied.before if applied else before, start=1)}
    return Preview(
        before=[Line(place, products[pk]) for place, pk in _present(before, products)],
        after=[
            Line(place, products[pk], places[pk] - place if pk in places else None)
            for place, pk in _present(after, products)
        ],
        sentences=_sentences(words, language),
        banner=said.banner,
        redirect=said.redirect,
    )


def _present(product_ids: list[int], products: dict[int, Product]) -> list[tuple[int, int]]:
    """Places and products; one that was deleted while we looked is left out."""
    return [(place, pk) for place, pk in enumerate(product_ids, start=1) if pk in products]


def _sentences(words: str, language: str) -> list[str]:
    keys = merchandising.keys_for(words, language)
    rows = SearchRule.objects.filter(pk__in=keys).select_related("product", "category", "brand")
    return [rule_sentence(row) for row in rows]
