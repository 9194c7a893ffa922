"""What stands on an invoice or a credit note: plain JSON, kept as it was issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from events.names import Channel
from foundation import clock
from foundation.money import Money, allocate, round_half_up
from orders.models import Invoice, InvoiceKind, Order, OrderLine
from orders.tenders.told import paid_with
from pricing.engine.taxes import TaxShare, tax_shares

QUOTE = "quote"
"""The kind of a paper that is an offer; the others are those of invoices."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: ``total`` is what was paid for it, with the tax in it."""

    name: str
    total: int
    tax: int
    rate: int
    quantity: int = 1
    sku: str = ""
    unit_price: int | None = None
    discount: int = 0


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left of an invoice at one tax rate, in minor units: the value and the tax in it."""

    gross: int
    tax: int

    def tax_of(self, share: int) -> int:
        """The tax in a share of the value, rounded half up."""
        tax = min(max(self.tax, 0), self.gross)
        return round_half_up(Decimal(tax) * share / self.gross)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that is printed; amounts in minor units, days as ISO text."""

    kind: str
    number: str
    issued_on: str
    language: str
    currency: str
    seller: dict[str, Any]
    buyer: list[str]
    order_number: str
    rows: list[Row]
    taxes: list[dict[str, int]]
    total: int
    prices_include_tax: bool
    buyer_vat_id: str = ""
    delivered_to: list[str] = field(default_factory=list)
    ordered_on: str = ""
    supplied_on: str = ""
    due_on: str = ""
    corrects: str = ""
    holds_until: str = ""
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Content:
        """The content as it was kept, whatever fields were added since."""
        rows = [Row(**row) for row in kept["rows"]]
        return cls(**{**kept, "rows": rows})


