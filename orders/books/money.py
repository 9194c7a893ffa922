"""Payments and refunds against orders, and the sums within an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from events.names import Channel
from orders.books.finding import Book, Finding
from orders.models import (
    Dispute,
    DisputeState,
    Invoice,
    InvoiceKind,
    Order,
    OrderDiscount,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from orders.states import payment_state


@dataclass(slots=True)
class _Account:
    """The money of one order, in minor units; ``paid`` is None where no payment arrived."""

    paid: int | None = None
    due: int = 0
    done: int = 0
    noted: int = 0
    reduced: int = 0
    disputed: int = 0

    @property
    def came(self) -> int:
        return (self.paid or 0) + self.due

    @property
    def left(self) -> int:
        """Paid, and neither given back nor taken by the payer's bank."""
        left = (self.paid or 0) - self.noted
        return max(left - self.disputed, 0) if left > 0 else left


def check_money() -> Iterator[Finding]:
    """Whether orders have the money that they say, and no more went back than came."""
    yield from _overdrawn()
    accounts = _accounts()
    nothing = _Account()
    rows = Order.objects.values_list(
        "pk", "number", "state", "payment_state", "total_minor", "channel"
    )
    for pk, number, state, noted_state, total, channel in rows.iterator(chunk_size=5000):
        account = accounts.get(pk, nothing)
        derived = payment_state(
            paid=account.paid, due=account.due, refunded=account.done, total=total
        )
        about = f"order {number or pk}"
        if derived != noted_state:
            yield _found(about, f"is {noted_state}, its payments say {derived}")
        if problem := _problem(OrderState(state), total, account, channel == Channel.IMPORT):
            yield _found(about, problem)


def _problem(state: OrderState, total: int, account: _Account, is_import: bool) -> str:
    left = account.left
    match state:
        case OrderState.PLACED:
            return _placed_problem(total - account.reduced, account, is_import)
        case OrderState.CANCELLED if left or account.due:
            return f"is cancelled, but {left + account.due} were not given back or are still asked"
        case OrderState.DRAFT | OrderState.PENDING if account.came:
            return f"is not placed, but {account.came} came or are asked"
    return ""


def _placed_problem(cost: int, account: _Account, is_import: bool) -> str:
    if account.paid is None and not account.due:
        return "" if is_import or cost == 0 else "is placed, but nothing was paid or is asked"
    if account.came < cost:
        return f"costs {cost}, but only {account.came} were paid or are asked"
    if account.came - account.noted > cost:
        return f"costs {cost}, but {account.came} were paid or are asked and not given back"
    return ""


def _overdrawn() -> Iterator[Finding]:
    stands = ~Q(refunds__state=RefundState.FAILED)
    rows = (
        Payment.objects.filter(refunds__isnull=False)
        .annotate(noted=Sum("refunds__amount_minor", filter=stands))
        .filter(Q(noted__gt=F("amount_minor")) | (Q(noted__gt=0) & ~Q(state=PaymentState.PAID)))
        .values_list("key", "amount_minor", "noted", "state")
    )
    for key, amount, noted, state in rows:
        yield _found(f"payment {key}", f"{noted} of {amount} go back, and it is {state}")


def _accounts() -> dict[int, _Account]:
    accounts: dict[int, _Account] = {}
    paid, due = Q(state=PaymentState.PAID), Q(state=PaymentState.DUE)
    for order, paid_sum, due_sum in (
        Payment.objects.filter(paid | due)
        .values("order_id")
        .annotate(paid=Sum("amount_minor", filter=paid), due=Sum("amount_minor", filter=due))
        .values_list("order_id", "paid", "due")
    ):
        accounts[order] = _Account(paid=paid_sum, due=due_sum or 0)
    done = Q(state=RefundState.DONE)
    for order, done_sum, noted in (
        Refund.objects.exclude(state=RefundState.FAILED)
        .values("payment__order_id")
        .annotate(done=Sum("amount_minor", filter=done), noted=Sum("amount_minor"))
        .values_list("payment__order_id", "done", "noted")
    ):
        account = accounts.setdefault(order, _Account())
        account.done, account.noted = done_sum or 0, noted
    for order, reduced in (
        Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE, refund__isnull=True)
        .values("order_id")
        .annotate(sum=Sum("total_minor"))
        .values_list("order_id", "sum")
    ):
        accounts.setdefault(order, _Account()).reduced = reduced
    for order, disputed in (
        Dispute.objects.filter(state__in=(DisputeState.OPEN, DisputeState.LOST))
        .values("payment__order_id")
        .annotate(sum=Sum("amount_minor"))
        .values_list("payment__order_id", "sum")
    ):
        accounts.setdefault(order, _Account()).disputed = disputed
    return accounts


def check_sums() -> Iterator[Finding]:
    """Whether the lines of an order sum to its totals: goods, discounts, taxes and shipping."""
    rows = (
        OrderLine.objects.values("order_id")
        .annotate(
            goods=Sum(F("unit_price_minor") * F("quantity")),
            off=Sum("discount_minor"),
            taxes=Sum("tax_minor"),
            paid=Sum("total_minor"),
        )
        .values_list(
            "order__number", "goods", "off", "taxes", "paid", "order__subtotal_minor",
            "order__discount_minor", "order__tax_minor", "order__total_minor",
            "order__shipping_minor", "order__prices_include_tax", "order_id",
        )
    )  # fmt: skip
    for number, *sums, order_id in rows.iterator(chunk_size=5000):
        for problem in _sum_problems(*sums):
            yield Finding(Book.SUMS, f"order {number or order_id}", problem)
    yield from _discounts()


def _sum_problems(
    goods: int, off: int, taxes: int, paid: int, subtotal: int, discount: int, tax: int,
    total: int, shipping: int, is_gross: bool,
) -> Iterator[str]:  # fmt: skip
    shipping_tax = tax - taxes
    if goods != subtotal:
        yield f"lines are worth {goods}, the order says {subtotal}"
    if off != discount:
        yield f"lines are reduced by {off}, the order says {discount}"
    if shipping_tax < 0 or (shipping_tax and not shipping):
        yield f"lines are taxed {taxes}, the order says {tax}"
    whole = paid + shipping + (0 if is_gross else shipping_tax)
    if whole != total:
        yield f"lines and shipping cost {whole}, the order says {total}"


def _discounts() -> Iterator[Finding]:
    rows = (
        OrderDiscount.objects.values("order_id")
        .annotate(off=Sum("amount_minor"), promotions=Count("pk"))
        .filter(off__lt=F("order__discount_minor"))
        .values_list("order__number", "off", "order__discount_minor")
    )
    for number, off, discount in rows:
        yield Finding(
            Book.SUMS, f"order {number}", f"promotions took {off}, the order says {discount}"
        )


def _found(about: str, message: str) -> Finding:
    return Finding(Book.MONEY, about, message)
