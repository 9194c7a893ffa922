"""Gift cards, points and returns at the counter, its report, and the shop's books."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Customer
from catalog.models import ProductKind
from events.names import Channel
from events.outbox import drain
from foundation import clock
from foundation.money import Money
from inventory.models import StockLevel
from loyalty.gift_cards import code_of, issue_gift_card
from loyalty.ledger import credit, open_account
from loyalty.models import AccountKind, EntryKind
from notifications.models import Mail
from orders.accounting.posting import policy, post_journal
from orders.accounting.roles import PostingKind, Role
from orders.counter import (
    BroughtBack,
    CounterRefused,
    close_shift,
    finish_sale,
    give_discount,
    move_cash,
    put_code,
    put_gift_card,
    set_buyer,
    take_back_at_counter,
)
from orders.counter.drawer import in_drawer
from orders.counter.receipt import draw_receipt, receipt_of
from orders.counter.report import report_of
from orders.drafts import place_as_paid
from orders.errors import NotPossible
from orders.fulfilment import ship_order
from orders.models import (
    AccountingPolicy,
    CashKind,
    CounterReturn,
    InvoiceKind,
    JournalLine,
    Order,
    OrderPaymentState,
    Refund,
    RefundState,
    Shift,
)
from orders.tests.counter_rows import basket, fresh, make_shift, make_store, on_shelf, paying, sell
from orders.tests.placed import make_order
from pricing.tests.factories import make_coupon

pytestmark = pytest.mark.django_db


def euros(amount: str) -> Money:
    return Money.of(amount, "EUR")


def give_back(shift: Shift, order: Order, units: int = 1, **changes: object) -> CounterReturn:
    line = order.lines.get()
    key = str(changes.pop("key", "form-1"))
    brought = BroughtBack(units={line.pk: units}, **changes)  # type: ignore[arg-type]
    return take_back_at_counter(shift=shift, order=order, brought=brought, key=key, by=None)


def test_a_gift_card_pays_first_and_the_rest_is_cash() -> None:
    card = issue_gift_card(worth=euros("15.00"), key="card-1")
    shift = make_shift()
    sale = basket(shift, on_shelf(price="20.00"))
    put_gift_card(sale=sale, code=code_of(card))
    sold = fresh(finish_sale(sale=sale, paying=paying(sale), by=None))
    paid = dict(sold.order.payments.values_list("provider", "amount_minor"))
    assert paid == {"gift_card": 1500, "cash": 500}
    card.account.refresh_from_db()
    assert card.account.balance == 0
    assert in_drawer(shift.register) == 10000 + 500


def test_a_card_that_was_spent_elsewhere_meanwhile_sells_nothing() -> None:
    card = issue_gift_card(worth=euros("15.00"), key="card-1")
    shift = make_shift()
    first, second = basket(shift, on_shelf(price="20.00")), basket(shift, on_shelf(price="20.00"))
    for sale in (first, second):
        put_gift_card(sale=sale, code=code_of(card))
    seen = paying(second)
    finish_sale(sale=first, paying=paying(first), by=None)
    with pytest.raises(CounterRefused, match="20"):
        finish_sale(sale=second, paying=seen, by=None)


def test_store_credit_of_the_buyer_pays_where_it_is_wished() -> None:
    customer = Customer.objects.create(email="ada@example.com", name="Ada")
    account = open_account(kind=AccountKind.STORE_CREDIT, customer=customer, currency="EUR")
    credit(account=account, amount=1200, kind=EntryKind.CORRECTED, key="credit-1", reason="Sorry")
    shift = make_shift()
    sale = basket(shift, on_shelf(price="20.00"))
    set_buyer(sale=sale, customer=customer)
    sale = fresh(sale)
    sold = finish_sale(sale=sale, paying=paying(sale, use_credit=True), by=None)
    paid = dict(sold.order.payments.values_list("provider", "amount_minor"))
    assert paid == {"credit": 1200, "cash": 800}
    assert sold.order.customer == customer


def test_a_discount_has_a_reason_and_the_receipt_tells_it() -> None:
    shift = make_shift()
    sale = basket(shift, on_shelf(price="20.00"))
    with pytest.raises(CounterRefused):
        give_discount(sale=sale, amount=euros("5.00"), reason=" ")
    give_discount(sale=sale, amount=euros("5.00"), reason="A scratch")
    sold = fresh(finish_sale(sale=fresh(sale), paying=paying(sale), by=None))
    assert sold.order.total_minor == 1500
    receipt = receipt_of(sold)
    assert receipt.total == "€15.00"
    assert receipt.number == sold.order.invoices.get().number
    assert draw_receipt(receipt)[:5] == b"%PDF-"
    assert draw_receipt(receipt) == draw_receipt(receipt)


def test_a_code_works_or_says_why_not() -> None:
    coupon = make_coupon("TENOFF")
    sale = basket(make_shift(), on_shelf(price="100.00"))
    with pytest.raises(CounterRefused) as refused:
        put_code(sale=sale, code="NO-SUCH-CODE")
    assert refused.value.field == "code"
    assert fresh(sale).codes == []
    put_code(sale=sale, code=coupon.code)
    assert fresh(sale).order.discount_minor > 0


def test_a_download_is_not_sold_over_a_counter() -> None:
    variant = on_shelf()
    variant.product.kind = ProductKind.DIGITAL
    variant.product.save()
    with pytest.raises(CounterRefused):
        basket(make_shift(), variant)


def test_a_sale_is_finished_at_its_counter_alone() -> None:
    sale = basket(make_shift(), on_shelf())
    with pytest.raises(NotPossible):
        place_as_paid(order=sale.order)


def test_no_mail_goes_out_unless_it_is_wished() -> None:
    shift = make_shift()
    customer = Customer.objects.create(email="ada@example.com", name="Ada")
    sale = basket(shift, on_shelf())
    set_buyer(sale=sale, customer=customer)
    finish_sale(sale=fresh(sale), paying=paying(sale), by=None)
    drain()
    assert not Mail.objects.filter(kind__in=["order_confirmation", "order_shipped"]).exists()
    sell(shift, on_shelf(), mail_to="Bob@example.com")
    drain()
    [mail] = Mail.objects.filter(kind="order_confirmation")
    assert (mail.to, mail.context["sold_at"]) == ("bob@example.com", "Soho")


def test_what_was_paid_in_cash_goes_back_in_cash_and_on_the_shelf() -> None:
    shift, mug = make_shift(), on_shelf(price="20.00", units=3)
    order = sell(shift, mug, units=2).order
    give_back(shift, order)
    refund = Refund.objects.get()
    assert (refund.state, refund.in_cash, refund.amount_minor) == (RefundState.DONE, True, 2000)
    assert in_drawer(shift.register) == 10000 + 4000 - 2000
    assert StockLevel.objects.get(variant=mug, warehouse=make_store()).on_hand == 2
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.PARTLY_REFUNDED
    assert order.invoices.get(kind=InvoiceKind.CREDIT_NOTE).total_minor == 2000


def test_a_form_that_is_sent_twice_gives_back_once() -> None:
    shift = make_shift()
    order = sell(shift, on_shelf(price="20.00"), units=2).order
    give_back(shift, order)
    give_back(shift, order)
    assert Refund.objects.count() == 1
    assert order.lines.get().returned == 1


def test_what_was_bought_online_goes_back_to_its_card_or_in_cash() -> None:
    shift = make_shift("100.00")
    order = make_order("20.00", quantity=2)
    ship_order(order=order)
    give_back(shift, order, key="to-the-card")
    assert in_drawer(shift.register) == 10000
    give_back(shift, order, key="in-cash", in_cash=True)
    assert in_drawer(shift.register) == 10000 - 2000
    assert set(Refund.objects.values_list("state", "in_cash")) == {
        (RefundState.DONE, False), (RefundState.DONE, True),
    }  # fmt: skip


def test_a_report_has_sums_of_one_currency() -> None:
    shift = make_shift()
    order = make_order("20.00")
    ship_order(order=order)
    Order.objects.filter(pk=order.pk).update(currency="USD")
    with pytest.raises(CounterRefused, match="USD"):
        give_back(shift, order)
    assert not CounterReturn.objects.exists()
    assert report_of(shift).returned_minor == 0


def test_more_than_is_in_the_drawer_is_not_given_back() -> None:
    shift = make_shift("5.00")
    order = sell(shift, on_shelf(price="20.00")).order
    move_cash(shift=shift, kind=CashKind.PAID_OUT, amount=euros("20.00"), reason="Bank", by=None)
    with pytest.raises(CounterRefused):
        give_back(shift, order)
    assert Refund.objects.count() == 0
    assert order.lines.get().returned == 0


def test_more_than_was_bought_does_not_come_back() -> None:
    shift = make_shift()
    order = sell(shift, on_shelf()).order
    with pytest.raises(CounterRefused):
        give_back(shift, order, units=2)


def test_the_report_sums_to_the_sales() -> None:
    shift = make_shift()
    order = sell(shift, on_shelf(price="12.00"), units=2).order
    sell(shift, on_shelf(price="30.00"), by_card=euros("30.00"))
    give_back(shift, order)
    report = report_of(shift)
    assert (report.sales, report.sold_minor, report.returned_minor) == (2, 5400, 1200)
    assert [(row.gross, row.tax) for row in report.taxes] == [(4200, 700)]
    means = {row.provider: (row.taken, row.given_back) for row in report.means}
    assert means == {"cash": (2400, 1200), "terminal": (3000, 0)}
    closed = close_shift(shift=shift, counted=euros("112.00"), by=None)
    assert closed.difference_minor == 0
    assert report_of(closed) == report


def test_cash_given_back_for_an_order_of_older_books_left_the_drawer_in_the_books() -> None:
    shift = make_shift("100.00")
    older, imported = make_order("20.00"), make_order("30.00")
    Order.objects.filter(pk=older.pk).update(placed_at=clock.now() - timedelta(days=9))
    Order.objects.filter(pk=imported.pk).update(channel=Channel.IMPORT)
    for order in (older, imported):
        ship_order(order=order)
        give_back(shift, order, in_cash=True, key=f"of-{order.number}")
    policy()
    AccountingPolicy.objects.update(begins_on=clock.business_day() - timedelta(days=1))
    post_journal()
    post_journal()
    assert in_the_books("cash") == in_drawer(shift.register) == 5000
    AccountingPolicy.objects.update(begins_on=clock.business_day() - timedelta(days=30))
    post_journal(whole=True)
    post_journal()
    assert JournalLine.objects.filter(entry__order=older).exists()
    assert in_the_books("cash") == 5000


def in_the_books(provider: str) -> int:
    lines = JournalLine.objects.filter(role=Role.MONEY, provider=provider)
    return sum(lines.values_list("base_minor", flat=True))


def test_the_books_hold_the_cash_that_is_in_the_drawer() -> None:
    shift = make_shift("100.00")
    order = sell(shift, on_shelf(price="20.00")).order
    sell(shift, on_shelf(price="30.00"), by_card=euros("10.00"))
    give_back(shift, order)
    move_cash(shift=shift, kind=CashKind.PAID_OUT, amount=euros("50.00"), reason="Bank", by=None)
    close_shift(shift=shift, counted=euros("69.00"), by=None)
    post_journal()
    post_journal()
    sums: dict[tuple[str, str], int] = {}
    for line in JournalLine.objects.all():
        key = (line.role, line.provider)
        sums[key] = sums.get(key, 0) + line.base_minor
    assert sums[Role.MONEY, "cash"] == 6900
    assert sums[Role.MONEY, "terminal"] == 1000
    assert sums[Role.CASH_DIFFERENCE, ""] == 100
    assert sums[Role.CASH_MOVED, ""] == -10000 + 5000
    assert sum(sums.values()) == 0
    assert JournalLine.objects.filter(entry__kind=PostingKind.CASH).count() == 6