def without_buyer(kept: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a paper once nobody may know any more who it was for."""
    nobody: dict[str, Any] = {"buyer": [], "buyer_vat_id": "", "delivered_to": []}
    return {**kept, **nobody}


def invoice_content(order: Order, *, number: str, at: datetime) -> Content:
    """An invoice over all that was ordered, in the buyer's language."""
    lines = list(order.lines.all())
    language = order.language or settings.LANGUAGE_CODE
    with translation.override(language):
        rows = [_line_row(line) for line in lines]
        if shipping := shipping_row(order, lines):
            rows.append(shipping)
        return Content(
            kind=str(InvoiceKind.INVOICE),
            total=order.total_minor,
            rows=rows,
            notes=_notes(order),
            due_on=_due_on(order),
            **_frame(order, rows, number=number, language=language, at=at),
        )


def credit_content(
    order: Order,
    *,
    invoice: Invoice,
    number: str,
    amount: int,
    parts: Sequence[dict[str, int]],
    reason: str,
    at: datetime,
) -> Content:
    """A credit note over ``amount``: the units it is for, and what is given back besides."""
    lines = {line.pk: line for line in order.lines.all()}
    language = order.language or settings.LANGUAGE_CODE
    with translation.override(language):
        rows = [_part_row(lines[part["line"]], part) for part in parts if part["line"] in lines]
        if sum(row.total for row in rows) > amount:
            rows = []  # less goes back than the units cost: the paper names the sum alone
        rest = amount - sum(row.total for row in rows)
        rows += _rest_rows(shipping_row(order, list(lines.values())), rest, _left(invoice, rows))
        return Content(
            kind=str(InvoiceKind.CREDIT_NOTE),
            total=amount,
            rows=rows,
            notes=[*([reason] if reason else []), *_notes(order)],
            corrects=f"{invoice.number}",
            **_frame(order, rows, number=number, language=language, at=at),
        )


def shipping_row(order: Order, lines: Sequence[OrderLine]) -> Row | None:
    """The shipping with its tax: what the order sums to beyond its lines."""
    total = order.total_minor - sum(line.total_minor for line in lines)
    if not total:
        return None
    tax = order.tax_minor - sum(line.tax_minor for line in lines)
    rate = order.shipping_tax_rate_basis_points if tax else 0
    return Row(order.shipping_method or _("Shipping"), total, tax, rate)


def seller() -> dict[str, Any]:
    """Who sells, from the settings of today."""
    return {
        "name": settings.SHOP_LEGAL_NAME or settings.SHOP_NAME,
        "address": list(settings.SHOP_LEGAL_ADDRESS),
        "vat_id": settings.SHOP_VAT_ID,
        "registration": settings.SHOP_REGISTRATION,
        "bank": settings.SHOP_BANK,
        "email": settings.SHOP_EMAIL,
    }


def address_lines(order: Order) -> list[str]:
    """Where it is delivered to, line by line; over a counter it is in the buyer's hand already."""
    if order.channel == Channel.POS:
        return _without_blanks(order.ship_name, order.ship_company)
    return _without_blanks(
        order.ship_name,
        order.ship_company,
        order.ship_line1,
        order.ship_line2,
        f"{order.ship_postcode} {order.ship_city}".strip(),
        order.ship_region,
        order.ship_country,
    )


def billing_lines(order: Order) -> list[str]:
    """Who the invoice is for; the address of the delivery unless another was given."""
    kept = order.billing
    if not kept:
        return address_lines(order)
    return _without_blanks(
        kept.get("company", ""),
        kept.get("name", ""),
        kept.get("line1", ""),
        kept.get("line2", ""),
        f"{kept.get('postcode', '')} {kept.get('city', '')}".strip(),
        kept.get("region", ""),
        kept.get("country", ""),
    )


def _frame(
    order: Order, rows: Sequence[Row], *, number: str, language: str, at: datetime
) -> dict[str, Any]:
    buyer, delivered_to = billing_lines(order), address_lines(order)
    shipped = order.shipments.order_by("shipped_at").first()
    shares = tax_shares(
        ((row.rate, row.total, row.tax) for row in rows), order.currency, included=True
    )
    return {
        "number": number,
        "issued_on": clock.business_day(at).isoformat(),
        "language": language,
        "currency": order.currency,
        "seller": seller(),
        "buyer": buyer,
        "buyer_vat_id": order.vat_number,
        "delivered_to": [] if delivered_to == buyer else delivered_to,
        "order_number": str(order),
        "ordered_on": clock.business_day(order.placed_at).isoformat() if order.placed_at else "",
        "supplied_on": clock.business_day(shipped.shipped_at).isoformat() if shipped else "",
        "taxes": [_share(share) for share in shares],
        "prices_include_tax": order.prices_include_tax,
    }


def _share(share: TaxShare) -> dict[str, int]:
    return {"rate": share.rate_basis_points, "net": share.net.minor, "tax": share.tax.minor}


def _line_row(line: OrderLine) -> Row:
    return Row(
        name=line.name,
        sku=line.sku,
        quantity=line.quantity,
        unit_price=line.unit_price_minor,
        discount=line.discount_minor,
        rate=line.tax_rate_basis_points,
        tax=line.tax_minor,
        total=line.total_minor,
    )


def _part_row(line: OrderLine, part: dict[str, int]) -> Row:
    return Row(
        name=line.name,
        sku=line.sku,
        quantity=part["quantity"],
        rate=line.tax_rate_basis_points,
        tax=part["tax"],
        total=part["amount"],
    )


def _left(invoice: Invoice, rows: Sequence[Row]) -> dict[int, _Left]:
    """What neither earlier credit notes nor ``rows`` take back of an invoice, by tax rate."""
    left: dict[int, _Left] = {}
    for share in invoice.content["taxes"]:
        left[share["rate"]] = _Left(share["net"] + share["tax"], share["tax"])
    taken = [(row.rate, row.total, row.tax) for row in rows]
    for note in invoice.order.invoices.filter(kind=InvoiceKind.CREDIT_NOTE):
        taken += [
            (share["rate"], share["net"] + share["tax"], share["tax"])
            for share in note.content["taxes"]
        ]
    for rate, gross, tax in taken:
        before = left.get(rate, _Left(0, 0))
        left[rate] = _Left(before.gross - gross, before.tax - tax)
    return {rate: entry for rate, entry in left.items() if entry.gross > 0}


def _rest_rows(shipping: Row | None, rest: int, left: Mapping[int, _Left]) -> list[Row]:
    """What is given back beside units: the shipping, or a sum spread over the tax rates.

    A sum takes its share of the tax that is left, so that all notes together take back what the
    invoice charged, to the minor unit.
    """
    if not rest:
        return []
    rates = sorted(left, reverse=True)
    shares = allocate(rest, [left[rate].gross for rate in rates]) if rates else []
    rows = [
        Row(_("Given back"), share, left[rate].tax_of(share), rate)
        for rate, share in zip(rates, shares, strict=True)
        if share
    ]
    is_last = rest == sum(entry.gross for entry in left.values())
    is_fair = not is_last or (shipping and shipping.tax == sum(row.tax for row in rows))
    if shipping and shipping.total == rest and is_fair:
        return [shipping]
    return rows or [Row(_("Given back"), rest, 0, 0)]


def _notes(order: Order) -> list[str]:
    notes = []
    if order.po_number:
        words = _("Your purchase-order number: %(number)s")
        notes.append(words % {"number": order.po_number})
    notes += [paid.sentence for paid in paid_with(order)]
    if order.reverse_charge:
        notes.append(_("Reverse charge: the buyer owes the value added tax."))
    elif order.tax_exemption and order.channel == Channel.MARKETPLACE:
        words = _("The tax was collected and is paid by %(name)s.")
        notes.append(words % {"name": order.tax_exemption})
    elif order.tax_exemption:
        words = _("No tax is charged: exemption certificate %(number)s.")
        notes.append(words % {"number": order.tax_exemption})
    return notes


def _due_on(order: Order) -> str:
    due = order.payments.filter(due_on__isnull=False).order_by("due_on").first()
    return due.due_on.isoformat() if due and due.due_on else ""


def _without_blanks(*texts: str) -> list[str]:
    return [text for text in texts if text]


def money(minor: int, content: Content) -> str:
    """An amount as the paper's reader writes it."""
    return Money(minor, content.currency).formatted(content.language)
