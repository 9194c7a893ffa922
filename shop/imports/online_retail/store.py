"""The whole import, in one transaction: a killed run leaves nothing, a second one adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import tee
from pathlib import Path

import pandas as pd
from django.conf import settings
from django.db import connection, transaction

from accounts.history import StoredCustomer
from accounts.models import Customer
from catalog.models import Product, Variant
from events.models import DailyDemand, Event
from events.rollups import rebuild_daily_demand
from foundation.bulk import count_rows_anew
from foundation.progress import Steps
from orders.history import StoredOrder, record_history, record_returns
from orders.models import Order, OrderLine, ShippingMethod
from shop.imports.online_retail.articles import Article, articles
from shop.imports.online_retail.catalogue import (
    CURRENCY,
    REFERENCE,
    Stocked,
    draw_pictures,
    stock_products,
    stocked_products,
)
from shop.imports.online_retail.checking import check_rows
from shop.imports.online_retail.invoices import Invoices, group_invoices, past_orders
from shop.imports.online_retail.people import add_customers, known_customers
from shop.imports.online_retail.reading import read_table
from shop.imports.online_retail.returns import known_cancellations, past_returns
from shop.imports.online_retail.sorting import Ledger, sort_rows
from shop.imports.online_retail.table import BrokenRow
from shop.storefront.listing import rebuild_listings
from shop.storefront.models import Listing

_FILLED = (Customer, Product, Variant, Order, OrderLine, Event, DailyDemand, Listing)


class WrongStore(Exception):
    """A database or settings that this data must not go into. Nothing was written."""


@dataclass(slots=True)
class ImportReport:
    """What a run read and wrote. Counts of things are those written by this run."""

    rows: int = 0
    broken: Sequence[BrokenRow] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    products: int = 0
    drafts: int = 0
    pictures: int = 0
    customers: int = 0
    orders: int = 0
    lines: int = 0
    returns_matched: int = 0
    returns_partly: int = 0
    returns_unmatched: int = 0
    events: int = 0
    days: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.products or self.customers or self.orders or self.events)

    def broken_by_reason(self) -> Counter[str]:
        return Counter(row.reason.partition(":")[0] for row in self.broken)


def import_online_retail(path: Path, *, limit: int | None, steps: Steps) -> ImportReport:
    """Read a file of Online Retail into this shop, which holds nothing else.

    The file is read and checked whole before anything is written. What is there already stays as
    it is: products, customers, invoices and cancellations are known by their names in the file.

    Raises:
        WrongStore: the shop has products of its own, or its base currency is not the pound.
        NotOnlineRetail: the file is not one.
    """
    check_store()
    report = ImportReport()
    ledger = _read(path, limit, steps, report)
    goods = articles(ledger)
    _draw(goods, steps, report)
    with transaction.atomic():
        _one_at_a_time()
        check_store()
        _write(ledger, goods, steps, report)
    if report.changed:
        count_rows_anew(_FILLED)
    return report


def check_store() -> None:
    """Refuse a shop that is not this data's own.

    Raises:
        WrongStore: with the way out.
    """
    if settings.SHOP_BASE_CURRENCY != CURRENCY:
        raise WrongStore(
            f"Online Retail is priced in pounds, this shop in {settings.SHOP_BASE_CURRENCY}. "
            f"Set SHOP_BASE_CURRENCY={CURRENCY}, and SHELFWISE_DATA_DIR or DATABASE_URL to a "
            "place of its own."
        )
    others = Product.objects.exclude(external_ref__startswith=REFERENCE)
    if other := others.order_by("pk").first():
        raise WrongStore(
            f"This shop has products of its own ({other}, for one): Online Retail goes into a "
            "database of its own. Set SHELFWISE_DATA_DIR (or DATABASE_URL) to another place, run "
            "migrate there and import again."
        )


def _read(path: Path, limit: int | None, steps: Steps, report: ImportReport) -> Ledger:
    with steps.step("Reading the file") as advance:
        table = read_table(path, limit=limit, advance=advance)
    with steps.step("Checking every row", len(table.cells)) as advance:
        checked = check_rows(table)
        ledger = sort_rows(checked.frame)
    report.rows = len(table.cells) + len(table.broken)
    report.broken = checked.broken
    report.left_out = {kind.value: count for kind, count in ledger.left_out.items()}
    return ledger


def _draw(goods: Sequence[Article], steps: Steps, report: ImportReport) -> None:
    """Pictures are files, so outside the transaction; the same again when a run was killed."""
    known = stocked_products()
    missing = [article for article in goods if article.code not in known]
    if not missing:
        return
    with steps.step("Drawing the pictures", len(missing)) as advance:
        report.pictures = draw_pictures(missing, advance=advance)


def _one_at_a_time() -> None:
    """A second import waits for the first, then finds all there; on SQLite it does so anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [REFERENCE])


