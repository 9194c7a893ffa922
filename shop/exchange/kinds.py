"""The tables that can be brought; ``apps.py`` has them registered."""

from __future__ import annotations

from typing import Any

from shop.exchange.goods.columns import read_articles
from shop.exchange.goods.planning import plan_goods
from shop.exchange.goods.shopify import read_shopify
from shop.exchange.goods.writing import write_goods
from shop.exchange.levels.prices import plan_prices, read_prices, write_prices
from shop.exchange.levels.stock import plan_stock, read_stock, write_stock
from shop.exchange.models import Source, Table
from shop.exchange.tables import Importer, importers, name_of

_KINDS: tuple[tuple[Table, Source, Importer[Any, Any]], ...] = (
    (Table.PRODUCTS, Source.SHELFWISE, Importer(read_articles, plan_goods, write_goods)),
    (Table.PRODUCTS, Source.SHOPIFY, Importer(read_shopify, plan_goods, write_goods)),
    (Table.STOCK, Source.SHELFWISE, Importer(read_stock, plan_stock, write_stock)),
    (Table.PRICES, Source.SHELFWISE, Importer(read_prices, plan_prices, write_prices)),
)


def register_importers() -> None:
    """Name what reads, compares and writes each table, by whose columns a file has."""
    for table, source, importer in _KINDS:
        importers.register(name_of(table, source), importer)
