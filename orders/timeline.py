"""What happened to an order, in turn: derived from its rows and from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import AuditEntry
from foundation.admin import money_text
from notifications.models import Mail
from orders.addressing import ADDRESS_CHANGED
from orders.models import Dispute, Order, PaymentState, RefundState, ReturnState
from orders.tenders.told import name_of

DEEDS = {
    "ship": gettext_lazy("Shipped"),
    "arrived": gettext_lazy("Marked as arrived"),
    "take_back": gettext_lazy("Goods taken back"),
    "refund": gettext_lazy("Refund asked for"),
    "refund.retry": gettext_lazy("Refund tried again"),
    "mark_paid": gettext_lazy("Marked as paid"),
    "cancel_part": gettext_lazy("A part cancelled"),
    "cancel": gettext_lazy("Cancelled"),
    "hold": gettext_lazy("Held for review"),
    "release": gettext_lazy("Released"),
    "refuse": gettext_lazy("Not accepted"),
    "dispute": gettext_lazy("Dispute noted"),
    "dispute.closed": gettext_lazy("Dispute decided"),
    "dispute.test": gettext_lazy("Dispute tried out"),
    "note": gettext_lazy("Note written"),
    "draft": gettext_lazy("Draft begun"),
    "draft.lines": gettext_lazy("Items changed"),
    "draft.address": gettext_lazy("Address changed"),
    "draft.shipping": gettext_lazy("Shipping changed"),
    "draft.discount": gettext_lazy("Discount changed"),
    "draft.link": gettext_lazy("Payment link sent"),
    "draft.invoice": gettext_lazy("Placed on invoice"),
    "draft.paid": gettext_lazy("Placed as paid"),
    "return.approve": gettext_lazy("Return approved"),
    "return.refuse": gettext_lazy("Return refused"),
    "return.receive": gettext_lazy("Return received"),
    "return.inspect": gettext_lazy("Return inspected"),
    "return.refund": gettext_lazy("Refund of the return asked for"),
}


class Kind(StrEnum):
    """What an entry is about; also the name of its icon's class."""

    ORDER = "order"
    PAYMENT = "payment"
    MAIL = "mail"
    SHIPMENT = "shipment"
    RETURN = "return"
    REFUND = "refund"
    PAPER = "paper"
    NOTE = "note"
    DEED = "deed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; ``who`` is the member of staff, where one did it."""

    at: datetime
    kind: Kind
    text: str
    detail: str = ""
    who: str = ""
    is_for_customer: bool = True


