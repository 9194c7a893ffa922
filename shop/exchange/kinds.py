"""The tables that can be brought and exported; ``apps.py`` has them registered."""

from __future__ import annotations

from typing import Any

from shop.exchange.exports import goods, people
from shop.exchange.exports.tables import Exporter, exporters
from shop.exchange.goods.columns import read_articles
from shop.exchange.goods.planning import plan_goods
from shop.exchange.goods.shopify import read_shopify
from shop.exchange.goods.woocommerce import read_woocommerce
from shop.exchange.goods.writing import write_goods
from shop.exchange.levels.prices import plan_prices, read_prices, write_prices
from shop.exchange.levels.stock import plan_stock, read_stock, write_stock
from shop.exchange.models import Source, Table
from shop.exchange.people.importing import plan_people, read_people, write_people
from shop.exchange.tables import Importer, importers, name_of

_IN: tuple[tuple[Table, Source, Importer[Any, Any]], ...] = (
    (Table.PRODUCTS, Source.SHELFWISE, Importer(read_articles, plan_goods, write_goods)),
    (Table.PRODUCTS, Source.SHOPIFY, Importer(read_shopify, plan_goods, write_goods)),
    (Table.PRODUCTS, Source.WOOCOMMERCE, Importer(read_woocommerce, plan_goods, write_goods)),
    (Table.STOCK, Source.SHELFWISE, Importer(read_stock, plan_stock, write_stock)),
    (Table.PRICES, Source.SHELFWISE, Importer(read_prices, plan_prices, write_prices)),
    (Table.CUSTOMERS, Source.SHELFWISE, Importer(read_people, plan_people, write_people)),
)
_OUT: dict[Table, Exporter] = {
    Table.PRODUCTS: Exporter(goods.product_columns, goods.product_rows, ("catalog.view_product",)),
    Table.STOCK: Exporter(goods.stock_columns, goods.stock_rows, ("inventory.view_stocklevel",)),
    Table.PRICES: Exporter(goods.price_columns, goods.price_rows, ("pricing.view_price",)),
    Table.CUSTOMERS: Exporter(
        people.customer_columns, people.customer_rows, ("accounts.export_customer",)
    ),
    Table.ORDERS: Exporter(
        people.order_columns, people.order_rows, ("orders.view_order", "accounts.export_customer")
    ),
}


def register_kinds() -> None:
    """Name what reads, compares and writes each table, and what exports it."""
    for table, source, importer in _IN:
        importers.register(name_of(table, source), importer)
    for table, exporter in _OUT.items():
        exporters.register(table, exporter)
