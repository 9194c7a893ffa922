"""A file as a store: what is written, that it is written once, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import ConsentRecord, Customer
from catalog.models import Category, Product, ProductStatus
from catalog.tests.factories import make_product
from events.models import DailyDemand, Event
from events.names import Channel, Consent, EventName
from foundation.progress import progress_steps
from inventory.models import StockLevel
from orders.models import FulfilmentState, Order, OrderLine
from pricing.models import Price
from shop.imports.online_retail import store
from shop.imports.online_retail.store import ImportReport, WrongStore, import_online_retail
from shop.imports.online_retail.table import NotOnlineRetail
from shop.imports.online_retail.tests.excerpts import SHOP, row, write_csv, write_parquet
from shop.storefront.models import Listing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_shop_in_pounds(settings, tmp_path):
    settings.SHOP_BASE_CURRENCY = "GBP"
    settings.MEDIA_ROOT = tmp_path / "media"


def run(path: Path, *, limit: int | None = None) -> ImportReport:
    with progress_steps(quiet=True) as steps:
        return import_online_retail(path, limit=limit, steps=steps)


@pytest.fixture
def imported(tmp_path) -> ImportReport:
    return run(write_parquet(tmp_path / "f"))


def rows_of_everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours, as it stands."""
    ours = [
        model
        for model in apps.get_models()
        if "site-packages" not in apps.get_app_config(model._meta.app_label).path
    ]
    assert len(ours) > 20
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in ours
    }


def test_what_a_run_reports(imported):
    assert (imported.rows, len(imported.broken)) == (len(SHOP), 0)
    assert (imported.products, imported.drafts, imported.customers) == (4, 1, 2)
    assert (imported.orders, imported.lines) == (4, 7)
    assert (imported.returns_matched, imported.returns_partly, imported.returns_unmatched) == (
        1, 0, 1,
    )  # fmt: skip
    assert imported.events == Event.objects.count() == 4 + 6 + 2
    assert sum(imported.left_out.values()) == 5


def test_a_product_a_stock_code_whatever_its_letters(imported):
    heart = Product.objects.get(external_ref="online-retail:85123A")
    assert heart.name == "White hanging heart T-light holder"
    assert heart.slug == "white-hanging-heart-t-light-holder-85123a"
    assert heart.status == ProductStatus.PUBLISHED
    assert "CC BY 4.0" in heart.description
    assert heart.category.name == "Candle holders"
    assert Category.objects.get_parent(heart.category).name == "Lighting & candles"
    assert [variant.sku for variant in heart.variants.all()] == ["85123A"]
    picture = heart.images.get()
    assert default_storage.open(picture.file.name).read().startswith(b"<svg")


def test_a_product_that_was_never_sold_for_money_is_a_draft(imported):
    assert Product.objects.get(external_ref="online-retail:21777").status == ProductStatus.DRAFT


def test_prices_are_those_that_most_lines_had_lately(tmp_path):
    lines = [*[("01", 9.0)] * 4, ("08", 3.0), ("09", 2.0), ("09", 2.0)]
    rows = [
        row(str(600_000 + number), "71053", 1, price, at=f"2011-{month}-01 10:00")
        for number, (month, price) in enumerate(lines)
    ]
    run(write_parquet(tmp_path / "f", rows))
    price = Price.objects.get()
    assert (price.amount_minor, price.currency, price.cost_minor) == (200, "GBP", None)


def test_stock_is_unknown_and_so_not_tracked(imported):
    assert not StockLevel.objects.exists()
    assert Listing.objects.get(product__external_ref="online-retail:71053").in_stock


def test_an_invoice_is_an_order_as_it_was(imported):
    order = Order.objects.get(external_ref="online-retail:536365")
    assert (order.subtotal_minor, order.shipping_minor, order.total_minor) == (3564, 1800, 5364)
    assert (order.tax_minor, order.prices_include_tax, order.currency) == (0, True, "GBP")
    assert order.fulfilment_state == FulfilmentState.PARTLY_RETURNED
    assert order.channel == Channel.IMPORT
    assert order.placed_at.isoformat() == "2010-12-01T08:26:00+00:00"
    assert order.customer.external_ref == "online-retail:17850"
    assert order.ship_country == "GB"
    assert set(order.lines.values_list("unit_cost_minor", flat=True)) == {None}


def test_a_guest_has_an_order_without_a_customer_and_a_voucher_without_a_product(imported):
    order = Order.objects.get(external_ref="online-retail:536371")
    assert order.customer is None
    voucher = order.lines.get(variant=None)
    assert (voucher.name, voucher.total_minor) == ("Dotcomgiftshop gift voucher £20.00", 2000)
    assert order.total_minor == 2762
    events = Event.objects.filter(order_ref=order.public_id)
    assert {(event.customer, event.consent) for event in events} == {(None, Consent.NECESSARY)}


