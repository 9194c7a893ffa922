"""What goes out to a marketplace: stock and prices, parcels, and what is given back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import ProductStatus
from catalog.tests.factories import make_product
from events import jobs
from foundation import clock
from foundation.money import Money
from orders.cancellation import cancel_order
from orders.fulfilment import ship_units
from orders.models import Order
from shop.marketplaces.models import Layout
from shop.marketplaces.offers import NOT_COUNTED, offers_of, units_offered
from shop.marketplaces.stock_file import renew_address, request_stock_file, write_stock_file
from shop.marketplaces.tests.factories import amazon, generic, make_marketplace, sku_of, taken

pytestmark = pytest.mark.django_db


def _offers(marketplace):
    return {offer.sku: offer for offer in offers_of(marketplace)}


def _lines(client, name, marketplace, **query):
    response = client.get(reverse(name, args=[marketplace.token]), query)
    assert response.status_code == 200, response.status_code
    text = b"".join(response.streaming_content).decode()
    return text.splitlines()


def test_units_are_less_the_buffer_and_a_share_and_prices_are_changed():
    product = make_product(price="20.00", stock=10)
    there = make_marketplace(buffer_units=3, stock_share=50, price_change_basis_points=1250)
    offer = _offers(there)[sku_of(product)]
    assert (offer.units, offer.price) == (3, Money(2250, there.currency))


@given(st.integers(-50, 10_000), st.integers(0, 12_000), st.integers(1, 100))
def test_units_are_never_below_nothing_nor_above_what_is_there(there, buffer, share):
    units = units_offered(there, buffer=buffer, share=share)
    assert 0 <= units <= max(there, 0)
    assert units <= units_offered(there, buffer=0, share=100) or there < 0


def test_what_is_sold_here_is_not_offered_there():
    product, there = make_product(stock=2), make_marketplace()
    assert _offers(there)[sku_of(product)].units == 2
    taken(there, generic({"sku": sku_of(product), "quantity": "5"}))
    assert _offers(there)[sku_of(product)].units == 0


def test_what_is_not_for_sale_is_told_with_no_units():
    hidden = make_product(stock=4)
    hidden.status = ProductStatus.DRAFT
    hidden.save()
    untracked = make_product(stock=None)
    offers = _offers(make_marketplace())
    assert (offers[sku_of(hidden)].units, offers[sku_of(hidden)].price) == (0, None)
    assert offers[sku_of(untracked)].units == NOT_COUNTED


def test_prices_are_told_without_the_tax_where_the_marketplace_adds_it(settings):
    product = make_product(price="23.80")
    settings.SHOP_TAX_RATE_BASIS_POINTS = 1900
    settings.SHOP_PRICES_INCLUDE_TAX = True
    there = make_marketplace(prices_include_tax=False)
    price = _offers(there)[sku_of(product)].price
    assert price == Money(2000, there.currency)


def test_the_file_is_served_at_a_secret_address_until_it_is_renewed(client):
    product, there = make_product(stock=7), make_marketplace()
    url = reverse("marketplace-stock", args=[there.token])
    assert client.get(url).status_code == 404
    assert write_stock_file(marketplace=there) == 1
    response = client.get(url)
    assert response["X-Robots-Tag"] == "noindex"
    assert b"".join(response.streaming_content).decode().splitlines() == [
        "sku,quantity,price,currency",
        f"{sku_of(product)},7,20.00,{there.currency}",
    ]
    renew_address(marketplace=there)
    assert client.get(url).status_code == 404
    there.refresh_from_db()
    assert client.get(reverse("marketplace-stock", args=[there.token])).status_code == 200
    there.is_active = False
    there.save()
    assert client.get(reverse("marketplace-stock", args=[there.token])).status_code == 404


def test_amazons_file_has_its_columns(client):
    product, there = make_product(stock=7), make_marketplace(layout=Layout.AMAZON)
    write_stock_file(marketplace=there)
    assert _lines(client, "marketplace-stock", there) == [
        "sku\tprice\tquantity",
        f"{sku_of(product)}\t20.00\t7",
    ]


def test_a_currency_without_a_rate_leaves_the_old_file_and_says_so(client):
    make_product(stock=7)
    there = make_marketplace()
    write_stock_file(marketplace=there)
    there.currency = "XOF"
    there.save()
    assert write_stock_file(marketplace=there) == 0
    there.refresh_from_db()
    assert "XOF" in there.problem
    assert len(_lines(client, "marketplace-stock", there)) == 2


def test_a_job_writes_the_file_of_each_active_marketplace():
    make_product()
    there, closed = make_marketplace(), make_marketplace("closed", is_active=False)
    jobs.enqueue("marketplaces.write_all", key="all")
    while jobs.run_due():
        pass
    there.refresh_from_db()
    closed.refresh_from_db()
    assert (there.listed, closed.written_at) == (1, None)
    request_stock_file(there)
    assert not request_stock_file(there)


@pytest.fixture
def sent_order():
    """An order of two units at a third of a cent each, sent in one parcel."""
    product, there = make_product("=Mug", stock=9), make_marketplace()
    taken(there, generic({"sku": sku_of(product), "quantity": "3", "unit_price": "3.33",
                          "discount": "0.01"}))  # fmt: skip
    order = Order.objects.get()
    ship_units(order=order, carrier="DHL", tracking="-0034", at=clock.now() - timedelta(days=3))
    return there


def test_what_was_sent_is_told_with_its_parcel(client, sent_order):
    heading, row = _lines(client, "marketplace-sent", sent_order)
    assert heading == "order,item,sku,quantity,carrier,tracking,tracking_url,sent_at"
    sku = Order.objects.get().lines.get().sku
    assert row.startswith(f"M-1,1,{sku},3,DHL,'-0034,")


@pytest.mark.parametrize(
    ("since", "rows"), [(2, 1), (4, 2)], ids=["after the parcel", "before the parcel"]
)
def test_only_what_was_sent_since_is_told(client, sent_order, since, rows):
    day = clock.business_day() - timedelta(days=since)
    assert len(_lines(client, "marketplace-sent", sent_order, since=day.isoformat())) == rows
    moment = clock.now() - timedelta(days=since)
    assert len(_lines(client, "marketplace-sent", sent_order, since=moment.isoformat())) == rows


@pytest.mark.parametrize(
    "since",
    [
        "yesterday", "2026-13-01", "0000-00-00", "\x00", "9" * 400, "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_refused(client, sent_order, since):
    url = reverse("marketplace-sent", args=[sent_order.token])
    assert client.get(url, {"since": since}).status_code == 400


def test_a_made_up_address_opens_nothing(client):
    make_marketplace()
    for name in ("marketplace-stock", "marketplace-sent", "marketplace-refunds"):
        assert client.get(reverse(name, args=["made-up"])).status_code == 404


def test_units_at_two_prices_are_told_as_the_one_line_that_they_are_there(client):
    product, there = make_product(stock=9), make_marketplace(layout=Layout.AMAZON)
    taken(there, amazon({"sku": sku_of(product), "quantity-purchased": "3", "item-price": "10.00",
                         "item-tax": ""}))  # fmt: skip
    order = Order.objects.get()
    assert order.lines.count() == 2
    ship_units(order=order, carrier="Snail", tracking="00340")
    heading, row = _lines(client, "marketplace-sent", there)
    assert heading.split("\t")[:3] == ["order-id", "order-item-id", "quantity"]
    day = clock.now().date().isoformat()
    assert row.split("\t") == [
        "058-1111111-2222222", "05835637773451", "3", day, "Other", "Snail", "00340", "",
    ]  # fmt: skip


def test_what_is_given_back_is_told(client):
    product, there = make_product(stock=9), make_marketplace()
    taken(there, generic({"sku": sku_of(product)}))
    cancel_order(order=Order.objects.get(), reason="Broken")
    heading, row = _lines(client, "marketplace-refunds", there)
    assert heading == "order,amount,currency,reason,noted_at"
    assert row.startswith(f"M-1,20.00,{there.currency},")


@pytest.mark.parametrize("name", ["marketplace-stock", "marketplace-sent", "marketplace-refunds"])
def test_an_address_with_a_sign_that_no_secret_has_is_none(client, name):
    """PostgreSQL refuses to look for a NUL."""
    url = reverse(name, args=["SECRET"]).replace("SECRET", "a%00b")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 404
    assert not [query["sql"] for query in asked if "marketplaces_marketplace" in query["sql"]]
