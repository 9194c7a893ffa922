"""The shop's own columns of products: a line for each variant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from catalog.models import ProductKind, ProductStatus
from shop.exchange.cells import (
    Addresses,
    Amount,
    Cell,
    Choice,
    Path,
    Slug,
    Whole,
    Words,
    YesNo,
)
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.goods.articles import Article, Articles, Picture
from shop.exchange.reading import Advance, cleaned_rows, known_columns
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Terms

OPTION, ATTRIBUTE = "option:", "attribute:"
TEXTS: dict[str, Cell] = {
    "name": Words(200, needed=True),
    "slug": Slug(200, needed=True),
    "summary": Words(240),
    "description": Words(20_000, lines=True),
}
_DEFAULT = settings.MODELTRANSLATION_DEFAULT_LANGUAGE


class ProductColumns(Resource):
    """The columns that every file may have; texts, options and attributes have more of them.

    A text in another language than the shop's first has the language after its name
    (``name_de``); options and attributes are ``option:colour`` and ``attribute:material``.
    """

    sku = Field(widget=Words(60, needed=True))
    category = Field(widget=Path())
    brand = Field(widget=Words(120))
    status = Field(widget=Choice(ProductStatus))
    kind = Field(widget=Choice(ProductKind))
    external_ref = Field(widget=Words(60))
    barcode = Field(widget=Words(14))
    weight_grams = Field(widget=Whole())
    is_active = Field(column_name="active", widget=YesNo())
    amount = Field(column_name="price", widget=Amount())
    compare_at = Field(widget=Amount())
    cost = Field(widget=Amount())
    currency = Field(widget=Words(3, needed=True))
    stock = Field(widget=Whole(1_000_000_000))
    warehouse = Field(widget=Words(20, needed=True))
    pictures = Field(widget=Addresses())

    def __init__(self, columns: Iterable[str] = ()) -> None:
        super().__init__()
        self.fields["amount"].widget.may_clear = False
        self.fields["stock"].widget.may_clear = False
        for code, _name in settings.LANGUAGES:
            for text, widget in TEXTS.items():
                name = text_column(text, code)
                self.fields[f"{text}_{code}"] = Field(column_name=name, widget=widget)
        for column in columns:
            if column.lower().startswith((OPTION, ATTRIBUTE)) and column.partition(":")[2].strip():
                kind = column.partition(":")[0].lower()
                most = 80 if kind == "option" else 200
                self.fields[f"{kind}:{column.partition(':')[2].strip()}"] = Field(
                    column_name=column, widget=Words(most)
                )
        for name, field in self.fields.items():
            field.attribute = name  # exported rows are values by the names of fields


def text_column(text: str, language: str) -> str:
    """What a text in a language is called in a heading."""
    return text if language == _DEFAULT else f"{text}_{language}"


def read_articles(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> Articles:
    """The articles of a file in the shop's own columns.

    Raises:
        Unreadable: it has no column ``sku``.
    """
    resource = ProductColumns(sheet.columns)
    known = known_columns(resource, sheet, findings)
    if "sku" not in known.values():
        raise Unreadable(_("There is no column “sku”, by which rows are known."))
    articles = []
    for line, given in cleaned_rows(sheet, resource, known, findings, advance):
        if "sku" not in given:
            findings.say(line, "sku", _("Every row needs a SKU."))
            continue
        articles.append(_article(line, given, terms))
    names = {key: field.column_name for key, field in resource.fields.items()}
    return Articles(articles, names)


_PRODUCT = ("category", "brand", "status", "kind", "external_ref")
_VARIANT = ("barcode", "weight_grams", "is_active")
_AMOUNTS = ("amount", "compare_at", "cost")


def _article(line: int, given: Mapping[str, Any], terms: Terms) -> Article:
    texts = {
        key: value
        for code, _name in settings.LANGUAGES
        for key, value in ((f"{text}_{code}", given.get(f"{text}_{code}")) for text in TEXTS)
        if value is not None
    }
    return Article(
        line=line,
        sku=given["sku"],
        handle=texts.get(f"slug_{_DEFAULT}", ""),
        product={**texts, **_of(given, _PRODUCT)},
        variant=_of(given, _VARIANT),
        options=_named(given, OPTION),
        traits={name: value or None for name, value in _named(given, ATTRIBUTE).items()},
        amounts=_of(given, _AMOUNTS),
        currency=(given.get("currency") or terms.currency).upper(),
        stock=given.get("stock"),
        warehouse=given.get("warehouse") or terms.warehouse,
        pictures=tuple(Picture(url) for url in given.get("pictures", ())),
    )


def _of(given: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


def _named(given: Mapping[str, Any], prefix: str) -> dict[str, str]:
    return {
        key.removeprefix(prefix): value for key, value in given.items() if key.startswith(prefix)
    }