def timeline(order: Order) -> list[Entry]:
    """Everything that staff may know of an order, oldest first; a dozen queries."""
    entries = [
        *_order(order),
        *_addresses(order),
        *_payments(order),
        *_shipments(order),
        *_returns(order),
        *_refunds(order),
        *_disputes(order),
        *_papers(order),
        *_mails(order),
        *_notes(order),
        *_deeds(order),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def customer_timeline(order: Order) -> list[Entry]:
    """The short form: what concerns the buyer."""
    entries = [
        *_order(order),
        *_addresses(order),
        *_shipments(order),
        *_returns(order),
        *_refunds(order),
    ]
    shown = [entry for entry in entries if entry.is_for_customer]
    return sorted(shown, key=lambda entry: entry.at)


def _order(order: Order) -> list[Entry]:
    entries = []
    if order.placed_at:
        entries.append(Entry(order.placed_at, Kind.ORDER, _("Order placed")))
    else:
        entries.append(
            Entry(order.created_at, Kind.ORDER, _("Order created"), is_for_customer=False)
        )
    entries += _holds(order)
    if order.cancelled_at:
        entries.append(
            Entry(order.cancelled_at, Kind.ORDER, _("Order cancelled"), order.cancel_reason)
        )
    return entries


def _holds(order: Order) -> list[Entry]:
    """That it waited for a look, and how that ended."""
    if order.held_at is None:
        return []
    held = Entry(order.held_at, Kind.ORDER, _("Held for review"), is_for_customer=False)
    if order.hold_ended_at is None:
        return [held]
    text = order.get_hold_display()
    return [held, Entry(order.hold_ended_at, Kind.ORDER, text, is_for_customer=False)]


def _disputes(order: Order) -> list[Entry]:
    entries = []
    for dispute in Dispute.objects.filter(payment__order=order):
        amount = money_text(dispute.amount_minor, dispute.currency) or ""
        detail = f"{amount} · {dispute.get_reason_display()}"
        text = _("Payment disputed at the bank")
        entries.append(Entry(dispute.opened_at, Kind.PAYMENT, text, detail, is_for_customer=False))
        if dispute.closed_at:
            told = {"state": dispute.get_state_display()}
            text = _("Dispute: %(state)s") % told
            entries.append(Entry(dispute.closed_at, Kind.PAYMENT, text, is_for_customer=False))
    return entries


def _addresses(order: Order) -> list[Entry]:
    """When the buyer had it sent elsewhere; the order itself says where it goes now."""
    rows = AuditEntry.objects.filter(
        model="orders.order", object_id=str(order.pk), action=ADDRESS_CHANGED
    )
    return [
        Entry(at, Kind.ORDER, _("Delivery address changed"))
        for at in rows.values_list("happened_at", flat=True)
    ]


def _payments(order: Order) -> list[Entry]:
    entries = []
    for payment in order.payments.all():
        amount = money_text(payment.amount_minor, payment.currency) or ""
        state = payment.get_state_display()
        text = _("Payment by %(provider)s: %(state)s") % {
            "provider": name_of(payment.provider),
            "state": state,
        }
        detail = " · ".join(part for part in (amount, payment.message) if part)
        at = payment.settled_at or payment.created_at
        is_end = payment.state in (PaymentState.PAID, PaymentState.DUE)
        entries.append(Entry(at, Kind.PAYMENT, text, detail, is_for_customer=is_end))
    return entries


def _shipments(order: Order) -> list[Entry]:
    entries = []
    for shipment in order.shipments.select_related("warehouse").prefetch_related("lines__line"):
        held = ", ".join(f"{row.quantity} × {row.line.name}" for row in shipment.lines.all())
        entries.append(Entry(shipment.shipped_at, Kind.SHIPMENT, _("Parcel sent"), held))
        if shipment.delivered_at:
            entries.append(
                Entry(shipment.delivered_at, Kind.SHIPMENT, _("Parcel arrived"), shipment.tracking)
            )
    return entries


def _returns(order: Order) -> list[Entry]:
    entries = []
    for request in order.returns.all():
        named = {"number": request.number}
        steps = [
            (request.requested_at, _("Return %(number)s asked for"), request.customer_note),
            (request.received_at, _("Return %(number)s arrived"), ""),
        ]
        if request.state == ReturnState.REFUSED:
            steps.append((request.decided_at, _("Return %(number)s refused"), request.staff_note))
        elif request.decided_at and request.decided_at != request.received_at:
            steps.append((request.decided_at, _("Return %(number)s approved"), request.staff_note))
        if request.state == ReturnState.COMPLETED:
            steps.append((request.completed_at, _("Return %(number)s inspected"), ""))
        if request.state == ReturnState.CANCELLED:
            steps.append((request.completed_at, _("Return %(number)s taken back"), ""))
        entries += [Entry(at, Kind.RETURN, text % named, note) for at, text, note in steps if at]
    return entries


def _refunds(order: Order) -> list[Entry]:
    entries = []
    for payment in order.payments.prefetch_related("refunds"):
        for refund in payment.refunds.all():
            amount = {"amount": money_text(refund.amount_minor, refund.currency) or ""}
            match refund.state:
                case RefundState.DONE:
                    text = _("%(amount)s given back") % amount
                case RefundState.FAILED:
                    text = _("%(amount)s could not be given back") % amount
                case _:
                    text = _("%(amount)s are being given back") % amount
            detail = " · ".join(part for part in (refund.reason, refund.message) if part)
            at = refund.settled_at or refund.created_at
            is_shown = refund.state != RefundState.FAILED
            entries.append(Entry(at, Kind.REFUND, text, detail, is_for_customer=is_shown))
    return entries


def _papers(order: Order) -> list[Entry]:
    return [
        Entry(
            invoice.issued_at,
            Kind.PAPER,
            f"{invoice.get_kind_display()} {invoice.number}",
            money_text(invoice.total_minor, invoice.currency) or "",
        )
        for invoice in order.invoices.all()
    ]


def _mails(order: Order) -> list[Entry]:
    rows = Mail.objects.filter(reference=str(order)).only(
        "kind", "state", "queued_at", "sent_at", "to", "reference"
    )
    return [
        Entry(
            mail.sent_at or mail.queued_at,
            Kind.MAIL,
            _("Mail: %(kind)s") % {"kind": mail.get_kind_display()},
            mail.get_state_display(),
        )
        for mail in rows
    ]


def _notes(order: Order) -> list[Entry]:
    return [
        Entry(
            note.written_at,
            Kind.NOTE,
            _("Note for the customer") if note.is_for_customer else _("Internal note"),
            note.text,
            who=str(note.author or ""),
            is_for_customer=note.is_for_customer,
        )
        for note in order.notes.select_related("author")
    ]


def _deeds(order: Order) -> list[Entry]:
    """Who of the staff did what, from the trail that nobody can change."""
    returns = [str(pk) for pk in order.returns.values_list("pk", flat=True)]
    rows = list(
        AuditEntry.objects.filter(
            Q(model="orders.order", object_id=str(order.pk))
            | Q(model="orders.returnrequest", object_id__in=returns)
        )
        .exclude(action=ADDRESS_CHANGED)
        .order_by("happened_at")
    )
    people = get_user_model().objects.in_bulk([row.actor for row in rows if row.actor])
    return [
        Entry(
            row.happened_at,
            Kind.DEED,
            str(DEEDS.get(row.action, row.action)),
            who=str(people.get(row.actor, "")),
            is_for_customer=False,
        )
        for row in rows
    ]
