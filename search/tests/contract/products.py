"""Documents to hold engines against, and the plain count that they must agree with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from search.documents import KEYS, ProductDocument, Texts
from search.query import RATING, STARS, STOCK, EngineQuery, Selection, Term, TermGroup

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def product(
    product_id: int,
    name: str = "Thing",
    *,
    german: str = "",
    brand: str = "",
    category: str = "",
    attributes: str = "",
    description: str = "",
    skus: tuple[str, ...] = (),
    facets: Mapping[str, tuple[str, ...]] | None = None,
    prices: Mapping[str, int] | None = None,
    in_stock: bool = True,
    rating: float = 0.0,
    popularity: float = 0.0,
    days: int = 0,
) -> ProductDocument:
    facets = dict(facets or {})
    english = Texts(name, brand, category, attributes, description)
    return ProductDocument(
        product_id=product_id,
        texts={
            "en": english,
            "de": Texts(german or name, brand, category, attributes, description),
        },
        skus=skus,
        facets=facets | {KEYS: tuple(facets)},
        prices=prices if prices is not None else {"EUR": 1000},
        in_stock=in_stock,
        rating=rating,
        popularity=popularity,
        published_at=BEGAN + timedelta(days=days),
    )


def words(text: str, *, required: int | None = None, prefix: bool = False, **rest) -> EngineQuery:
    """A question of plain words, all of them asked for."""
    typed = text.split()
    groups = tuple(
        TermGroup((Term(word),), is_prefix=prefix and word is typed[-1]) for word in typed
    )
    return everything(groups=groups, required=len(groups) if required is None else required, **rest)


def everything(**rest) -> EngineQuery:
    return EngineQuery(**{"language": "en", "currency": "EUR", "limit": 100} | rest)


def ids(answer) -> list[int]:
    return [candidate.product_id for candidate in answer.candidates]


def fits(document: ProductDocument, selection: Selection, currency: str = "EUR") -> bool:
    price = document.prices.get(currency)
    if price is None:
        return False
    return (
        all(values & set(document.facets.get(key, ())) for key, values in selection.chosen.items())
        and (selection.price_from is None or price >= selection.price_from)
        and (selection.price_to is None or price <= selection.price_to)
        and (selection.rating_from is None or document.rating >= selection.rating_from)
        and (document.in_stock or not selection.in_stock)
    )


def counted(documents, selection: Selection, key: str) -> dict[str, int]:
    """A facet's counts under every other key, one document after the other."""
    rest = selection.without(key)
    found = [document for document in documents if fits(document, rest)]
    if key == RATING:
        counts = {str(stars): sum(one.rating >= stars for one in found) for stars in STARS}
        return {stars: count for stars, count in counts.items() if count}
    if key == STOCK:
        stocked = sum(document.in_stock for document in found)
        return {"1": stocked} if stocked else {}
    return dict(Counter(value for document in found for value in document.facets.get(key, ())))
