"""Whatever is taken apart sums to the whole: currencies, net and gross, in any order of parts."""

import random

import pytest

from catalog.tests.factories import make_product
from orders.cancellation import cancel_units
from orders.documents.content import Content
from orders.documents.issue import issue_invoice
from orders.fulfilment import ship_units
from orders.models import Invoice, InvoiceKind, ItemCondition, Order, OrderPaymentState, Refund
from orders.refunds import carry_out_refunds
from orders.returns import (
    Finding,
    WantedReturn,
    complete_return,
    proposed_refund,
    receive_return,
    refund_return,
    request_return,
)
from orders.tests.books import books_balance
from orders.tests.factories import check_out, make_cart
from pricing.models import PromotionKind
from pricing.tests.factories import make_promotion

pytestmark = pytest.mark.django_db


def _order(currency: str) -> Order:
    """Three lines of three that no discount divides evenly."""
    prices = {"JPY": ("199", "77", "1001")}.get(currency, ("19.99", "0.77", "100.01"))
    make_promotion(percent_basis_points=1337)
    make_promotion(PromotionKind.AMOUNT, amount_minor=101)
    products = [make_product(price=price, stock=50) for price in prices]
    order = check_out(make_cart(*products, quantity=3))
    issue_invoice(order=order)
    assert (order.currency, order.discount_minor > 101) == (currency, True)
    return order


def _take_back(order: Order, line: int) -> None:
    request = request_return(order=order, wanted=[WantedReturn(line, 1)])
    request = receive_return(request=request)
    [entry] = request.lines.all()
    request = complete_return(
        request=request, findings={entry.pk: Finding(ItemCondition.AS_NEW, 1, 1)}
    )
    owed = proposed_refund(request)
    if owed.minor:
        refund_return(request=request, amount=owed, key=f"return-{request.pk}")


@pytest.mark.parametrize("is_gross", [True, False])
@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
@pytest.mark.parametrize("seed", range(3))
def test_an_order_that_is_undone_unit_by_unit_gives_all_back(settings, currency, is_gross, seed):
    settings.SHOP_BASE_CURRENCY = currency
    settings.SHOP_PRICES_INCLUDE_TAX = is_gross
    order = _order(currency)
    units = [line.pk for line in order.lines.all() for _unit in range(line.quantity)]
    dice = random.Random(seed)
    dice.shuffle(units)

    for line in units:
        if dice.random() < 0.5:
            cancel_units(order=order, units={line: 1}, reason="Not wanted")
        else:
            ship_units(order=order, units={line: 1})
            _take_back(order, line)
        carry_out_refunds()
        assert books_balance()

    order.refresh_from_db()
    assert sum(Refund.objects.values_list("amount_minor", flat=True)) == order.total_minor
    assert order.payment_state == OrderPaymentState.REFUNDED
    papers = {kind: [] for kind in InvoiceKind.values}
    for paper in Invoice.objects.all():
        papers[paper.kind].append(Content.from_json(paper.content))
    [invoice] = papers[InvoiceKind.INVOICE]
    notes = papers[InvoiceKind.CREDIT_NOTE]
    assert sum(note.total for note in notes) == invoice.total
    assert _taxes(*notes) == _taxes(invoice)


def _taxes(*papers: Content) -> dict[int, tuple[int, int]]:
    sums: dict[int, tuple[int, int]] = {}
    for paper in papers:
        for share in paper.taxes:
            net, tax = sums.get(share["rate"], (0, 0))
            sums[share["rate"]] = net + share["net"], tax + share["tax"]
    return sums
