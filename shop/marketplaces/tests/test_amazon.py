"""Amazon's order report: its taxes, promotions and signs."""

import pytest

from orders.models import Order
from orders.tests.books import books_balance
from shop.marketplaces.files import take_file
from shop.marketplaces.models import FileState, Layout
from shop.marketplaces.tests.factories import (
    AMAZON_LINE,
    amazon,
    brought,
    make_marketplace,
    sku_of,
    taken,
)

pytestmark = pytest.mark.django_db


def test_amazons_order_report_is_read(product):
    there = make_marketplace("amazon-de", layout=Layout.AMAZON)
    line = {"sku": sku_of(product), "quantity-purchased": "2", "item-promotion-discount": "-1.00",
            "gift-wrap-price": "2.00", "gift-wrap-tax": "0.32"}  # fmt: skip
    file = taken(there, amazon(line))
    assert file.state == FileState.DONE, file.problems
    order = Order.objects.get()
    assert (order.external_ref, order.total_minor) == ("amazon-de:058-1111111-2222222", 2590)
    assert (order.subtotal_minor, order.discount_minor, order.shipping_minor) == (2000, 100, 690)
    assert (order.ship_line2, order.ship_postcode) == ("Back yard", "10115")
    assert order.lines.get().at_marketplace.item == "05835637773451"
    assert books_balance()


def test_amazons_taxes_are_of_prices_before_promotions(product, settings):
    """Free delivery and one for nothing are the commonest: their taxes go with them."""
    settings.SHOP_TAX_RATE_BASIS_POINTS = 1900
    settings.SHOP_PRICES_INCLUDE_TAX = True
    there = make_marketplace(layout=Layout.AMAZON)
    line = {"sku": sku_of(product), "item-promotion-discount": "-10.00",
            "ship-promotion-discount": "-4.90"}  # fmt: skip
    free = {"sku": sku_of(product), "order-item-id": "2", "item-promotion-discount": "-20.00",
            "shipping-price": "", "shipping-tax": ""}  # fmt: skip
    file = taken(there, amazon(line, free))
    assert file.state == FileState.DONE, file.problems
    order = Order.objects.get()
    assert (order.total_minor, order.shipping_minor, order.tax_minor) == (1000, 0, 160)
    rates = list(order.lines.values_list("tax_minor", "tax_rate_basis_points"))
    assert rates == [(160, 1900), (0, 0)]
    assert books_balance()


def test_a_row_that_tells_another_promotion_belongs_to_its_line(product):
    there = make_marketplace(layout=Layout.AMAZON)
    first = {"sku": sku_of(product), "item-promotion-discount": "-2.00"}
    more = dict.fromkeys(AMAZON_LINE, "") | {
        name: AMAZON_LINE[name] for name in ("order-id", "order-item-id")
    }
    more |= {"item-promotion-discount": "-3.00", "ship-promotion-discount": "-4.90"}
    file = taken(there, amazon(first, more))
    assert file.state == FileState.DONE, file.problems
    order = Order.objects.get()
    assert (order.discount_minor, order.shipping_minor, order.total_minor) == (500, 0, 1500)
    assert order.lines.count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"item-promotion-discount": "-20.01"},
        {"ship-promotion-discount": "-4.91"},
        {"order-item-id": "another", "item-promotion-discount": "-1.00"},
    ],
)
def test_a_promotion_that_takes_off_too_much_or_belongs_to_no_line_is_told(product, more):
    nothing = dict.fromkeys(AMAZON_LINE, "")
    known = {name: AMAZON_LINE[name] for name in ("order-id", "order-item-id")}
    content = amazon({"sku": sku_of(product), **dict.fromkeys(more, "")} | {
        "order-item-id": AMAZON_LINE["order-item-id"]}, {**nothing, **known, **more})  # fmt: skip
    file = brought(make_marketplace(layout=Layout.AMAZON), content)
    assert [row[0] for row in file.problems] == [3]


def test_quotation_marks_in_a_text_with_tabs_are_letters(product):
    line = {**AMAZON_LINE, "sku": sku_of(product), "product-name": '"Best" mug, 15"',
            "recipient-name": 'Joe "J" Smith'}  # fmt: skip
    content = "\n".join("\t".join(cells) for cells in (line, line.values())).encode()
    file = brought(make_marketplace(layout=Layout.AMAZON), content)
    assert file.state == FileState.CHECKED, file.problems
    assert len([note for note in file.notes if "Quotation" in note]) == 1
    take_file(file=file)
    assert Order.objects.get().ship_name == 'Joe "J" Smith'
