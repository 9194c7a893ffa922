"""From orders and what became of them to postings: sales, papers, payments, refunds, disputes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from catalog.models import ProductKind
from events.names import Channel
from foundation import clock
from foundation.money import Money
from loyalty.models import AccountKind
from orders.accounting import postings
from orders.accounting.places import tax_place
from orders.accounting.postings import Entry, Posting, Sold, TaxPart, TaxPlace
from orders.accounting.roles import PostingKind
from orders.documents.content import shipping_row
from orders.models import (
    Dispute,
    DisputeState,
    Invoice,
    InvoiceKind,
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from orders.payments.counter import CASH
from orders.payments.invoice import InvoiceProvider

CREDIT = AccountKind.STORE_CREDIT.value


@dataclass(frozen=True, slots=True)
class _Happened:
    """A posting with the moment it tells of and its place among those of that moment."""

    at: datetime
    rank: int
    posting: Posting


def with_facts(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders with everything that is posted of them, read in a few queries."""
    notes = Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE).order_by("pk")
    return orders.prefetch_related(
        "lines",
        Prefetch("invoices", queryset=notes, to_attr="credit_notes"),
        Prefetch("payments", queryset=Payment.objects.filter(state=PaymentState.PAID)),
        Prefetch("payments__refunds", queryset=Refund.objects.filter(state=RefundState.DONE)),
        "payments__disputes",
    )


def place_of(order: Order, *, home: str, uses_oss: bool) -> TaxPlace:
    """How an order is taxed, by its own columns."""
    return tax_place(
        country=order.ship_country,
        postcode=order.ship_postcode,
        home=home,
        is_reverse_charge=order.reverse_charge,
        is_exempt=bool(order.tax_exemption),
        is_taxed=order.tax_minor != 0,
        uses_oss=uses_oss,
    )


def entries_of(order: Order, place: TaxPlace) -> list[Entry]:
    """All that is to be posted of an order, in the order in which it happened.

    ``order`` comes from ``with_facts``. Of what another shop sold there is nothing: it stands in
    that shop's books, with its invoice.
    """
    if order.channel == Channel.IMPORT:
        return []
    happened = sorted(_facts(order, place), key=lambda one: (one.at, one.rank))
    rate, own, base = order.rate, order.currency, order.base_currency

    def to_base(minor: int) -> int:
        return minor if own == base else Money(minor, own).converted(base, 1 / rate).minor

    return postings.in_base((one.posting for one in happened), to_base)


def _facts(order: Order, place: TaxPlace) -> Iterator[_Happened]:
    if order.placed_at is not None:
        yield from _papers(order, place, order.placed_at)
    for payment in order.payments.all():
        yield from _money(order, payment)


def _papers(order: Order, place: TaxPlace, placed_at: datetime) -> Iterator[_Happened]:
    sold = sold_in(order)
    yield _happened(
        placed_at, 0, PostingKind.SALE, f"sale-{order.public_id}", postings.sale(sold, place), order
    )
    taken: list[Sold] = []
    reduced = 0
    for note in _credit_notes(order):
        taken.append(_credited(order, note, sold))
        reduced += 0 if note.refund_id else note.total_minor
        amounts = postings.credit(taken[-1], place)
        source = f"credit-{note.number}"
        yield _happened(
            note.issued_at, 2, PostingKind.CREDIT_NOTE, source, amounts, order, note.number
        )
    came = sum(payment.amount_minor for payment in order.payments.all())
    unpaid = order.total_minor - reduced - came
    if order.state == OrderState.CANCELLED and order.cancelled_at and unpaid > 0:
        rest = postings.rest_of(sold, taken, unpaid)
        source = f"cancelled-{order.public_id}"
        yield _happened(
            order.cancelled_at, 3, PostingKind.CANCELLATION, source,
            postings.credit(rest, place), order,
        )  # fmt: skip


