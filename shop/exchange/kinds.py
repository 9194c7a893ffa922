"""The tables that can be brought; ``apps.py`` has them registered."""

from __future__ import annotations

from shop.exchange.goods.columns import read_articles
from shop.exchange.goods.planning import plan_goods
from shop.exchange.goods.writing import write_goods
from shop.exchange.models import Source, Table
from shop.exchange.tables import Importer, importers, name_of


def register_importers() -> None:
    """Name what reads, compares and writes each table, by whose columns a file has."""
    products = name_of(Table.PRODUCTS, Source.SHELFWISE)
    importers.register(products, Importer(read_articles, plan_goods, write_goods))
