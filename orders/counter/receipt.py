"""The receipt of a sale: what its invoice says, how it was paid, and the change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.money import Money
from orders.documents.content import Content
from orders.documents.strip import Strip, draw_strip
from orders.models import CounterSale, InvoiceKind, PaymentState
from orders.tenders.told import name_of


@dataclass(frozen=True, slots=True)
class Sold:
    """A line: ``2 × 20.00`` and what it came to, with what was taken off."""

    name: str
    sku: str
    units: str
    total: str
    off: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything in words, in the language of the sale; pairs are of a name and an amount."""

    language: str
    seller: tuple[str, ...]
    store: tuple[str, ...]
    number: str
    order: str
    sold_at: str
    served_by: str
    lines: tuple[Sold, ...]
    total: str
    taxes: tuple[tuple[str, str, str], ...]
    paid: tuple[tuple[str, str], ...]
    given: str = ""
    change: str = ""
    notes: tuple[str, ...] = ()


def receipt_of(sale: CounterSale) -> Receipt:
    """The receipt of a sale that was finished."""
    order, register = sale.order, sale.shift.register
    invoice = order.invoices.get(kind=InvoiceKind.INVOICE)
    content = Content.from_json(invoice.content)
    language = content.language
    with translation.override(language):
        return Receipt(
            language=language,
            seller=_seller(content),
            store=_lines(
                register.warehouse.name,
                register.warehouse.line1,
                f"{register.warehouse.postcode} {register.warehouse.city}",
            ),
            number=invoice.number,
            order=str(order),
            sold_at=_moment(sale.finished_at or invoice.issued_at),
            served_by=f"{register.name}{_by(sale)}",
            lines=tuple(_sold(content)),
            total=_money(content.total, content),
            taxes=tuple(_taxes(content)),
            paid=tuple(_paid(sale, content)),
            given=_money(sale.cash_given_minor, content) if sale.change_minor else "",
            change=_money(sale.change_minor, content) if sale.change_minor else "",
            notes=_notes(order.reverse_charge, order.tax_exemption),
        )


def draw_receipt(receipt: Receipt) -> bytes:
    """The receipt as PDF for a printer of rolls, 80 mm wide."""
    with translation.override(receipt.language):
        strip = Strip()
        strip.title(receipt.seller[0])
        for line in (*receipt.seller[1:], "", *receipt.store):
            strip.middle(line)
        strip.rule()
        for name, value in _facts(receipt):
            strip.pair(name, value)
        strip.rule()
        for sold in receipt.lines:
            strip.pair(sold.name, sold.total)
            strip.quiet(f"{sold.units}   {sold.sku}")
            if sold.off:
                strip.quiet(_("Discount %(amount)s") % {"amount": sold.off})
        strip.rule()
        strip.pair(_("Total"), receipt.total, is_strong=True)
        for name, value in receipt.paid:
            strip.pair(name, value)
        if receipt.change:
            strip.pair(pgettext("till", "Given"), receipt.given)
            strip.pair(pgettext("till", "Change"), receipt.change)
        strip.rule()
        for rate, net, tax in receipt.taxes:
            strip.pair(rate, _("%(net)s net, %(tax)s tax") % {"net": net, "tax": tax})
        for note in receipt.notes:
            strip.quiet(note)
        strip.middle("")
        strip.middle(_("Thank you. Please keep this receipt for returns."))
        return draw_strip(strip, title=receipt.number, author=receipt.seller[0])


def _facts(receipt: Receipt) -> tuple[tuple[str, str], ...]:
    return (
        (_("Receipt"), receipt.number),
        (_("Order"), receipt.order),
        (_("Date"), receipt.sold_at),
        (_("Register"), receipt.served_by),
    )


def _seller(content: Content) -> tuple[str, ...]:
    seller = content.seller
    return _lines(seller["name"] or settings.SHOP_NAME, *seller["address"], seller["vat_id"])


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def _by(sale: CounterSale) -> str:
    """Who served, by the first name alone."""
    name = sale.served_by.name.split()[0] if sale.served_by and sale.served_by.name else ""
    return f", {name}" if name else ""


def _sold(content: Content) -> list[Sold]:
    return [
        Sold(
            name=row.name,
            sku=row.sku,
            units=f"{row.quantity} × {_money(row.unit_price, content)}" if row.unit_price else "",
            total=_money(row.total, content),
            off=_money(-row.discount, content) if row.discount else "",
        )
        for row in content.rows
    ]


def _taxes(content: Content) -> list[tuple[str, str, str]]:
    return [
        (
            _("Tax %(rate)s %%") % {"rate": f"{share['rate'] / 100:g}"},
            _money(share["net"], content),
            _money(share["tax"], content),
        )
        for share in content.taxes
    ]


def _paid(sale: CounterSale, content: Content) -> list[tuple[str, str]]:
    payments = sale.order.payments.filter(state=PaymentState.PAID, amount_minor__gt=0)
    return [
        (
            f"{name_of(payment.provider)} {payment.provider_ref}".strip(),
            _money(payment.amount_minor, content),
        )
        for payment in payments.order_by("pk")
    ]


def _notes(is_reverse_charge: bool, exemption: str) -> tuple[str, ...]:
    if is_reverse_charge or not exemption:
        return ()
    words = _("No tax is charged: exemption certificate %(number)s.")
    return (words % {"number": exemption},)


def _money(minor: int, content: Content) -> str:
    return Money(minor, content.currency).formatted(content.language)


def _lines(*lines: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in lines if line.strip())
