"""WooCommerce's product CSV.

Columns as https://woocommerce.com/document/product-csv-importer-exporter/ and the plugin's own
mapping (``includes/admin/importers/mappings/default.php``) name them. A ``simple`` product is a
line; a ``variable`` one is followed by its ``variation`` lines, which name it as ``Parent``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from catalog.models import ProductKind, ProductStatus
from foundation import clock
from shop.exchange.cells import Addresses, Amount, Moment, Words, YesNo
from shop.exchange.findings import Findings, Unreadable
from shop.exchange.goods.articles import Article, Articles, Picture, Trait
from shop.exchange.goods.existing import DEFAULT
from shop.exchange.goods.foreign import (
    Barcode,
    Count,
    Grams,
    WordOf,
    cut,
    described,
    told_trait,
)
from shop.exchange.goods.html import plain_text
from shop.exchange.reading import Advance, cleaned_rows
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Terms

UNPLACED_CATEGORY = ("Imported",)
_ATTRIBUTE = re.compile(r"attribute (\d+) (name|value\(s\))$")
_WEIGHT = re.compile(r"weight \((g|kg|oz|lbs)\)$")
_META = re.compile(r"meta: (?!_)(.+)$")
_PARTED = re.compile(r"(?<!\\),\s*")


class SaleDay(Moment):
    """A day of a reduction, which may lie ahead."""

    def read(self, text: str) -> datetime:
        try:
            return super().read(text)
        except ValueError:
            if re.match(r"^\d{4}-\d{2}-\d{2}", text.strip()):
                return datetime(9999, 1, 1, tzinfo=UTC)
            raise


class WooColumns(Resource):
    """The columns that have a place in this shop; attributes, weights and metas come besides."""

    id = Field(column_name="ID", widget=Words(20))
    type = Field(column_name="Type", widget=Words(80))
    sku = Field(column_name="SKU", widget=Words(60))
    barcode = Field(column_name="GTIN, UPC, EAN, or ISBN", widget=Barcode())
    name = Field(column_name="Name", widget=Words(200))
    published = Field(column_name="Published", widget=WordOf({"1": True, "0": False, "-1": False}))
    summary = Field(column_name="Short description", widget=Words(lines=True))
    description = Field(column_name="Description", widget=Words(lines=True))
    sale_starts = Field(column_name="Date sale price starts", widget=SaleDay())
    sale_ends = Field(column_name="Date sale price ends", widget=SaleDay())
    stock = Field(column_name="Stock", widget=Count())
    beyond = Field(
        column_name="Backorders allowed?",
        widget=WordOf({"1": True, "0": False, "notify": True, "yes": True, "no": False}),
    )
    sale_price = Field(column_name="Sale price", widget=Amount())
    regular_price = Field(column_name="Regular price", widget=Amount())
    cost = Field(column_name="Cost of goods", widget=Amount())
    categories = Field(column_name="Categories", widget=Words())
    tags = Field(column_name="Tags", widget=Words())
    brands = Field(column_name="Brands", widget=Words(200))
    images = Field(column_name="Images", widget=Addresses(r",\s*"))
    parent = Field(column_name="Parent", widget=Words(60))
    in_stock = Field(column_name="In stock?", widget=YesNo())


def read_woocommerce(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> Articles:
    """The articles of WooCommerce's products.

    Raises:
        Unreadable: it is no such file.
    """
    resource = WooColumns()
    known = _known(resource, sheet.columns, findings)
    if not {"type", "name", "sku"} <= set(known.values()):
        raise Unreadable(
            _("This is no product file of WooCommerce: it needs “Type”, “SKU” and “Name”.")
        )
    lines = list(cleaned_rows(sheet, resource, known, findings, advance))
    reader = _Reader(lines, terms, findings)
    columns = {field: column for column, field in known.items()}
    names = {"sku": "sku", "amount": "regular_price", "stock": "stock", "category": "categories",
             f"name_{DEFAULT}": "name", f"slug_{DEFAULT}": "name"}  # fmt: skip
    return Articles(
        reader.articles(), {key: columns.get(field, field) for key, field in names.items()}
    )


def _known(resource: Resource, columns: Iterable[str], findings: Findings) -> dict[str, str]:
    names = {str(field.column_name).lower(): name for name, field in resource.fields.items()}
    known: dict[str, str] = {}
    for column in columns:
        plain = column.lower()
        if plain in names:
            known[column] = names[plain]
        elif part := _ATTRIBUTE.match(plain):
            known[column] = f"attribute{part[1]}_{part[2].removesuffix('(s)')}"
        elif weight := _WEIGHT.match(plain):
            known[column] = "grams"
            resource.fields["grams"] = Field(column_name=column, widget=Grams(weight[1]))
        elif meta := _META.match(plain):
            known[column] = f"trait:{meta[1].replace('_', ' ')[:80]}"
        else:
            findings.unplaced.append(column)
            continue
        if known[column] not in resource.fields:
            resource.fields[known[column]] = Field(column_name=column, widget=Words(lines=True))
    return known


class _Reader:
    """Goes through the lines of one file; variations find their product by SKU or ``id:12``."""

    def __init__(
        self, lines: list[tuple[int, dict[str, Any]]], terms: Terms, findings: Findings
    ) -> None:
        self.lines, self.terms, self.findings = lines, terms, findings
        self.parents: dict[str, tuple[str, dict[str, Any]]] = {}
        self.handles: set[str] = set()
        self.told: set[str] = set()
        self.varied: dict[str, set[str]] = defaultdict(set)
        """Attributes that variations of a product have, by what names it as their parent."""
        for _line, given in lines:
            if parent := given.get("parent"):
                self.varied[parent] |= {name for name, _value in _attributes(given)}
            if "variation" not in _types(given):
                handle = self._handle(given)
                for key in (given.get("sku"), f"id:{given.get('id')}"):
                    if key:
                        self.parents[key] = handle, given

    def _handle(self, given: Mapping[str, Any]) -> str:
        """WooCommerce writes no slugs: one of the name, with the SKU where two are alike."""
        slug = slugify(given.get("name", ""))[:180]
        if not slug or slug in self.handles:
            slug = f"{slug}-{slugify(given.get('sku') or given.get('id') or '')}".strip("-")[:200]
        self.handles.add(slug)
        return slug

    def articles(self) -> list[Article]:
        found = []
        for line, given in self.lines:
            types = _types(given)
            if "variable" in types:
                continue  # its variations say what is sold
            if types & {"grouped", "external"}:
                words = _("Grouped and external products are nothing that is sold here.")
                self.findings.note(words)
                continue
            if "variation" in types:
                entry = self.parents.get(given.get("parent", ""))
                if entry is None:
                    words = _("Its product “%s” is not in the file.") % given.get("parent", "")
                    self.findings.say(line, "Parent", words)
                    continue
                found.append(self._article(line, given, *entry))
            else:
                found.append(self._article(line, given, *self._own(given)))
        return found

    def _own(self, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        key = given.get("sku") or f"id:{given.get('id')}"
        return self.parents.get(key, (self._handle(given), given))

    def _article(
        self, line: int, given: dict[str, Any], handle: str, parent: dict[str, Any]
    ) -> Article:
        is_variation = given is not parent
        if not given.get("sku"):
            self.findings.note(_("A variant without a SKU got one from its number or name."))
        article = Article(
            line=line,
            sku=given.get("sku") or f"woo-{given.get('id') or handle}"[:60],
            handle=handle,
            variant=_variant(given, is_variation),
            options=dict(_attributes(given)) if is_variation else {},
            amounts=_amounts(given),
            currency=self.terms.currency,
            stock=given.get("stock"),
            warehouse=self.terms.warehouse,
            sells_beyond=given.get("beyond"),
        )
        if is_variation and (own := given.get("images")):
            article.own_picture = Picture(own[0])
        if handle not in self.told:
            self.told.add(handle)
            article.product = self._product(handle, parent, given)
            article.traits = self._traits(parent, is_variation)
            article.pictures = tuple(Picture(url) for url in parent.get("images") or ())
        return article

    def _product(
        self, handle: str, parent: dict[str, Any], given: dict[str, Any]
    ) -> dict[str, Any]:
        paths = _PARTED.split(parent.get("categories", ""))
        path = tuple(part.strip() for part in paths[0].split(">") if part.strip())
        if len(paths) > 1:
            self.findings.note(_("Of several categories the first one was taken."))
        is_shown = parent.get("published", True)
        columns: dict[str, Any] = {
            f"name_{DEFAULT}": parent.get("name", ""),
            f"slug_{DEFAULT}": handle,
            "category": path or UNPLACED_CATEGORY,
            "status": (ProductStatus.PUBLISHED if is_shown else ProductStatus.DRAFT).value,
            "kind": _kind(given),
        }
        if "description" in parent:
            columns[f"description_{DEFAULT}"] = described(parent["description"], self.findings)
        if "summary" in parent:
            words = " ".join(plain_text(parent["summary"]).split())
            columns[f"summary_{DEFAULT}"] = cut(words, 240, self.findings)
        if parent.get("brands"):
            columns["brand"] = _PARTED.split(parent["brands"])[0][:120]
        return columns

    def _traits(self, parent: dict[str, Any], is_variation: bool) -> dict[str, Trait]:
        """Attributes that do not set variations apart, tags and metas."""
        traits: dict[str, Trait] = {}
        keys = (parent.get("sku", ""), f"id:{parent.get('id')}") if is_variation else ()
        varied = set().union(*(self.varied.get(key, ()) for key in keys))
        for name, value in _attributes(parent):
            if name not in varied:
                traits[name] = told_trait(value, self.findings)
        for key, value in parent.items():
            if key.startswith("trait:"):
                traits[key.removeprefix("trait:")] = told_trait(value, self.findings)
        if tags := parent.get("tags"):
            traits["tags"] = told_trait(tags, self.findings)
        return traits


def _types(given: Mapping[str, Any]) -> set[str]:
    return {part.strip().lower() for part in str(given.get("type", "simple")).split(",")}


def _attributes(given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for key, name in given.items():
        if key.startswith("attribute") and key.endswith("_name") and name:
            value = given.get(f"{key.removesuffix('_name')}_value")
            if value:
                yield " ".join(name.split())[:80], " ".join(value.split())


def _variant(given: Mapping[str, Any], is_variation: bool) -> dict[str, Any]:
    variant: dict[str, Any] = {}
    if "barcode" in given:
        variant["barcode"] = given["barcode"]
    if "grams" in given:
        variant["weight_grams"] = given["grams"]
    if is_variation and "published" in given:
        variant["is_active"] = given["published"]
    return variant


def _amounts(given: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """The regular price, or while it is reduced the reduced one with the regular beside it."""
    amounts: dict[str, Decimal | None] = {}
    regular, sale, now = given.get("regular_price"), given.get("sale_price"), clock.now()
    starts, ends = given.get("sale_starts"), given.get("sale_ends")
    is_reduced = sale is not None and (starts is None or starts <= now)
    if is_reduced and regular is not None and sale < regular and (ends is None or ends >= now):
        amounts = {"amount": sale, "compare_at": regular}
    elif regular is not None:
        amounts = {"amount": regular, "compare_at": None}
    if "cost" in given:
        amounts["cost"] = given["cost"]
    return amounts


def _kind(given: Mapping[str, Any]) -> str:
    is_sent = not _types(given) & {"virtual", "downloadable"}
    return (ProductKind.GOODS if is_sent else ProductKind.DIGITAL).value
