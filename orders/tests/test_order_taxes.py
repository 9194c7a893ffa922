"""What an order is taxed, where it is handed over, and what its invoice says of it."""

from datetime import date

import pytest

from catalog.models import Product
from catalog.tests.factories import make_product
from inventory.models import Warehouse
from inventory.services import receive_stock
from orders.documents.content import Content
from orders.documents.issue import issue_invoice
from orders.drafts import DraftLine, create_draft, set_details, set_lines, set_shipping
from orders.models import ShippingKind, ShippingMethod
from orders.selectors import cart_quote, cart_summary
from orders.tests.books import books_balance
from orders.tests.factories import check_out, make_cart, make_details, only_variant
from pricing.models import TaxClass, TaxRate
from pricing.models.taxes import SHIPPING
from pricing.selectors import Destination
from pricing.services import load_tax_rates, put_in_class, save_tax_class, save_tax_rate
from pricing.vat import check_vat_number

pytestmark = pytest.mark.django_db
FRENCH = "FR40303265045"


@pytest.fixture(autouse=True)
def german_shop(settings):
    settings.SHOP_COUNTRY = "DE"
    settings.SHOP_PRICES_INCLUDE_TAX = True
    load_tax_rates()


@pytest.fixture
def counter() -> ShippingMethod:
    warehouse = Warehouse.objects.create(
        code="counter", name="Counter", country="DE", city="Berlin", is_pickup=True
    )
    return ShippingMethod.objects.create(
        code="counter", name="Pick-up", kind=ShippingKind.PICKUP, warehouse=warehouse,
        price_minor=0, days_min=0, days_max=1,
    )  # fmt: skip


def goods(price: str = "11.90", counter: ShippingMethod | None = None) -> Product:
    product = make_product(price=price, stock=None if counter else 5)
    if counter is not None:
        receive_stock(variant_id=only_variant(product).pk, quantity=5, warehouse=counter.warehouse)
    return product


@pytest.mark.parametrize(
    "abroad",
    [
        {"country": "US", "postcode": "10001"},
        {"country": "FR", "postcode": "75001", "vat_number": FRENCH},
        {"country": "HU", "postcode": "1011"},
    ],
)
def test_what_is_picked_up_is_taxed_where_it_is_picked_up(counter, abroad):
    cart = make_cart(goods(counter=counter))
    vat = check_vat_number("FR", FRENCH) if "vat_number" in abroad else None
    place = Destination(abroad["country"], postcode=abroad["postcode"], vat=vat)
    offer = cart_quote(cart, destination=place).offer(counter)
    assert (offer.summary.total.minor, offer.summary.tax.minor) == (1190, 190)

    order = check_out(
        cart, shipping_method=counter, details=make_details(**abroad),
        seen_total=offer.summary.total,
    )  # fmt: skip
    assert (order.total_minor, order.tax_minor, order.reverse_charge) == (1190, 190, False)
    assert order.ship_country == "DE"
    assert books_balance()


def test_a_draft_that_is_picked_up_is_taxed_there_too(counter):
    order = create_draft(email="ada@example.com")
    order = set_lines(order=order, lines=[DraftLine(only_variant(goods(counter=counter)).pk, 1)])
    order = set_shipping(order=order, method=counter)
    details = make_details(country="US", postcode="10001")
    order = set_details(order=order, details=details)
    assert (order.total_minor, order.tax_minor, order.ship_country) == (1190, 190, "DE")
    assert order.ship_line1 == ""


def test_what_is_sent_abroad_is_taxed_there(counter):
    method = ShippingMethod.objects.create(code="post", name="Post", price_minor=0)
    summary = cart_summary(
        make_cart(goods()), shipping_method=method, destination=Destination("US")
    )
    assert (summary.total.minor, summary.tax.minor) == (1000, 0)


def test_an_invoice_names_the_rate_that_shipping_was_taxed_at():
    book = goods("10.70")
    put_in_class(product=book, tax_class=TaxClass.objects.get(code="reduced"))
    shipping = save_tax_class(tax_class=TaxClass(code=SHIPPING, name_en="Shipping"))
    save_tax_rate(
        rate=TaxRate(
            tax_class=shipping, country="DE", rate_basis_points=1900, valid_from=date(2020, 1, 1)
        )
    )
    order = check_out(make_cart(book), details=make_details(country="DE", postcode="10115"))

    content = Content.from_json(issue_invoice(order=order).content)

    row = content.rows[-1]
    assert (row.total, row.tax, row.rate) == (490, 78, 1900)
    assert content.taxes == [
        {"rate": 1900, "net": 412, "tax": 78},
        {"rate": 700, "net": 1000, "tax": 70},
    ]


def test_the_cart_asks_no_more_of_the_database_where_goods_can_be_picked_up(
    counter, client, django_assert_max_num_queries
):
    client.cookies["cart"] = make_cart(goods(counter=counter)).token
    client.get("/cart/")
    with django_assert_max_num_queries(10):
        assert client.get("/cart/").status_code == 200
