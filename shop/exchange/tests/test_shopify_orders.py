"""Shopify's exports of orders and customers, every documented column compared."""

from __future__ import annotations

import pytest

from accounts.models import Customer
from catalog.tests.factories import make_product
from orders.books import balance
from orders.models import Order, OrderState
from shop.exchange.models import ImportRun, RunState
from shop.exchange.orders.shopify import ShopifyOrderColumns
from shop.exchange.tests.files import applied, checked, csv_file, problems_of

pytestmark = pytest.mark.django_db
DOCUMENTED = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at",
    "Accepts Marketing", "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code",
    "Discount Amount", "Shipping Method", "Created at", "Lineitem quantity", "Lineitem name",
    "Lineitem price", "Lineitem compare at price", "Lineitem sku", "Lineitem requires shipping",
    "Lineitem taxable", "Lineitem fulfillment status", "Billing Name", "Billing Street",
    "Billing Address1", "Billing Address2", "Billing Company", "Billing City", "Billing Zip",
    "Billing Province", "Billing Country", "Billing Phone", "Shipping Name", "Shipping Street",
    "Shipping Address1", "Shipping Address2", "Shipping Company", "Shipping City", "Shipping Zip",
    "Shipping Province", "Shipping Country", "Shipping Phone", "Notes", "Note Attributes",
    "Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor",
    "Outstanding Balance", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level",
    "Source", "Lineitem discount", "Tax 1 Name", "Tax 1 Value", "Tax 2 Name", "Tax 2 Value",
    "Tax 3 Name", "Tax 3 Value", "Tax 4 Name", "Tax 4 Value", "Tax 5 Name", "Tax 5 Value",
    "Phone", "Receipt Number", "Duties", "Billing Province Name", "Shipping Province Name",
    "Payment ID", "Payment Terms Name", "Next Payment Due At", "Payment References",
)  # fmt: skip
NO_PLACE = {
    "Accepts Marketing", "Lineitem compare at price", "Lineitem fulfillment status",
    "Note Attributes", "Payment Method", "Vendor", "Employee", "Location", "Device ID", "Id",
    "Tags", "Risk Level", "Source", "Receipt Number", "Billing Province Name",
    "Shipping Province Name", "Payment ID", "Payment Terms Name", "Next Payment Due At",
    "Payment References",
}  # fmt: skip
FIRST = {
    "Name": "#1001", "Email": "Ada@Example.com", "Financial Status": "partially_refunded",
    "Paid at": "2025-05-03 12:00:05 +0200", "Fulfillment Status": "fulfilled",
    "Fulfilled at": "2025-05-04 09:30:00 +0200", "Accepts Marketing": "yes", "Currency": "EUR",
    "Subtotal": "115.00", "Shipping": "4.90", "Taxes": "19.14", "Total": "119.90",
    "Discount Code": "SPRING", "Discount Amount": "10.00", "Shipping Method": "DHL",
    "Created at": "2025-05-03 12:00:00 +0200", "Lineitem quantity": "2",
    "Lineitem name": "Lamp - Oak", "Lineitem price": "50.00", "Lineitem sku": "LAMP",
    "Lineitem requires shipping": "true", "Lineitem taxable": "true", "Billing Name": "Ada L",
    "Billing Street": "Weg 9", "Billing Address1": "Weg 9", "Billing City": "Bonn",
    "Billing Zip": "'01067", "Billing Country": "DE", "Shipping Name": "Ada Lovelace",
    "Shipping Address1": "Weg 1", "Shipping Address2": "Hof", "Shipping Company": "Engines",
    "Shipping City": "Berlin", "Shipping Zip": "'10115", "Shipping Province": "BE",
    "Shipping Country": "DE", "Shipping Phone": "'+4930123", "Notes": "Ring twice.",
    "Payment Reference": "c123.1", "Refunded Amount": "15.00", "Lineitem discount": "0.00",
    "Tax 1 Name": "MwSt 19%", "Tax 1 Value": "19.14", "Id": "5123", "Outstanding Balance": "0.00",
}  # fmt: skip
SECOND = {
    "Name": "#1001", "Email": "Ada@Example.com", "Lineitem quantity": "1",
    "Lineitem name": "A rug", "Lineitem price": "25.00", "Lineitem sku": "RUG",
    "Lineitem requires shipping": "true", "Lineitem taxable": "true",
}  # fmt: skip
GIVEN_AWAY = {
    "Subtotal": "0.00", "Discount Amount": "125.00", "Shipping": "0.00", "Taxes": "0.00",
    "Total": "0.00", "Tax 1 Name": "", "Tax 1 Value": "", "Refunded Amount": "0.00",
}  # fmt: skip


def exported(*orders: dict[str, str]) -> bytes:
    return csv_file(DOCUMENTED, *([row.get(name, "") for name in DOCUMENTED] for row in orders))


