"""The rounding table: what baskets cost in currencies with no, two and three decimals.

Each row is ordered for real, then given back unit by unit. Line by line and in all, net and tax
are the gross; what goes back in parts is the whole, to the minor unit, and so are its taxes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from foundation.money import Money, exponent
from orders.cancellation import cancel_units
from orders.carts import apply_coupon
from orders.documents.issue import issue_invoice
from orders.fulfilment import ship_order
from orders.models import Invoice, InvoiceKind, Order, OrderPaymentState, Refund
from orders.refunds import RefundRefused, carry_out_refunds, order_refundable, refund_order
from orders.returns import return_line
from orders.tests.books import bank_agrees, books_balance
from orders.tests.factories import check_out, make_cart, make_shipping_method
from pricing.models import PromotionKind
from pricing.tests.factories import make_coupon, make_promotion, make_variant

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Purchase:
    """A basket: prices in minor units, units of each, shipping, tax, and a coupon."""

    currency: str
    prices: tuple[int, ...]
    quantities: tuple[int, ...]
    rate: int
    included: bool = True
    shipping: int = 490
    percent: int = 0
    amount: int = 0


FIVE = (999, 1, 333, 10_000, 5)
ONES = (1, 1, 1, 1, 1)
TABLE = [
    # purchase, taxes of the lines, discounts of the lines, tax and total of the order
    # 19 % in five lines, each rounded half up: 159.504… is 160, 0.159… is 0.
    (Purchase("EUR", FIVE, (1, 1, 3, 1, 7), 1900),
     [160, 0, 160, 1597, 6], [0, 0, 0, 0, 0], 2001, 12_524),
    # 19 % on five net lines: 189.81, 0.19, 189.81, 1900, 6.65; on shipping 93.1.
    (Purchase("EUR", FIVE, (1, 1, 3, 1, 7), 1900, included=False),
     [190, 0, 190, 1900, 7], [0, 0, 0, 0, 0], 2380, 14_904),
    # 10 % off 12 034 is 1203.4, rounded once to 1203 and spread by largest remainder.
    (Purchase("EUR", FIVE, (1, 1, 3, 1, 7), 1900, percent=1000),
     [144, 0, 144, 1437, 5], [100, 0, 100, 1000, 3], 1808, 11_321),
    # An amount off five equal lines: 100 by five, then 102 by five: who is first gets the rest.
    (Purchase("EUR", (999,) * 5, ONES, 1900, amount=102),
     [156, 156, 156, 156, 156], [21, 21, 20, 20, 20], 858, 5383),
    # Yen have no minor unit: 10 % of 105 is 9.54…; 8 % of 1 is nothing.
    (Purchase("JPY", (105, 1050, 3), (1, 1, 1), 1000, shipping=500),
     [10, 95, 0], [0, 0, 0], 150, 1658),
    (Purchase("JPY", (333, 334, 1), (3, 1, 5), 800, included=False, shipping=0, percent=333),
     [77, 26, 0], [34, 11, 0], 103, 1396),
    # Dinars have three digits: 5 % of 12.345 is 0.617.
    (Purchase("KWD", (12_345, 1, 9_999), (1, 1, 3), 500, included=False, shipping=1500),
     [617, 0, 1500], [0, 0, 0], 2192, 46_035),
    (Purchase("KWD", (12_345, 1, 9_999), (1, 1, 3), 500, shipping=1500, amount=1000),
     [574, 0, 1395], [292, 0, 708], 2040, 42_843),
]  # fmt: skip


def _in_major_units(minor: int, currency: str) -> str:
    return str(Decimal(minor).scaleb(-exponent(currency)))


def _order(purchase: Purchase, settings) -> Order:
    settings.SHOP_BASE_CURRENCY = purchase.currency
    settings.SHOP_TAX_RATE_BASIS_POINTS = purchase.rate
    settings.SHOP_PRICES_INCLUDE_TAX = purchase.included
    variants = [
        make_variant(_in_major_units(price, purchase.currency), stock=100)
        for price in purchase.prices
    ]
    cart = make_cart()
    for variant, quantity in zip(variants, purchase.quantities, strict=True):
        cart.lines.create(variant=variant, quantity=quantity)
    if purchase.percent or purchase.amount:
        code = f"OFF{cart.pk}"
        _coupon(purchase, code)
        apply_coupon(cart=cart, code=code)
        cart.refresh_from_db()
    method = make_shipping_method(f"post-{purchase.shipping}", purchase.shipping)
    order = check_out(cart, shipping_method=method)
    issue_invoice(order=order)
    return Order.objects.get(pk=order.pk)


def _coupon(purchase: Purchase, code: str) -> None:
    if purchase.percent:
        promotion = make_promotion(percent_basis_points=purchase.percent, needs_coupon=True)
    else:
        promotion = make_promotion(
            PromotionKind.AMOUNT, amount_minor=purchase.amount, needs_coupon=True
        )
    make_coupon(code, promotion, most_uses=1)


def _taxed(amount: int, purchase: Purchase) -> int:
    """Half up, by another road than the shop's: exact decimals of the textbook's formula."""
    rate = Decimal(purchase.rate) / 10_000
    tax = amount * rate / (1 + rate) if purchase.included else amount * rate
    return int(tax.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _assert_adds_up(order: Order, purchase: Purchase) -> None:
    lines = list(order.lines.order_by("pk"))
    for line in lines:
        asked = line.unit_price_minor * line.quantity - line.discount_minor
        assert line.tax_minor == _taxed(asked, purchase)
        assert line.total_minor == asked + (0 if purchase.included else line.tax_minor)
        assert 0 <= line.total_minor - line.tax_minor <= line.total_minor
    assert sum(line.discount_minor for line in lines) == order.discount_minor
    shipping_tax = order.tax_minor - sum(line.tax_minor for line in lines)
    assert shipping_tax == order.shipping_tax_minor == _taxed(purchase.shipping, purchase)
    asked = order.subtotal_minor - order.discount_minor + order.shipping_minor
    assert order.total_minor == asked + (0 if purchase.included else order.tax_minor)
    paper = Invoice.objects.get(order=order, kind=InvoiceKind.INVOICE)
    assert sum(share["tax"] for share in paper.content["taxes"]) == order.tax_minor
    assert sum(share["net"] + share["tax"] for share in paper.content["taxes"]) == order.total_minor
    assert order.payments.get().amount_minor == paper.total_minor == order.total_minor


def _assert_all_went_back(order: Order) -> None:
    carry_out_refunds()
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.REFUNDED
    refunds = Refund.objects.filter(payment__order=order)
    assert sum(refunds.values_list("amount_minor", flat=True)) == order.total_minor
    notes = Invoice.objects.filter(order=order, kind=InvoiceKind.CREDIT_NOTE)
    assert sum(note.total_minor for note in notes) == order.total_minor
    taxes = sum(share["tax"] for note in notes for share in note.content["taxes"])
    assert taxes == order.tax_minor, "credit notes take back the tax that the invoice charged"
    assert books_balance()
    assert bank_agrees()


@pytest.mark.parametrize(("purchase", "taxes", "discounts", "tax", "total"), TABLE)
def test_the_table(purchase, taxes, discounts, tax, total, settings):
    order = _order(purchase, settings)

    lines = order.lines.order_by("pk")
    assert list(lines.values_list("tax_minor", flat=True)) == taxes
    assert list(lines.values_list("discount_minor", flat=True)) == discounts
    assert (order.tax_minor, order.total_minor, order.currency) == (tax, total, purchase.currency)
    _assert_adds_up(order, purchase)
    assert books_balance()


@pytest.mark.parametrize("purchase", [row[0] for row in TABLE[2:7]])
def test_cancelled_unit_by_unit_the_whole_goes_back(purchase, settings):
    order = _order(purchase, settings)
    for line in order.lines.order_by("-pk"):
        for _unit in range(line.quantity):
            cancel_units(order=order, units={line.pk: 1})
    _assert_all_went_back(order)


@pytest.mark.parametrize("purchase", [row[0] for row in TABLE[::2]])
def test_returned_unit_by_unit_each_line_is_worth_what_was_paid(purchase, settings):
    order = _order(purchase, settings)
    ship_order(order=order)
    for line in order.lines.order_by("pk"):
        for _unit in range(line.quantity):
            return_line(line=line, quantity=1)
    refund_order(order=order, key="all")
    _assert_all_went_back(order)


@pytest.mark.parametrize("purchase", [row[0] for row in TABLE])
def test_sums_given_back_in_sevenths_are_the_whole_and_not_a_unit_more(purchase, settings):
    order = _order(purchase, settings)
    seventh = Money(order.total_minor // 7, order.currency)
    for number in range(7):
        refund_order(order=order, key=f"part-{number}", amount=seventh)
        carry_out_refunds()
    left = order_refundable(order)
    assert 0 <= left.minor < 7
    with pytest.raises(RefundRefused):
        refund_order(order=order, key="more", amount=Money(left.minor + 1, order.currency))
    if left:
        refund_order(order=order, key="rest")
    _assert_all_went_back(order)


PURCHASES = st.integers(1, 4).flatmap(
    lambda lines: st.builds(
        Purchase,
        currency=st.sampled_from(["EUR", "JPY", "KWD"]),
        prices=st.tuples(*[st.integers(1, 20_000)] * lines),
        quantities=st.tuples(*[st.integers(1, 3)] * lines),
        rate=st.sampled_from([0, 550, 700, 1900, 2550]),
        included=st.booleans(),
        shipping=st.sampled_from([0, 1, 490]),
        percent=st.sampled_from([0, 1, 333, 5000, 9999]),
    )
)


@pytest.mark.slow
@hypothesis_settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(purchase=PURCHASES, data=st.data())
def test_whatever_is_bought_and_in_whatever_parts_it_goes_back(purchase, data, settings):
    order = _order(purchase, settings)
    _assert_adds_up(order, purchase)
    lines = dict(order.lines.order_by("pk").values_list("pk", "quantity"))
    open_units = list(lines.values())
    while any(open_units):
        at = data.draw(st.sampled_from([n for n, units in enumerate(open_units) if units]))
        units = data.draw(st.integers(1, open_units[at]))
        cancel_units(order=order, units={list(lines)[at]: units})
        open_units[at] -= units
    _assert_all_went_back(order)