def sold_in(order: Order) -> Sold:
    """What an order sold, by tax rate, its shipping with it; gift cards apart."""
    lines = list(order.lines.all())
    vouchers = [line for line in lines if _is_voucher(line)]
    rows = [
        (line.tax_rate_basis_points, line.total_minor, line.tax_minor)
        for line in lines
        if not _is_voucher(line)
    ]
    if shipping := shipping_row(order, lines):
        rows.append((shipping.rate, shipping.total, shipping.tax))
    return Sold(_parts(rows), sum(line.total_minor for line in vouchers))


def _credited(order: Order, note: Invoice, sold: Sold) -> Sold:
    """What a credit note takes back, by the rates that stand on it.

    A sum without goods at the rate 0 is of gift cards where nothing else was sold at that rate.
    """
    cards = {line.sku for line in order.lines.all() if _is_voucher(line)}
    has_untaxed = any(part.rate == 0 for part in sold.parts)
    vouchers, rows = 0, []
    for row in note.content["rows"]:
        is_card = row["sku"] in cards if row["sku"] else bool(cards) and not has_untaxed
        if is_card and row["rate"] == 0:
            vouchers += row["total"]
        else:
            rows.append((row["rate"], row["total"], row["tax"]))
    return Sold(_parts(rows), vouchers)


def _parts(rows: Iterable[tuple[int, int, int]]) -> tuple[TaxPart, ...]:
    """Sums by rate of (rate, what is paid, the tax in it)."""
    sums: dict[int, tuple[int, int]] = {}
    for rate, paid, tax in rows:
        net, taxes = sums.get(rate, (0, 0))
        sums[rate] = (net + paid - tax, taxes + tax)
    return tuple(TaxPart(rate, *sums[rate]) for rate in sorted(sums, reverse=True))


def _is_voucher(line: OrderLine) -> bool:
    return line.kind == ProductKind.GIFT_CARD


def _credit_notes(order: Order) -> Sequence[Invoice]:
    notes: Sequence[Invoice] = order.credit_notes  # type: ignore[attr-defined]  # by with_facts
    return notes


def _money(order: Order, payment: Payment) -> Iterator[_Happened]:
    at, provider = payment.settled_at or payment.created_at, payment.provider
    paid = postings.payment(payment.amount_minor, provider)
    yield _happened(at, 1, PostingKind.PAYMENT, f"payment-{payment.public_id}", paid, order)
    for refund in payment.refunds.all():
        given = postings.refund(refund.amount_minor, _given_from(refund, provider))
        done = refund.settled_at or refund.created_at
        yield _happened(done, 3, PostingKind.REFUND, f"refund-{refund.public_id}", given, order)
    for dispute in payment.disputes.all():
        yield from _disputed(order, dispute, provider)


def _given_from(refund: Refund, provider: str) -> str:
    """Cash is given over a counter alone: beyond it, what was paid in cash is transferred."""
    if refund.as_credit:
        return CREDIT
    if refund.in_cash:
        return CASH
    return InvoiceProvider.name if provider == CASH else provider


def _disputed(order: Order, dispute: Dispute, provider: str) -> Iterator[_Happened]:
    """An inquiry moves nothing; what was won went out and came back."""
    if dispute.state == DisputeState.INQUIRY:
        return
    taken = postings.dispute(dispute.amount_minor, provider)
    name = f"dispute-{dispute.public_id}"
    yield _happened(dispute.opened_at, 4, PostingKind.DISPUTE, name, taken, order)
    closed = dispute.closed_at or dispute.opened_at
    if dispute.state == DisputeState.WON:
        back = postings.opposite(taken)
        yield _happened(closed, 5, PostingKind.DISPUTE_WON, f"{name}-won", back, order)
    if dispute.state == DisputeState.LOST:
        lost = postings.lost(dispute.amount_minor)
        yield _happened(closed, 5, PostingKind.DISPUTE_LOST, f"{name}-lost", lost, order)


def _happened(
    at: datetime,
    rank: int,
    kind: PostingKind,
    source: str,
    amounts: dict[postings.Account, int],
    order: Order,
    reference: str = "",
) -> _Happened:
    day, paper = clock.business_day(at), reference or str(order)
    return _Happened(at, rank, Posting(source, kind, day, amounts, paper))