def bring(*orders: dict[str, str]) -> ImportRun:
    return applied(exported(*orders), table="orders", source="shopify")


@pytest.fixture(autouse=True)
def a_german_shop(settings):
    settings.SHOP_BASE_CURRENCY = "EUR"
    settings.SHOP_PRICES_INCLUDE_TAX = True


def test_every_documented_column_has_a_place_or_is_named():
    known = {str(field.column_name) for field in ShopifyOrderColumns().fields.values()}
    assert known | NO_PLACE == set(DOCUMENTED)
    assert not known & NO_PLACE
    (note,) = [note for note in bring(FIRST, SECOND).notes if "“Vendor”" in note]
    assert all(f"“{column}”" in note for column in NO_PLACE)


def test_an_order_arrives_whole():
    lamp = make_product("Lamp", price="50.00")
    lamp.variants.update(sku="LAMP")
    ada = Customer.objects.create(email="ada@example.com")
    assert bring(FIRST, SECOND).state == RunState.DONE
    order = Order.objects.get()
    assert (order.external_ref, order.customer, order.email) == (
        "shopify:#1001", ada, "ada@example.com",
    )  # fmt: skip
    assert (
        order.ship_name, order.ship_company, order.ship_line1, order.ship_line2,
        order.ship_postcode, order.ship_city, order.ship_region, order.ship_country, order.phone,
    ) == (
        "Ada Lovelace", "Engines", "Weg 1", "Hof", "10115", "Berlin", "BE", "DE", "+4930123",
    )  # fmt: skip
    assert (order.billing["line1"], order.billing["postcode"]) == ("Weg 9", "01067")
    assert (order.customer_note, order.shipping_method) == ("Ring twice.", "DHL")
    assert order.placed_at.isoformat() == "2025-05-03T10:00:00+00:00"
    shipment = order.shipments.get()
    assert shipment.shipped_at.isoformat() == "2025-05-04T07:30:00+00:00"
    payment = order.payments.get()
    assert (payment.amount_minor, payment.provider_ref) == (11_990, "c123.1")
    assert payment.refunds.get().amount_minor == 1_500


def test_its_money_is_the_cents_of_the_export():
    bring(FIRST, SECOND)
    order = Order.objects.get()
    assert (
        order.subtotal_minor, order.discount_minor, order.shipping_minor, order.tax_minor,
        order.total_minor,
    ) == (12_500, 1_000, 490, 1_914, 11_990)  # fmt: skip
    lines = order.lines.values_list("sku", "discount_minor", "total_minor", "tax_minor")
    assert list(lines) == [("LAMP", 800, 9_200, 1_469), ("RUG", 200, 2_300, 367)]
    assert (order.shipping_tax_minor, order.shipping_tax_rate_basis_points) == (78, 1_900)
    assert order.discounts.get().label == "SPRING"
    assert list(balance()) == []


def test_prices_without_tax_and_free_postage_are_seen_from_the_total():
    american = FIRST | {
        "Subtotal": "115.00", "Taxes": "10.21", "Total": "125.21", "Discount Amount": "14.90",
        "Tax 1 Name": "NY State Tax 8.875%", "Tax 1 Value": "10.21",
    }  # fmt: skip
    assert bring(american, SECOND).state == RunState.DONE
    order = Order.objects.get()
    assert (order.prices_include_tax, order.shipping_minor, order.total_minor) == (False, 0, 12_521)
    assert (order.tax_minor, order.discount_minor) == (1_021, 1_000)
    assert list(balance()) == []


def test_several_rates_are_spread_and_told():
    mixed = FIRST | {"Tax 2 Name": "MwSt 7%", "Tax 2 Value": "2.00", "Tax 1 Value": "17.14"}
    run = bring(mixed, SECOND)
    assert any("several rates" in note for note in run.notes)
    assert Order.objects.get().tax_minor == 1_914
    assert list(balance()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"Financial Status": "pending", "Refunded Amount": "0.00"},
        {"Financial Status": "partially_paid", "Refunded Amount": "0.00"},
        {"Fulfillment Status": "partial"},
        {"Fulfillment Status": ""},
        {"Outstanding Balance": "5.00"},
        {"Cancelled at": "2025-05-05 12:00:00 +0200"},
        {"Financial Status": "paid", "Fulfillment Status": "", **GIVEN_AWAY},
    ],
)
def test_what_is_open_in_shopify_is_left_out(change):
    run = bring(FIRST | change, SECOND)
    assert (run.state, run.new) == (RunState.DONE, 0)
    assert any("#1001" in note for note in run.notes)