def _write(ledger: Ledger, goods: Sequence[Article], steps: Steps, report: ImportReport) -> None:
    with steps.step("Stocking the shelves") as advance:
        products = _products(goods, report)
        advance(len(goods))
    with steps.step("Meeting the customers") as advance:
        customers = _customers(ledger, report)
        advance(len(customers))
    invoices = group_invoices(ledger)
    report.left_out |= _without_lines(ledger, invoices)
    stored = _orders(invoices, products, customers, steps, report)
    _returns(ledger, invoices, products, customers, stored, steps, report)
    if not report.changed:
        return
    _offer_shipping()
    with steps.step("Summing the days") as advance:
        report.days = rebuild_daily_demand(advance=advance)
    with steps.step("Building the lists", Product.objects.count()) as advance:
        rebuild_listings(advance=advance)


def _products(goods: Sequence[Article], report: ImportReport) -> dict[str, Stocked]:
    known = stocked_products()
    missing = [article for article in goods if article.code not in known]
    added = stock_products(missing)
    report.products = len(added)
    report.drafts = sum(not article.title or article.price is None for article in missing)
    return known | added


def _customers(ledger: Ledger, report: ImportReport) -> dict[str, StoredCustomer]:
    known = known_customers()
    lines = pd.concat([ledger.sales, ledger.charges, ledger.shipping, ledger.returns])
    added = add_customers(lines, known)
    report.customers = len(added)
    return known | added


def _orders(
    invoices: Invoices,
    products: dict[str, Stocked],
    customers: dict[str, StoredCustomer],
    steps: Steps,
    report: ImportReport,
) -> dict[str, StoredOrder]:
    known = frozenset(
        reference.removeprefix(REFERENCE)
        for reference in Order.objects.filter(external_ref__startswith=REFERENCE).values_list(
            "external_ref", flat=True
        )
    )
    past = past_orders(invoices, products=products, customers=customers, known=known)
    names, orders = tee(past)
    with steps.step("Writing the orders", len(invoices)) as advance:
        written = record_history(orders=(order for _name, order in orders), advance=advance)
        stored = {name: kept for kept, (name, _order) in zip(written, names, strict=True)}
    report.orders = len(stored)
    report.lines = sum(len(kept.line_ids) for kept in stored.values())
    sold = invoices.lines[invoices.lines["invoice"].isin(list(stored))]
    report.events += report.orders + int(sold["code"].isin(list(products)).sum())
    return stored


def _returns(
    ledger: Ledger,
    invoices: Invoices,
    products: dict[str, Stocked],
    customers: dict[str, StoredCustomer],
    stored: dict[str, StoredOrder],
    steps: Steps,
    report: ImportReport,
) -> None:
    with steps.step("Taking back the returns", len(ledger.returns)) as advance:
        found = past_returns(
            ledger.returns,
            invoices,
            products=products,
            customers=customers,
            stored=stored,
            known=known_cancellations(),
        )
        report.events += record_returns(returns=found.returns)
        advance(len(ledger.returns))
    report.returns_matched = found.matched
    report.returns_partly = found.partly
    report.returns_unmatched = found.unmatched


def _without_lines(ledger: Ledger, invoices: Invoices) -> dict[str, int]:
    """Shipping rows of invoices on which nothing else stands."""
    alone = ~ledger.shipping["invoice"].isin(invoices.lines["invoice"].unique())
    return {"shipping of invoices without anything else": int(alone.sum())} if alone.any() else {}


def _offer_shipping() -> None:
    """One way to send things, where there is none: without it nobody could order here again."""
    if not ShippingMethod.objects.exists():
        ShippingMethod.objects.create(
            code="standard",
            name_en="Standard delivery",
            name_de="Standardversand",
            price_minor=395,
            free_from_minor=5_000,
        )
