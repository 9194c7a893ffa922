"""What another shop sold is an order like any other, and stays out of this shop's papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from catalog.models import Variant
from catalog.tests.factories import make_product
from events.context import EventContext
from events.models import Event
from events.names import Channel
from foundation.money import Money
from inventory.models import StockMovement
from notifications.models import Mail
from orders.accounting.posting import post_journal
from orders.books import balance
from orders.building import CheckoutDetails, LineSnapshot
from orders.documents.issue import issue_credit_note, issue_invoice
from orders.history import PastOrder, PastPayment, PastRefund, record_history
from orders.mails import request_reviews
from orders.models import (
    FulfilmentState,
    JournalEntry,
    Order,
    OrderPaymentState,
    OrderState,
    Refund,
)
from orders.payments.by_hand import PaidElsewhere
from pricing.totals import BasketTotals, LineAmounts, TaxRule

pytestmark = pytest.mark.django_db
BASE = settings.SHOP_BASE_CURRENCY
PLACED = datetime(2026, 1, 5, 12, tzinfo=UTC)
DETAILS = CheckoutDetails(
    email="ada@example.com", name="Ada", line1="1 Lane", postcode="N1", city="London", country="GB"
)


@pytest.fixture
def variant() -> Variant:
    return make_product("Lamp", price="5.00", stock=3).variants.get()


def an_order(variant: Variant, **more) -> PastOrder:
    """Two lamps and postage: 10.00 less 1.00, and 2.00."""
    line = LineSnapshot(
        variant.pk, variant.product_id, variant.sku, "Lamp", 2, Money(500, BASE), None, 700
    )
    totals = BasketTotals(
        lines=(LineAmounts(500, 2, discount=100, tax=59, total=900),),
        subtotal=Money(1000, BASE),
        discount=Money(100, BASE),
        shipping=Money(200, BASE),
        tax=Money(91, BASE),
        total=Money(1100, BASE),
    )
    told = PastOrder(
        placed_at=PLACED,
        details=DETAILS,
        lines=(line,),
        shipping=Money(200, BASE),
        tax=TaxRule(1_900, included=True),
        base_currency=BASE,
        totals=totals,
        discount_label="SPRING",
        context=EventContext(channel=Channel.IMPORT),
        payment=PastPayment(PaidElsewhere.name, settled_at=PLACED),
        is_sent=True,
    )
    return replace(told, **more)


def written(past: PastOrder) -> Order:
    list(record_history(orders=[past]))
    return Order.objects.get()


def test_each_line_has_its_own_rate_and_the_shipping_that_of_the_order(variant):
    order = written(an_order(variant))
    assert order.lines.get().tax_rate_basis_points == 700
    assert (order.shipping_tax_minor, order.shipping_tax_rate_basis_points) == (32, 1_900)
    assert [(d.label, d.amount_minor) for d in order.discounts.all()] == [("SPRING", 100)]
    assert list(balance()) == []


def test_money_that_went_back_is_given_back_already(variant):
    refunds = (PastRefund(Money(300, BASE), PLACED + timedelta(days=3), "Scratched"),)
    order = written(an_order(variant, refunds=refunds))
    assert order.payment_state == OrderPaymentState.PARTLY_REFUNDED
    assert Refund.objects.get().settled_at == PLACED + timedelta(days=3)
    assert list(balance()) == []


def test_an_order_that_was_cancelled_was_not_sent(variant):
    late = PLACED + timedelta(days=1)
    order = written(
        an_order(
            variant,
            cancelled_at=late,
            shipped_at=late,
            refunds=(PastRefund(Money(1100, BASE), late),),
        )
    )
    assert (order.state, order.payment_state, order.fulfilment_state) == (
        OrderState.CANCELLED,
        OrderPaymentState.REFUNDED,
        FulfilmentState.UNFULFILLED,
    )
    assert (order.lines.get().cancelled, order.shipments.count()) == (2, 0)
    assert list(balance()) == []


def test_stock_does_not_move(variant):
    moved = StockMovement.objects.count()
    written(an_order(variant))
    assert StockMovement.objects.count() == moved


def test_its_papers_and_postings_are_the_other_shops(variant):
    refunds = (PastRefund(Money(300, BASE), PLACED),)
    order = written(an_order(variant, refunds=refunds))
    assert issue_invoice(order=order) is None
    assert issue_credit_note(refund=Refund.objects.get()) is None
    post_journal()
    assert not JournalEntry.objects.exists()


def test_an_order_of_this_shop_is_posted_and_billed(variant):
    order = written(an_order(variant, context=EventContext()))
    assert issue_invoice(order=order) is not None
    post_journal()
    assert JournalEntry.objects.exists()


@pytest.mark.parametrize(("channel", "asked"), [(Channel.IMPORT, 0), (Channel.WEB, 1)])
def test_nobody_is_asked_for_a_review_of_what_another_shop_sent(variant, settings, channel, asked):
    settings.SHOP_REVIEW_REQUEST_DAYS = 7
    written(an_order(variant, context=EventContext(channel=channel), shipped_at=PLACED))
    assert request_reviews(at=PLACED + timedelta(days=8)) == asked
    assert Mail.objects.count() == asked


def test_a_day_that_the_log_has_dropped_gets_no_events(variant):
    written(an_order(variant, is_logged=False))
    assert not Event.objects.exists()