def test_customers_are_numbers_with_a_country_and_the_consent_of_research(imported):
    customer = Customer.objects.get(external_ref="online-retail:12583")
    assert (customer.name, customer.email, customer.country) == ("", "", "FR")
    assert customer.consent == Consent.PERSONALISATION
    assert "research" in ConsentRecord.objects.get(customer=customer).wording
    events = Event.objects.filter(customer=customer.pseudonym)
    assert {event.name for event in events} == {
        EventName.ORDER_PLACED, EventName.PRODUCT_PURCHASED,
    }  # fmt: skip


def test_a_cancellation_is_a_return_of_the_line_it_takes_back(imported):
    line = OrderLine.objects.get(sku="71053")
    assert (line.quantity, line.returned) == (6, 2)
    event = Event.objects.get(name=EventName.PRODUCT_RETURNED, product_id=line.product_id_then)
    assert (event.quantity, event.value_minor) == (2, 678)
    assert event.order_ref == line.order.public_id
    assert event.payload == {"reference": "online-retail:C536379"}


def test_a_return_of_no_known_order_is_told_without_one(imported):
    event = Event.objects.get(payload__reference="online-retail:C536380")
    assert (event.order_ref, event.quantity) == ("", 5)


def test_demand_and_lists_are_ready(imported):
    heart = DailyDemand.objects.get(
        product_id=Product.objects.get(external_ref="online-retail:85123A").pk
    )
    assert (heart.units, heart.orders, heart.revenue_minor) == (8, 2, 6 * 255 + 2 * 295)
    assert Listing.objects.count() == 3


def test_the_store_can_be_browsed(imported):
    page = Client().get(f"/p/{Product.objects.get(external_ref='online-retail:22727').slug}/")
    assert page.status_code == 200
    assert "Alarm clock bakelite red" in page.content.decode()


def test_a_second_run_changes_nothing(imported, tmp_path):
    before = rows_of_everything()
    again = run(write_parquet(tmp_path / "f"))
    assert not again.changed
    assert rows_of_everything() == before


@pytest.mark.parametrize("limit", range(1, len(SHOP)))
def test_a_part_first_and_the_whole_later_is_the_whole(tmp_path, limit):
    path = write_csv(tmp_path / "f")
    run(path, limit=limit)
    run(path)
    assert Order.objects.count() == 4
    assert OrderLine.objects.get(sku="71053").returned == 2
    assert Event.objects.count() == 12
    assert sum(DailyDemand.objects.values_list("units", flat=True)) == 40


@pytest.mark.parametrize("step", ["record_history", "record_returns", "rebuild_listings"])
def test_a_run_that_dies_leaves_nothing_and_the_next_does_it_all(tmp_path, monkeypatch, step):
    path = write_parquet(tmp_path / "f")
    before = rows_of_everything()

    def die(**_anything: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store, step, die)
        with pytest.raises(KeyboardInterrupt):
            run(path)
    assert rows_of_everything() == before
    assert run(path).orders == 4


def test_a_broken_row_is_skipped_and_the_rest_comes(tmp_path):
    bad = list(SHOP[0])
    bad[3] = "many"
    report = run(write_csv(tmp_path / "f", [bad, *SHOP[1:]]))
    assert [str(row.line) + " " + row.reason for row in report.broken] == [
        "2 Quantity is no whole number: 'many'"
    ]
    assert Order.objects.get(external_ref="online-retail:536365").lines.count() == 1


def test_a_wrong_file_is_refused_before_anything_is_written(tmp_path):
    before = rows_of_everything()
    (tmp_path / "f").write_text("name,price\nmug,4.50\n")
    with pytest.raises(NotOnlineRetail):
        run(tmp_path / "f")
    assert rows_of_everything() == before
    assert not (tmp_path / "media").exists()


def test_a_shop_with_products_of_its_own_is_refused(tmp_path):
    make_product("Oak shelf")
    before = rows_of_everything()
    with pytest.raises(WrongStore, match=r"Oak shelf.*SHELFWISE_DATA_DIR.*DATABASE_URL"):
        run(write_parquet(tmp_path / "f"))
    assert rows_of_everything() == before


def test_a_shop_in_another_currency_is_refused(tmp_path, settings):
    settings.SHOP_BASE_CURRENCY = "EUR"
    with pytest.raises(WrongStore, match="SHOP_BASE_CURRENCY=GBP"):
        run(write_parquet(tmp_path / "f"))
    assert not Product.objects.exists()


def test_what_the_shop_sold_since_is_left_alone(imported, tmp_path):
    own = Order.objects.create(currency="GBP", base_currency="GBP", number="1")
    line = OrderLine.objects.get(sku="22727", quantity=24)
    line.returned = 1
    line.save()
    run(write_parquet(tmp_path / "f"))
    line.refresh_from_db()
    assert Order.objects.filter(pk=own.pk).exists()
    assert line.returned == 1
