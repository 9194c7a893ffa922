"""Shopify's product CSV, in its older and its newer headings.

Columns as https://help.shopify.com/en/manual/products/import-export/using-csv describes them. A
product is several lines with one handle: the first tells of the product, those with an option
value or a price are variants, others only bring a further picture.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from catalog.models import ProductKind, ProductStatus
from shop.exchange.cells import Addresses, Amount, Path, Slug, Words, YesNo
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
from shop.exchange.reading import Advance, cleaned_rows
from shop.exchange.sheets import Sheet
from shop.exchange.tables import Terms

NEWER = {
    "URL handle": "Handle",
    "Description": "Body (HTML)",
    "Product category": "Product Category",
    "Published on online store": "Published",
    "SKU": "Variant SKU",
    "Barcode": "Variant Barcode",
    "Price": "Variant Price",
    "Compare-at price": "Variant Compare At Price",
    "Inventory tracker": "Variant Inventory Tracker",
    "Inventory quantity": "Variant Inventory Qty",
    "Continue selling when out of stock": "Variant Inventory Policy",
    "Weight value (grams)": "Variant Grams",
    "Requires shipping": "Variant Requires Shipping",
    "Product image URL": "Image Src",
    "Image position": "Image Position",
    "Image alt text": "Image Alt Text",
    "Variant image URL": "Variant Image",
    "Gift card": "Gift Card",
    "SEO description": "SEO Description",
    "Standardized Product Type": "Product Category",
    "Standard Product Type": "Product Category",
    "Custom Product Type": "Type",
}
"""The newer name of a column beside the older one, which the code below speaks of."""
METAFIELD = re.compile(r"\((product|variant)\.metafields\.([^.)]+)\.([^)]+)\)$")
GOOGLE_TRAITS = {
    "Google Shopping / Gender": "gender",
    "Google Shopping / Age Group": "age_group",
    "Google Shopping / Condition": "condition",
    "Google Shopping / MPN": "mpn",
    "Google Shopping / Manufacturer part number (MPN)": "mpn",
}
UNPLACED_CATEGORY = ("Imported",)
_STATUS = {
    "active": ProductStatus.PUBLISHED,
    "draft": ProductStatus.DRAFT,
    "unlisted": ProductStatus.DRAFT,
    "archived": ProductStatus.RETIRED,
}
_NO_OPTION = "title"


class ShopifyColumns(Resource):
    """The columns that have a place in this shop; options, metafields and markets come besides."""

    handle = Field(column_name="Handle", widget=Slug(200))
    name = Field(column_name="Title", widget=Words(200))
    body = Field(column_name="Body (HTML)", widget=Words(lines=True))
    vendor = Field(column_name="Vendor", widget=Words(120))
    category = Field(column_name="Product Category", widget=Path())
    type = Field(column_name="Type", widget=Words(120))
    tags = Field(column_name="Tags", widget=Words())
    published = Field(column_name="Published", widget=YesNo())
    status = Field(column_name="Status", widget=WordOf(_STATUS))
    sku = Field(column_name="Variant SKU", widget=Words(60))
    barcode = Field(column_name="Variant Barcode", widget=Barcode())
    grams = Field(column_name="Variant Grams", widget=Grams())
    tracker = Field(column_name="Variant Inventory Tracker", widget=Words(60))
    quantity = Field(column_name="Variant Inventory Qty", widget=Count())
    policy = Field(
        column_name="Variant Inventory Policy",
        widget=WordOf({"deny": False, "continue": True, "false": False, "true": True}),
    )
    amount = Field(column_name="Variant Price", widget=Amount())
    compare_at = Field(column_name="Variant Compare At Price", widget=Amount())
    cost = Field(column_name="Cost per item", widget=Amount())
    needs_sending = Field(column_name="Variant Requires Shipping", widget=YesNo())
    gift_card = Field(column_name="Gift Card", widget=YesNo())
    image = Field(column_name="Image Src", widget=Addresses(r"\s+", most=1))
    image_position = Field(column_name="Image Position", widget=Count())
    image_alt = Field(column_name="Image Alt Text", widget=Words(512))
    own_image = Field(column_name="Variant Image", widget=Addresses(r"\s+", most=1))
    seo_description = Field(column_name="SEO Description", widget=Words(5_000))


def read_shopify(
    sheet: Sheet, terms: Terms, findings: Findings, advance: Advance | None = None
) -> Articles:
    """The articles of Shopify's products.

    Raises:
        Unreadable: it has neither handles nor titles.
    """
    resource = ShopifyColumns()
    known = _known(resource, sheet.columns, findings)
    if not {"handle", "name"} & set(known.values()):
        raise Unreadable(_("This is no product file of Shopify: it has no column “Handle”."))
    lines = list(cleaned_rows(sheet, resource, known, findings, advance))
    _complete_handles(lines, findings)
    tracks_all = "tracker" not in known.values()
    by_handle: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for line, given in lines:
        by_handle[given["handle"]].append((line, given))
    tracked = {line for line, given in lines if given.get("tracker")}
    articles: list[Article] = []
    for handle, own in by_handle.items():
        if handle:
            articles += _product(handle, own, terms, findings)
    for article in articles:
        if not (tracks_all or article.line in tracked):
            article.stock = None  # it is sold without being counted
    return Articles(articles, _names(resource, known))


def _known(resource: Resource, columns: Iterable[str], findings: Findings) -> dict[str, str]:
    """Fields by the columns of the file; metafields, markets and options get theirs here."""
    names = {str(field.column_name).lower(): name for name, field in resource.fields.items()}
    newer = {new.lower(): old.lower() for new, old in NEWER.items()}
    google = {column.lower(): code for column, code in GOOGLE_TRAITS.items()}
    known: dict[str, str] = {}
    for column in columns:
        plain = newer.get(column.lower(), column.lower())
        if plain in names:
            known[column] = names[plain]
        elif option := re.fullmatch(r"option([123]) (name|value)", plain):
            known[column] = f"option{option[1]}_{option[2]}"
        elif plain in google:
            known[column] = f"trait:{google[plain]}"
        elif meta := METAFIELD.search(column):
            known[column] = f"trait:{_trait_name(column, meta[3])}"
        else:
            findings.unplaced.append(column)
            continue
        if known[column] not in resource.fields:
            resource.fields[known[column]] = Field(column_name=column, widget=Words(lines=True))
    return known


def _trait_name(column: str, key: str) -> str:
    """What a metafield is called: the words before its brackets, else its key."""
    return (column.partition("(")[0].strip() or key.replace("_", " "))[:80]


def _names(resource: Resource, known: Mapping[str, str]) -> dict[str, str]:
    """What the file calls the values that a comparison speaks of."""
    by_field = {field: column for column, field in known.items()}
    own = {
        "sku": "sku", "amount": "amount", "stock": "quantity", "category": "category",
        f"name_{DEFAULT}": "name", f"slug_{DEFAULT}": "handle", "status": "status",
    }  # fmt: skip
    return {key: by_field.get(field, field) for key, field in own.items()}


def _complete_handles(lines: Sequence[tuple[int, dict[str, Any]]], findings: Findings) -> None:
    """A file of new products may have titles alone; the lines below a title belong to it."""
    last = ""
    for line, given in lines:
        if not given.get("handle"):
            made = slugify(given.get("name", ""))[:180]
            given["handle"] = made or last
            if not given["handle"]:
                findings.say(line, "Handle", _("Nothing tells to which product this belongs."))
        last = given["handle"]


def _product(
    handle: str,
    lines: Sequence[tuple[int, dict[str, Any]]],
    terms: Terms,
    findings: Findings,
) -> list[Article]:
    first = lines[0][1]
    names = [_option_name(first, number) for number in (1, 2, 3)]
    product = _product_columns(handle, first, findings)
    pictures = _pictures(lines)
    traits: dict[str, Trait] = {}
    articles = []
    for line, given in lines:
        traits |= _traits(given, findings)
        if not _is_variant(given):
            continue
        article = _variant(line, given, names, terms)
        article.sku = article.sku or _made_sku(handle, article, findings)
        articles.append(article)
    if articles:
        articles[0].product, articles[0].pictures = product, pictures
        articles[0].traits = traits
        for article in articles:
            article.handle = handle
    else:
        findings.say(lines[0][0], "Variant Price", _("This product has no variant."))
    return articles


def _option_name(first: Mapping[str, Any], number: int) -> str:
    name = " ".join(str(first.get(f"option{number}_name", "")).split())[:80]
    is_none = name.casefold() == _NO_OPTION and first.get("option1_value") == "Default Title"
    return "" if is_none else name


def _is_variant(given: Mapping[str, Any]) -> bool:
    return any(given.get(key) not in (None, "") for key in ("option1_value", "amount", "sku"))


def _product_columns(handle: str, first: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """What the first line says of the product; without a category its type is one."""
    type_path = (first["type"],) if first.get("type") else UNPLACED_CATEGORY
    columns: dict[str, Any] = {f"slug_{DEFAULT}": handle}
    if first.get("name"):
        columns[f"name_{DEFAULT}"] = first["name"]
        columns["category"] = first.get("category") or type_path
        columns["status"] = _status(first)
        columns["kind"] = _kind(first)
    if "body" in first:
        columns[f"description_{DEFAULT}"] = described(first["body"], findings)
    if "seo_description" in first:
        columns[f"summary_{DEFAULT}"] = cut(first["seo_description"], 240, findings)
    if "vendor" in first:
        columns["brand"] = first["vendor"]
    return columns


def _status(first: Mapping[str, Any]) -> str:
    """Published is what is active and shown in the online shop."""
    status = first.get("status", ProductStatus.PUBLISHED)
    if status == ProductStatus.PUBLISHED and first.get("published") is False:
        return ProductStatus.DRAFT.value
    return str(status.value)


def _kind(first: Mapping[str, Any]) -> str:
    if first.get("gift_card"):
        return ProductKind.GIFT_CARD.value
    is_sent = first.get("needs_sending", True)
    return ProductKind.GOODS.value if is_sent else ProductKind.DIGITAL.value


def _pictures(lines: Sequence[tuple[int, Mapping[str, Any]]]) -> tuple[Picture, ...]:
    """The pictures of a product in their order, each once."""
    placed = []
    for number, (_line, given) in enumerate(lines):
        for url in given.get("image") or ():
            placed.append((given.get("image_position") or number + 1, url, given))
    placed.sort(key=lambda entry: entry[0])
    return tuple(Picture(url, given.get("image_alt", "")) for _position, url, given in placed)


def _traits(given: Mapping[str, Any], findings: Findings) -> dict[str, Trait]:
    """Metafields, tags and what Google is told, as attributes."""
    traits: dict[str, Trait] = {
        key.removeprefix("trait:"): told_trait(value, findings)
        for key, value in given.items()
        if key.startswith("trait:") and value
    }
    if tags := given.get("tags"):
        traits["tags"] = told_trait(tags, findings)
    if given.get("type") and given.get("category"):
        traits["type"] = told_trait(given["type"], findings)
    return traits


def _variant(line: int, given: Mapping[str, Any], names: Sequence[str], terms: Terms) -> Article:
    options = {
        name: " ".join(str(given[f"option{number}_value"]).split())[:80]
        for number, name in enumerate(names, start=1)
        if name and given.get(f"option{number}_value")
    }
    amounts: dict[str, Decimal | None] = {
        key: given[key] for key in ("amount", "compare_at", "cost") if key in given
    }
    _drop_empty_reduction(amounts)
    variant = {"barcode": given.get("barcode", "")} if "barcode" in given else {}
    if "grams" in given:
        variant["weight_grams"] = given["grams"]
    own = given.get("own_image") or ()
    return Article(
        line=line,
        sku=given.get("sku", ""),
        variant=variant,
        options=options,
        amounts=amounts,
        currency=terms.currency,
        stock=given.get("quantity"),
        warehouse=terms.warehouse,
        sells_beyond=given.get("policy"),
        own_picture=Picture(own[0]) if own else None,
    )


def _drop_empty_reduction(amounts: dict[str, Decimal | None]) -> None:
    """Shopify shows no reduction where the compare-at price is not higher, so there is none."""
    amount, compare_at = amounts.get("amount"), amounts.get("compare_at")
    if amount is not None and compare_at is not None and compare_at <= amount:
        amounts["compare_at"] = None


def _made_sku(handle: str, article: Article, findings: Findings) -> str:
    """Variants may come without a SKU; here each has one, the same at every import."""
    findings.note(_("A variant without a SKU got one from its handle and options."))
    chosen = "-".join(slugify(value) or str(article.line) for value in article.options.values())
    return f"{handle}-{chosen}"[:60].strip("-") if chosen else handle[:60]
