"""Items as files: RSS 2.0 with Google's names, text with tabs, CSV for Meta. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from xml.sax.saxutils import escape

from foundation.money import Money
from shop.feeds.specification import Availability, FeedFormat, Item

CONTENT_TYPES = {
    FeedFormat.GOOGLE_XML: "application/xml; charset=utf-8",
    FeedFormat.GOOGLE_TSV: "text/tab-separated-values; charset=utf-8",
    FeedFormat.META_CSV: "text/csv; charset=utf-8",
}
ENDINGS = {
    FeedFormat.GOOGLE_XML: "xml",
    FeedFormat.GOOGLE_TSV: "tsv",
    FeedFormat.META_CSV: "csv",
}
_GOOGLE = (
    "id", "title", "description", "link", "image_link", "additional_image_link", "availability",
    "availability_date", "price", "sale_price", "condition", "brand", "gtin",
    "identifier_exists", "item_group_id", "color", "size", "material", "pattern",
    "product_type", "shipping_weight",
)  # fmt: skip
_META = (
    "id", "title", "description", "availability", "condition", "price", "sale_price", "link",
    "image_link", "additional_image_link", "brand", "gtin", "item_group_id", "color", "size",
    "material", "pattern", "product_type", "shipping_weight",
)  # fmt: skip
_NO_XML = dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
_META_AVAILABILITY = {
    Availability.IN_STOCK: "in stock",
    Availability.OUT_OF_STOCK: "out of stock",
    Availability.PREORDER: "preorder",
    Availability.BACKORDER: "available for order",
}


def pieces(items: Iterable[Item], format: FeedFormat, *, title: str, link: str) -> Iterator[str]:
    """The file piece by piece; ``title`` and ``link`` are the shop's."""
    match format:
        case FeedFormat.GOOGLE_XML:
            yield from _xml(items, title=title, link=link)
        case FeedFormat.GOOGLE_TSV:
            yield from _table(items, _GOOGLE, _google, "\t")
        case FeedFormat.META_CSV:
            yield from _table(items, _META, _meta, ",")


def _xml(items: Iterable[Item], *, title: str, link: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
    yield f"<title>{_escaped(title)}</title>\n<link>{_escaped(link)}</link>\n"
    yield f"<description>{_escaped(title)}</description>\n"
    for item in items:
        told = _google(item)
        yield "<item>\n"
        for name in _GOOGLE:
            if name == "additional_image_link":
                for address in item.more_images:
                    yield f"<g:{name}>{_escaped(address)}</g:{name}>\n"
            elif told.get(name):
                yield f"<g:{name}>{_escaped(told[name])}</g:{name}>\n"
        yield "</item>\n"
    yield "</channel>\n</rss>\n"


def _escaped(text: str) -> str:
    """Text as XML 1.0 may hold it: what it may not (2.2 Characters) is left out."""
    return escape(
        "".join(sign for sign in text if sign >= " " or sign in "\t\n").translate(_NO_XML)
    )


def _table(
    items: Iterable[Item],
    columns: tuple[str, ...],
    tell: Callable[[Item], dict[str, str]],
    delimiter: str,
) -> Iterator[str]:
    yield _line(columns, delimiter)
    for item in items:
        told = tell(item)
        yield _line([" ".join(told.get(name, "").split()) for name in columns], delimiter)


def _line(cells: Iterable[str], delimiter: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _google(item: Item) -> dict[str, str]:
    return _shared(item) | {
        "availability": item.availability.value,
        "availability_date": _day(item),
        "identifier_exists": "" if item.gtin else "no",
    }


def _meta(item: Item) -> dict[str, str]:
    return _shared(item) | {"availability": _META_AVAILABILITY[item.availability]}


def _shared(item: Item) -> dict[str, str]:
    return {
        **item.options,
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "link": item.link,
        "image_link": item.image,
        "additional_image_link": ",".join(item.more_images),
        "price": _price(item.price),
        "sale_price": _price(item.sale_price) if item.sale_price else "",
        "condition": "new",
        "brand": item.brand,
        "gtin": item.gtin,
        "item_group_id": item.group_id,
        "product_type": item.product_type,
        "shipping_weight": f"{item.weight_grams} g" if item.weight_grams else "",
    }


def _price(price: Money) -> str:
    return f"{price.amount:f} {price.currency}"


def _day(item: Item) -> str:
    is_later = item.availability in (Availability.PREORDER, Availability.BACKORDER)
    return f"{item.available_from}T00:00Z" if is_later and item.available_from else ""
