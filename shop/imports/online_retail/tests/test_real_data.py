"""The real file, where it is: ``ONLINE_RETAIL``, or beside the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db.models import Count, F, Sum

from catalog.models import Product, ProductStatus
from events.models import DailyDemand, Event
from events.names import EventName
from foundation.progress import progress_steps
from orders.models import Order, OrderLine
from shop.imports.online_retail.checking import check_rows
from shop.imports.online_retail.reading import read_table
from shop.imports.online_retail.sorting import sort_rows
from shop.imports.online_retail.store import import_online_retail
from shop.storefront.models import Listing

USUAL = Path(django_settings.BASE_DIR).parent / "shared/data/online-retail/online_retail.parquet"
FILE = Path(os.environ.get("ONLINE_RETAIL", USUAL))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.skipif(
        not FILE.exists(), reason="Online Retail is not here: set ONLINE_RETAIL to its path"
    ),
]


def test_every_row_of_the_real_file_is_accounted_for():
    table = read_table(FILE, limit=None, advance=lambda done: None)
    checked = check_rows(table)
    ledger = sort_rows(checked.frame)
    assert len(table.cells) == 541_909
    assert not checked.broken
    kept = [ledger.sales, ledger.charges, ledger.shipping, ledger.returns]
    assert sum(map(len, kept)) + sum(ledger.left_out.values()) == 541_909
    assert sum(ledger.left_out.values()) < 0.01 * 541_909


@pytest.mark.django_db
def test_the_real_file_becomes_a_store(settings, tmp_path):
    settings.SHOP_BASE_CURRENCY = "GBP"
    settings.MEDIA_ROOT = tmp_path
    with progress_steps(quiet=True) as steps:
        report = import_online_retail(FILE, limit=None, steps=steps)
    assert (report.products, report.customers, report.orders) == (3_812, 4_365, 19_868)
    assert (report.lines, report.events) == (528_144, 556_500)
    assert report.returns_matched > 0.85 * 8_704
    assert Event.objects.count() == report.events

    _the_books_agree()
    published = Product.objects.filter(status=ProductStatus.PUBLISHED)
    assert Listing.objects.count() == published.count() == report.products - report.drafts
    shelves = published.values("category__name").annotate(count=Count("pk"))
    assert len(shelves) > 60
    assert max(shelf["count"] for shelf in shelves) < 0.06 * published.count()


def _the_books_agree() -> None:
    """Orders are the sums of their lines, and the log and the roll-up say the same as they."""
    lines = OrderLine.objects.aggregate(
        goods=Sum("total_minor"), units=Sum("quantity"), returned=Sum("returned")
    )
    orders = Order.objects.aggregate(goods=Sum(F("total_minor") - F("shipping_minor")))
    assert orders["goods"] == lines["goods"]
    sold = OrderLine.objects.filter(variant__isnull=False).aggregate(
        value=Sum("total_minor"), units=Sum("quantity")
    )
    bought = Event.objects.filter(name=EventName.PRODUCT_PURCHASED).aggregate(
        value=Sum("value_minor"), units=Sum("quantity")
    )
    demand = DailyDemand.objects.aggregate(value=Sum("revenue_minor"), units=Sum("units"))
    assert bought == sold == demand
    back = Event.objects.filter(name=EventName.PRODUCT_RETURNED).exclude(order_ref="")
    assert back.aggregate(units=Sum("quantity"))["units"] == lines["returned"]
