"""The tables that can be brought and exported; ``apps.py`` has them registered."""

from __future__ import annotations

from typing import Any

from shop.exchange.exports import goods, orders, people
from shop.exchange.exports.tables import Exporter, exporters
from shop.exchange.goods.columns import read_articles
from shop.exchange.goods.planning import plan_goods
from shop.exchange.goods.shopify import read_shopify
from shop.exchange.goods.woocommerce import read_woocommerce
from shop.exchange.goods.writing import write_goods
from shop.exchange.levels.lists import plan_lists, read_lists, write_lists
from shop.exchange.levels.prices import plan_prices, read_prices, write_prices
from shop.exchange.levels.stock import plan_stock, read_stock, write_stock
from shop.exchange.models import Source, Table
from shop.exchange.orders.own import read_orders
from shop.exchange.orders.planning import plan_orders
from shop.exchange.orders.shopify import read_shopify_orders
from shop.exchange.orders.writing import write_orders
from shop.exchange.people.importing import plan_people, read_people, write_people
from shop.exchange.people.shopify import read_shopify_people
from shop.exchange.tables import Importer, importers, name_of

_IN: tuple[tuple[Table, Source, Importer[Any, Any]], ...] = (
    (Table.PRODUCTS, Source.SHELFWISE, Importer(read_articles, plan_goods, write_goods)),
    (Table.PRODUCTS, Source.SHOPIFY, Importer(read_shopify, plan_goods, write_goods)),
    (Table.PRODUCTS, Source.WOOCOMMERCE, Importer(read_woocommerce, plan_goods, write_goods)),
    (Table.STOCK, Source.SHELFWISE, Importer(read_stock, plan_stock, write_stock)),
    (Table.PRICES, Source.SHELFWISE, Importer(read_prices, plan_prices, write_prices)),
    (Table.LISTS, Source.SHELFWISE, Importer(read_lists, plan_lists, write_lists)),
    (Table.CUSTOMERS, Source.SHELFWISE, Importer(read_people, plan_people, write_people)),
    (Table.CUSTOMERS, Source.SHOPIFY, Importer(read_shopify_people, plan_people, write_people)),
    (Table.ORDERS, Source.SHELFWISE, Importer(read_orders, plan_orders, write_orders)),
    (Table.ORDERS, Source.SHOPIFY, Importer(read_shopify_orders, plan_orders, write_orders)),
)
_OUT: dict[Table, Exporter] = {
    Table.PRODUCTS: Exporter(goods.product_columns, goods.product_rows, ("catalog.view_product",)),
    Table.STOCK: Exporter(goods.stock_columns, goods.stock_rows, ("inventory.view_stocklevel",)),
    Table.PRICES: Exporter(goods.price_columns, goods.price_rows, ("pricing.view_price",)),
    Table.LISTS: Exporter(goods.list_columns, goods.list_rows, ("pricing.view_pricelist",)),
    Table.CUSTOMERS: Exporter(
        people.customer_columns, people.customer_rows, ("accounts.export_customer",)
    ),
    Table.ORDERS: Exporter(
        orders.order_columns, orders.order_rows, ("orders.view_order", "accounts.export_customer")
    ),
}


def register_kinds() -> None:
    """Name what reads, compares and writes each table, and what exports it."""
    for table, source, importer in _IN:
        importers.register(name_of(table, source), importer)
    for table, exporter in _OUT.items():
        exporters.register(table, exporter)
