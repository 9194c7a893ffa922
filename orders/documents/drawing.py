"""An invoice, credit note or quote as PDF, drawn from its content alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_percent
from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from orders.documents.content import QUOTE, Content, Row, money
from orders.documents.sheet import (
    HEAD,
    NUMBER,
    NUMBER_HEAD,
    SMALL,
    STRONG,
    STRONG_NUMBER,
    TITLE,
    WIDTH,
    block,
    draw,
    plain_table,
    table,
    text,
)
from orders.models import Invoice, InvoiceKind


def draw_invoice(invoice: Invoice) -> bytes:
    """The paper as PDF: the same invoice always gives the same bytes."""
    return draw_paper(Content.from_json(invoice.content))


def draw_paper(content: Content) -> bytes:
    """Whatever paper it is as PDF: the same content always gives the same bytes."""
    with translation.override(content.language):
        return draw(
            _story(content),
            title=f"{_title(content)} {content.number}",
            author=content.seller["name"],
            footer=_footer(content),
        )


def _story(content: Content) -> list[Flowable]:
    return [
        _head(content),
        Spacer(0, 9 * mm),
        text(f"{_title(content)} {content.number}", TITLE),
        Spacer(0, 5 * mm),
        _lines(content),
        Spacer(0, 4 * mm),
        KeepTogether([_sums(content), Spacer(0, 5 * mm), _taxes(content)]),
        Spacer(0, 6 * mm),
        *(text(note) for note in content.notes),
    ]


def _title(content: Content) -> str:
    if content.kind == QUOTE:
        return _("Quote")
    return _("Credit note") if content.kind == InvoiceKind.CREDIT_NOTE else _("Invoice")


def _head(content: Content) -> Flowable:
    seller = content.seller
    sender = " · ".join([seller["name"], *seller["address"]])
    buyer = [*content.buyer, *([content.buyer_vat_id] if content.buyer_vat_id else [])]
    left: list[Flowable] = [
        text(seller["name"], STRONG),
        Spacer(0, 14 * mm),
        text(sender, SMALL),
        Spacer(0, 2 * mm),
        block(buyer),
    ]
    facts = [(text(name, SMALL), text(value, NUMBER)) for name, value in _facts(content) if value]
    right: list[Flowable] = [Spacer(0, 20 * mm), plain_table(facts, (33 * mm, 42 * mm))]
    return plain_table([(left, right)], (WIDTH - 75 * mm, 75 * mm))


def _facts(content: Content) -> list[tuple[str, str]]:
    return [
        (_("Number"), content.number),
        (_("Date"), _day(content.issued_on, content)),
        (_("Order"), content.order_number),
        (_("Ordered on"), _day(content.ordered_on, content)),
        (_("Delivered on"), _day(content.supplied_on, content)),
        (_("To be paid until"), _day(content.due_on, content)),
        (_("Holds until"), _day(content.holds_until, content)),
        (_("Corrects invoice"), content.corrects),
        (_("Delivered to"), ", ".join(content.delivered_to)),
    ]


def _lines(content: Content) -> Flowable:
    head = [
        text(_("Description"), HEAD),
        text(_("Quantity"), NUMBER_HEAD),
        text(_("Unit price"), NUMBER_HEAD),
        text(_("Tax"), NUMBER_HEAD),
        text(_("Amount"), NUMBER_HEAD),
    ]
    widths = (WIDTH - 99 * mm, 18 * mm, 28 * mm, 21 * mm, 32 * mm)
    return table(head, [_cells(row, content) for row in content.rows], widths)


def _cells(row: Row, content: Content) -> list[Any]:
    words: list[Flowable] = [text(row.name)]
    if row.sku:
        words.append(text(row.sku, SMALL))
    if row.discount:
        off = money(-row.discount, content)
        words.append(text(_("Discount %(amount)s") % {"amount": off}, SMALL))
    unit = "" if row.unit_price is None else money(row.unit_price, content)
    return [
        words,
        text(row.quantity, NUMBER),
        text(unit, NUMBER),
        text(_rate(row.rate, content), NUMBER),
        text(money(row.total, content), NUMBER),
    ]


def _sums(content: Content) -> Flowable:
    net = sum(share["net"] for share in content.taxes)
    tax = sum(share["tax"] for share in content.taxes)
    rows = [
        ("", text(_("Net"), NUMBER), text(money(net, content), NUMBER)),
        ("", text(_("Tax"), NUMBER), text(money(tax, content), NUMBER)),
        (
            "",
            text(_("Total"), STRONG_NUMBER),
            text(money(content.total, content), STRONG_NUMBER),
        ),
    ]
    return plain_table(rows, (WIDTH - 84 * mm, 48 * mm, 36 * mm))


def _taxes(content: Content) -> Flowable:
    head = [
        text(_("Tax rate"), HEAD),
        text(_("Net"), NUMBER_HEAD),
        text(_("Tax"), NUMBER_HEAD),
        text(_("Gross"), NUMBER_HEAD),
    ]
    rows = [
        [
            text(_rate(share["rate"], content)),
            text(money(share["net"], content), NUMBER),
            text(money(share["tax"], content), NUMBER),
            text(money(share["net"] + share["tax"], content), NUMBER),
        ]
        for share in content.taxes
    ]
    made = table(head, rows, (24 * mm, 30 * mm, 30 * mm, 30 * mm))
    made.hAlign = "RIGHT"
    return made


def _footer(content: Content) -> list[str]:
    seller = content.seller
    vat = f"{_('VAT ID')} {seller['vat_id']}" if seller["vat_id"] else ""
    lines = [
        " · ".join([seller["name"], *seller["address"]]),
        " · ".join(part for part in (vat, seller["registration"]) if part),
        " · ".join(part for part in (seller["email"], seller["bank"]) if part),
    ]
    return [line for line in lines if line]


def _rate(basis_points: int, content: Content) -> str:
    share = basis_points / 10_000
    return str(format_percent(share, "#,##0.## %", locale=_locale(content)))


def _day(iso: str, content: Content) -> str:
    if not iso:
        return ""
    return str(format_date(date.fromisoformat(iso), "medium", locale=_locale(content)))


def _locale(content: Content) -> str:
    return content.language.replace("-", "_")
