"""Marketplaces, and files as they bring them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from catalog.models import Product
from shop.marketplaces.files import bring_file, take_file
from shop.marketplaces.models import Layout, Marketplace, OrderFile

LINE = {
    "order": "M-1", "item": "1", "sku": "", "quantity": "1", "unit_price": "20.00",
    "name": "Grace Hopper", "line1": "1 Navy Yard", "postcode": "10115", "city": "Berlin",
    "country": "DE",
}  # fmt: skip
AMAZON_LINE = {
    "order-id": "058-1111111-2222222", "order-item-id": "05835637773451",
    "purchase-date": "2026-01-02T03:04:05+00:00", "buyer-email": "a222d34@marketplace.example",
    "buyer-name": "Joe Smith", "sku": "", "product-name": "Mug", "quantity-purchased": "1",
    "currency": "EUR", "item-price": "20.00", "item-tax": "3.19", "shipping-price": "4.90",
    "shipping-tax": "0.78", "ship-service-level": "Standard", "recipient-name": "Joe Smith",
    "ship-address-1": "1 Hill Road", "ship-address-2": "Back yard", "ship-address-3": "",
    "ship-city": "Berlin", "ship-state": "", "ship-postal-code": "10115", "ship-country": "DE",
}  # fmt: skip


def make_marketplace(code: str = "bazaar", **fields: Any) -> Marketplace:
    given = {"name": code.capitalize(), "country": "DE", "currency": settings.SHOP_BASE_CURRENCY}
    return Marketplace.objects.create(code=code, **{**given, **fields})


def sku_of(product: Product) -> str:
    return str(product.variants.earliest("pk").sku)


def as_file(lines: Iterable[Mapping[str, str]], delimiter: str = ",") -> bytes:
    """Lines as a file of orders; every line has the columns of the first."""
    rows = list(lines)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def generic(*lines: Mapping[str, str]) -> bytes:
    """Lines in the shop's own columns; what a line does not say is as in ``LINE``."""
    columns = {name: "" for line in lines for name in {**LINE, **line}}
    return as_file({**columns, **LINE, **line} for line in lines)


def amazon(*lines: Mapping[str, str]) -> bytes:
    """Lines as Amazon's order report has them: text with tabs."""
    columns = {name: "" for line in lines for name in {**AMAZON_LINE, **line}}
    return as_file(({**columns, **AMAZON_LINE, **line} for line in lines), "\t")


def brought(marketplace: Marketplace, content: bytes, name: str = "orders.csv") -> OrderFile:
    return bring_file(marketplace=marketplace, file_name=name, content=content, by=None)


def taken(marketplace: Marketplace, content: bytes) -> OrderFile:
    """A file brought and taken in."""
    return take_file(file=brought(marketplace, content))


def fill_marketplaces(product: Product, name: str) -> None:
    """A marketplace with an order that came from it, and a file that waits."""
    marketplace = make_marketplace(f"m-{name}"[:16], layout=Layout.GENERIC)
    line = {"sku": sku_of(product), "order": f"M-{name}"}
    taken(marketplace, generic(line))
    brought(marketplace, generic({**line, "order": f"M-{name}-2"}))
