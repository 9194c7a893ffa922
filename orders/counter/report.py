"""The report of a shift: what was sold, taken back and paid, by rate and by means, and the cash.

While the shift is open it is reckoned (an X report); the closing keeps it as it was (a Z report).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Sum

from orders.counter.drawer import in_drawer
from orders.documents.content import shipping_row
from orders.models import (
    CashKind,
    CashMovement,
    CounterReturn,
    Order,
    OrderLine,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    Shift,
)
from orders.payments.counter import CASH


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What was sold less what came back at one rate; minor units, ``net`` without the tax."""

    rate: int
    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class MeansSum:
    """What came in and went out by one way to pay, in minor units."""

    provider: str
    taken: int = 0
    given_back: int = 0

    @property
    def kept(self) -> int:
        return self.taken - self.given_back


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """Amounts in minor units of ``currency``; ``cash`` by kind of movement.

    Takings are of sales at this counter; returns also of what was sold elsewhere, so that the
    tax of a day may be less than nothing.
    """

    currency: str
    sales: int = 0
    sold_minor: int = 0
    discount_minor: int = 0
    returns: int = 0
    returned_minor: int = 0
    taxes: tuple[TaxSum, ...] = ()
    means: tuple[MeansSum, ...] = ()
    cash: dict[str, int] = field(default_factory=dict)
    float_minor: int = 0
    expected_minor: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> ShiftReport:
        """The report as it was kept, whatever fields were added since."""
        taxes = tuple(TaxSum(**row) for row in kept["taxes"])
        means = tuple(MeansSum(**row) for row in kept["means"])
        return cls(**{**kept, "taxes": taxes, "means": means})


def report_of(shift: Shift) -> ShiftReport:
    """The report of a shift: as it was closed, or as it stands now."""
    if shift.report:
        return ShiftReport.from_json(shift.report)
    sold = Order.objects.filter(
        counter_sale__shift=shift, counter_sale__finished_at__isnull=False
    ).prefetch_related("lines")
    orders = list(sold.order_by("pk"))
    returns = list(CounterReturn.objects.filter(shift=shift).order_by("pk"))
    refunds = _refunds(returns)
    currency = shift.register.currency
    return ShiftReport(
        currency=currency,
        sales=len(orders),
        sold_minor=sum(order.total_minor for order in orders),
        discount_minor=sum(order.discount_minor for order in orders),
        returns=len(returns),
        returned_minor=sum(row.amount_minor for row in returns),
        taxes=_taxes(orders, refunds),
        means=_means(orders, refunds),
        cash=_cash(shift),
        float_minor=shift.float_minor,
        expected_minor=in_drawer(shift.register),
    )


def given_back(made: CounterReturn) -> tuple[MeansSum, ...]:
    """By which means the money of a return went back, or goes."""
    return _means((), _refunds([made]))


def _refunds(returns: Iterable[CounterReturn]) -> list[Refund]:
    """The refunds of returns at the counter: their keys begin with those of the returns."""
    keys = {row.key for row in returns}
    orders = {row.order_id for row in returns}
    noted = (
        Refund.objects.filter(payment__order__in=orders)
        .exclude(state=RefundState.FAILED)
        .select_related("payment")
        .order_by("pk")
    )
    return [refund for refund in noted if refund.key.rpartition("/")[0] in keys]


def _taxes(orders: Iterable[Order], refunds: Iterable[Refund]) -> tuple[TaxSum, ...]:
    sums: dict[int, tuple[int, int]] = {}
    for rate, paid, tax in (*_sold_rows(orders), *_returned_rows(refunds)):
        net, taxes = sums.get(rate, (0, 0))
        sums[rate] = (net + paid - tax, taxes + tax)
    return tuple(TaxSum(rate, *sums[rate]) for rate in sorted(sums, reverse=True))


def _sold_rows(orders: Iterable[Order]) -> Iterator[tuple[int, int, int]]:
    """Rate, what was paid and the tax in it."""
    for order in orders:
        lines = list(order.lines.all())
        for line in lines:
            yield line.tax_rate_basis_points, line.total_minor, line.tax_minor
        if more := shipping_row(order, lines):
            yield more.rate, more.total, more.tax


def _returned_rows(refunds: Iterable[Refund]) -> Iterator[tuple[int, int, int]]:
    parts = [part for refund in refunds for part in refund.parts]
    rates = dict(
        OrderLine.objects.filter(pk__in={part["line"] for part in parts}).values_list(
            "pk", "tax_rate_basis_points"
        )
    )
    for part in parts:
        yield rates.get(part["line"], 0), -part["amount"], -part["tax"]


def _means(orders: Iterable[Order], refunds: Iterable[Refund]) -> tuple[MeansSum, ...]:
    taken: dict[str, int] = {}
    given: dict[str, int] = {}
    paid = Payment.objects.filter(order__in=list(orders), state=PaymentState.PAID)
    for provider, minor in paid.values_list("provider", "amount_minor"):
        taken[provider] = taken.get(provider, 0) + minor
    for refund in refunds:
        provider = CASH if refund.in_cash else refund.payment.provider
        given[provider] = given.get(provider, 0) + refund.amount_minor
    names = sorted(taken.keys() | given.keys())
    return tuple(
        MeansSum(name, taken.get(name, 0), given.get(name, 0))
        for name in names
        if taken.get(name) or given.get(name)
    )


def _cash(shift: Shift) -> dict[str, int]:
    moved = CashMovement.objects.filter(shift=shift).exclude(kind=CashKind.DIFFERENCE)
    sums = moved.values("kind").annotate(sum=Sum("amount_minor")).order_by("kind")
    return {row["kind"]: row["sum"] for row in sums}
