"""The catalogues that search is judged on: the demo's range and the titles of Online Retail.

Both as the search's own documents, made without a database, and with the facts that judgements
are written in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd

from benchmarks.online_retail import cleaned
from catalog.illustrations import COLOURS
from search.algorithms.vocabulary import FacetValue
from search.documents import KEYS, ProductDocument, Texts
from shop.demo.merchandise import Merchandise
from shop.demo.range import RANGE
from shop.demo.shelves import DEPARTMENTS, GERMAN_NAMES, SHELVES
from shop.demo.shelving import NUMBERS, YES_OR_NO

PUBLISHED = datetime(2026, 1, 1, tzinfo=UTC)
NUMBER_FACTS = frozenset({"price"})

Facts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class JudgedCatalogue:
    """Documents with what they are judged by, both in the same order; ``currency`` of prices."""

    name: str
    currency: str
    documents: Sequence[ProductDocument]
    facts: Sequence[Facts]
    values: Mapping[str, tuple[FacetValue, ...]]
    """By language."""


def demo() -> JudgedCatalogue:
    """The 201 products of the demo store, as ``manage.py demo`` puts them on its shelves."""
    ids = {slug: str(number) for number, slug in enumerate(_category_names("en"), start=1)}
    documents = [_document(number, item, ids) for number, item in enumerate(RANGE, start=1)]
    return JudgedCatalogue(
        "demo",
        "EUR",
        documents,
        [_facts(item) for item in RANGE],
        {language: tuple(_values(ids, language)) for language in ("en", "de")},
    )


def _category_names(language: str) -> dict[str, str]:
    names = {slug: name for slug, name, _line in DEPARTMENTS}
    names |= {shelf.slug: shelf.name for shelf in SHELVES}
    return {slug: GERMAN_NAMES[slug] for slug in names} if language == "de" else names


def _document(number: int, item: Merchandise, ids: Mapping[str, str]) -> ProductDocument:
    shelf = next(shelf for shelf in SHELVES if shelf.slug == item.shelf)
    facets: dict[str, tuple[str, ...]] = {
        "category": (ids[item.shelf], ids[shelf.department]),
        "brand": (_slug(item.brand),),
        "option.colour": item.colours,
        "option.size": tuple(_slug(size) for size in item.sizes),
    }
    said = [*(colour.capitalize() for colour in item.colours), *item.sizes]
    for code, value in (("material", item.material), *item.attributes):
        facets[f"attribute.{code}"] = (_attribute_text(code, value),)
        if code not in YES_OR_NO:
            said.append(_attribute_text(code, value))
        elif value == "yes":
            said.append(_attribute_name(code))
    facets = {key: values for key, values in facets.items() if values}
    texts = {
        language: Texts(
            name=item.name,
            brand=item.brand,
            category=" ".join(
                _category_names(language)[slug] for slug in (item.shelf, shelf.department)
            ),
            attributes=" ".join(said),
            description=f"{item.summary} {item.description}",
        )
        for language in ("en", "de")
    }
    return ProductDocument(
        number,
        texts,
        skus=tuple(_skus(item)),
        facets=facets | {KEYS: tuple(facets)},
        prices={"EUR": item.price},
        in_stock=True,
        rating=0.0,
        popularity=0.0,
        published_at=PUBLISHED,
    )


def _skus(item: Merchandise) -> Iterator[str]:
    for colour in item.colours or ("",):
        for size in item.sizes or ("",):
            parts = (_slug(item.name), colour, _slug(size))
            yield "-".join(part for part in parts if part).upper()


def _slug(text: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text.lower())).strip("-")


def _attribute_text(code: str, value: str) -> str:
    if code in NUMBERS:
        return f"{Decimal(value).normalize():f} {NUMBERS[code]}"
    return value


def _attribute_name(code: str) -> str:
    return code.replace("-", " ").capitalize()


def _values(ids: Mapping[str, str], language: str) -> Iterator[FacetValue]:
    for slug, name in _category_names(language).items():
        yield FacetValue("category", ids[slug], name)
    for brand in dict.fromkeys(item.brand for item in RANGE):
        yield FacetValue("brand", _slug(brand), brand)
    for colour in dict.fromkeys(colour for item in RANGE for colour in item.colours):
        yield FacetValue("option.colour", colour, colour.capitalize(), COLOURS[colour].swatch)
    for size in dict.fromkeys(size for item in RANGE for size in item.sizes):
        yield FacetValue("option.size", _slug(size), size)
    seen = {(code, _attribute_text(code, value)): None for item in RANGE
            for code, value in (("material", item.material), *item.attributes)}  # fmt: skip
    for code, text in seen:
        is_so = code in YES_OR_NO and text == "yes"
        if is_so or code not in YES_OR_NO:
            name = _attribute_name(code) if is_so else text
            yield FacetValue(f"attribute.{code}", text, name)


def _facts(item: Merchandise) -> Facts:
    facts: dict[str, tuple[str, ...]] = {
        "name": (item.name,),
        "shelf": (item.shelf,),
        "kind": (item.kind.value,),
        "brand": (item.brand,),
        "colour": item.colours,
        "size": item.sizes,
        "material": (item.material,),
        "pattern": (item.pattern.value,),
        "style": (item.style,),
        "price": (str(Decimal(item.price).scaleb(-2)),),
        "text": (f"{item.name} {item.summary} {item.description}",),
    }
    return facts | {code: (value,) for code, value in item.attributes}


def online_retail(path: Path) -> JudgedCatalogue:
    """Every product of the file with its last title, its code as SKU and its median price."""
    rows = cleaned(path)
    products = rows.groupby("item", sort=True).agg(
        title=("title", "last"), price=("price", "median")
    )
    documents, facts = [], []
    for number, (code, title, price) in enumerate(_rows(products), start=1):
        documents.append(
            ProductDocument(
                number,
                texts={"en": Texts(name=title.capitalize())},
                skus=(code,),
                facets={KEYS: ()},
                prices={"GBP": round(price * 100)},
                in_stock=True,
                rating=0.0,
                popularity=0.0,
                published_at=PUBLISHED,
            )
        )
        facts.append({"title": (title,), "code": (code,), "price": (str(round(price, 2)),)})
    return JudgedCatalogue("online-retail", "GBP", documents, facts, {"en": ()})


def _rows(products: pd.DataFrame) -> Iterator[tuple[str, str, float]]:
    for code, row in products.iterrows():
        yield str(code), str(row["title"]), float(row["price"])