@pytest.mark.parametrize(
    "change",
    [
        {"Financial Status": "refunded", "Refunded Amount": "119.90", "Fulfillment Status": ""},
        {"Financial Status": "voided", "Refunded Amount": "0.00", "Fulfillment Status": ""},
        {"Financial Status": "refunded", "Cancelled at": "2025-05-05 12:00:00 +0200",
         "Refunded Amount": "119.90"},
    ],
)  # fmt: skip
def test_what_ended_without_being_sent_is_cancelled(change):
    bring(FIRST | change, SECOND)
    assert Order.objects.get().state == OrderState.CANCELLED
    assert list(balance()) == []


def test_what_needs_no_sending_is_sent():
    digital = {"Lineitem requires shipping": "false", "Fulfillment Status": "unfulfilled"}
    assert bring(FIRST | digital, SECOND | digital).new == 1


def test_a_total_that_is_not_theirs_is_told():
    run = checked(exported(FIRST | {"Total": "119.91"}, SECOND), table="orders", source="shopify")
    assert problems_of(run) == [(2, "Total")]


def test_what_cost_nothing_comes_in_once_it_was_sent():
    assert bring(FIRST | GIVEN_AWAY | {"Financial Status": "paid"}, SECOND).new == 1
    order = Order.objects.get()
    assert (order.state, order.total_minor) == (OrderState.PLACED, 0)


def test_sums_beyond_reason_are_told_also_where_a_discount_takes_them_off_again():
    vast = FIRST | GIVEN_AWAY | {
        "Financial Status": "paid", "Lineitem price": "999999999999999",
        "Lineitem quantity": "1000000",
    }  # fmt: skip
    run = checked(exported(vast, SECOND), table="orders", source="shopify")
    assert problems_of(run) == [(2, "Total")]


def test_a_line_that_was_taken_off_again_is_no_line():
    gone = SECOND | {"Lineitem quantity": "0", "Lineitem name": "Gone", "Lineitem sku": "GONE"}
    bring(FIRST, SECOND, gone)
    assert Order.objects.get().lines.count() == 2


CUSTOMERS = (
    "Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing",
    "Default Address Company", "Default Address Address1", "Default Address Address2",
    "Default Address City", "Default Address Province Code", "Default Address Country Code",
    "Default Address Zip", "Default Address Phone", "Phone", "Accepts SMS Marketing",
    "Total Spent", "Total Orders", "Note", "Tax Exempt", "Tags",
)  # fmt: skip
ADA = (
    "'7001", "Ada", "Lovelace", "Ada@example.com", "yes", "Engines", "Weg 1", "Hof", "Berlin",
    "BE", "DE", "'10115", "'+4930", "'+49170", "no", "100.00", "2", "A note", "no", "vip",
)  # fmt: skip


def people(*rows, head=CUSTOMERS) -> ImportRun:
    return applied(csv_file(head, *rows), table="customers", source="shopify")


def test_customers_arrive_with_their_address():
    run = people(ADA)
    ada = Customer.objects.get()
    assert (ada.email, ada.name, ada.country, ada.external_ref, ada.consent) == (
        "ada@example.com", "Ada Lovelace", "DE", "shopify:7001", 0,
    )  # fmt: skip
    place = ada.addresses.get()
    assert (place.line1, place.line2, place.postcode, place.city, place.region, place.phone) == (
        "Weg 1", "Hof", "10115", "Berlin", "BE", "+49170",
    )  # fmt: skip
    (note,) = run.notes
    for column in (
        "Accepts Email Marketing", "Accepts SMS Marketing", "Default Address Company",
        "Total Spent", "Total Orders", "Note", "Tax Exempt", "Tags",
    ):  # fmt: skip
        assert f"“{column}”" in note
    assert (people(ADA).new, people(ADA).same) == (0, 1)


def test_the_older_headings_of_customers_are_read():
    head = ("First Name", "Email", "Company", "Address1", "City", "Country Code", "Zip")
    people(("Ada", "ada@example.com", "", "Weg 1", "Berlin", "DE", "10115"), head=head)
    assert Customer.objects.get().addresses.get().city == "Berlin"


def test_a_customer_of_a_telephone_alone_and_half_an_address_are_told():
    head = ("First Name", "Email", "Default Address Address1", "Phone")
    run = people(("Ada", "", "", "+49"), ("Bob", "bob@example.com", "Weg 1", ""), head=head)
    assert (run.state, run.new) == (RunState.DONE, 1)
    assert not Customer.objects.get().addresses.exists()
    assert len(run.notes) == 2


def test_a_file_of_something_else_is_refused():
    run = checked(csv_file(("Handle",), ("x",)), table="customers", source="shopify")
    assert problems_of(run) == [(1, "")]
    run = checked(csv_file(("Handle",), ("x",)), table="orders", source="shopify")
    assert problems_of(run) == [(1, "")]
