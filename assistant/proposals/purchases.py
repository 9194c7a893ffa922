"""What a buyer may do with an order: send something back, have it sent elsewhere, cancel it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analytics.customers.naming import country_name
from assistant.asker import Asker
from assistant.models import Conversation
from assistant.ownership import order_by_public_id
from assistant.proposals.forms import Field, FieldKind, Form, Settled
from assistant.proposals.handlers import Deed, Handler
from assistant.replies import Orders
from foundation import clock
from foundation.money import Money
from foundation.refusals import Refusal
from orders.addressing import DeliveryAddress, can_be_readdressed, change_delivery_address
from orders.cancellation import can_be_cancelled, cancel_order
from orders.errors import NotPossible
from orders.models import Order, OrderPaymentState, ReturnReason
from orders.returns import (
    ReturnableLine,
    WantedReturn,
    request_return,
    return_deadline,
    returnable_lines,
)

LONGEST_NOTE = 500


def return_form(payload: Mapping[str, Any], asker: Asker, _talk: Conversation) -> Form:
    """Each line of which something can come back, with units and reason."""
    order = _own(payload, asker)
    lines, until = returnable_lines(order), return_deadline(order)
    if not lines or until is None or clock.now() > until:
        raise Refusal(_("Nothing of this order can be sent back."))
    fields = [field for entry in lines for field in _line_fields(entry, is_only=len(lines) == 1)]
    note = Field("note", _("Anything we should know?"), FieldKind.LONG_TEXT, longest=LONGEST_NOTE)
    return Form(
        title=_("Send something back of order %(order)s") % {"order": order},
        text=_("Possible until %(day)s. We answer by e-mail.")
        % {"day": date_format(clock.business_day(until), "DATE_FORMAT")},
        button=_("Ask to send it back"),
        fields=(*fields, note),
    )


def begin_return(deed: Deed) -> Settled:
    """Ask to send back what was chosen."""
    order = _own(deed.payload, deed.asker)
    lines = returnable_lines(order)
    wanted = [chosen for entry in lines if (chosen := _chosen(entry, deed.choices))]
    if not wanted:
        raise Refusal(_("Choose what you want to send back."))
    try:
        request = request_return(
            order=order,
            wanted=wanted,
            note=deed.choices.get("note", "")[:LONGEST_NOTE],
            key=deed.key,
            at=deed.at,
        )
    except NotPossible as problem:
        raise Refusal(str(problem)) from problem
    text = _("Your return %(number)s is asked for. We answer by e-mail.")
    return Settled(text % {"number": request.number}, (Orders((order.public_id,)),))


def address_form(payload: Mapping[str, Any], asker: Asker, _talk: Conversation) -> Form:
    """The address as it stands, to be written anew."""
    order = _own(payload, asker)
    if not can_be_readdressed(order):
        raise Refusal(_("Only the address of an order that was not sent can be changed."))
    return Form(
        title=_("Where order %(order)s goes") % {"order": order},
        text=_("It stays in this country: %(country)s. The invoice keeps its address.")
        % {"country": country_name(order.ship_country)},
        button=_("Change the address"),
        fields=_address_fields(DeliveryAddress.of(order)),
    )


def change_address(deed: Deed) -> Settled:
    """Have it sent to what was typed."""
    order = _own(deed.payload, deed.asker)
    names = DeliveryAddress.__dataclass_fields__
    address = DeliveryAddress(**{name: deed.choices.get(name, "") for name in names})
    try:
        change_delivery_address(order=order, address=address, at=deed.at)
    except NotPossible as problem:
        raise Refusal(str(problem)) from problem
    text = _("Order %(order)s goes to the new address. We confirm it by e-mail.")
    return Settled(text % {"order": order}, (Orders((order.public_id,)),))


def cancel_form(payload: Mapping[str, Any], asker: Asker, _talk: Conversation) -> Form:
    """What is cancelled and what goes back."""
    order = _own(payload, asker)
    if not can_be_cancelled(order):
        raise Refusal(_("Only a placed order that was not shipped can be cancelled."))
    held = ", ".join(f"{line.quantity} × {line.name}" for line in order.lines.all())
    text = _("All of it is cancelled: %(held)s.") % {"held": held}
    if order.payment_state == OrderPaymentState.PAID:
        total = Money(order.total_minor, order.currency).formatted(get_language() or "en")
        text += " " + _("You get %(amount)s back the way you paid.") % {"amount": total}
    return Form(
        title=_("Cancel order %(order)s") % {"order": order},
        text=text,
        button=_("Yes, cancel it"),
        is_grave=True,
    )


def cancel_it(deed: Deed) -> Settled:
    """Cancel all of an order that was not sent."""
    order = _own(deed.payload, deed.asker)
    try:
        cancel_order(order=order, reason=_("Cancelled by the customer"), at=deed.at)
    except NotPossible as problem:
        raise Refusal(str(problem)) from problem
    text = _("Order %(order)s is cancelled. What you paid goes back.") % {"order": order}
    return Settled(text, (Orders((order.public_id,)),))


def _own(payload: Mapping[str, Any], asker: Asker) -> Order:
    order = order_by_public_id(asker, str(payload.get("order", "")))
    if order is None:
        raise Refusal(_("I cannot show you that order. Please log in, or open it by its link."))
    return order


def _line_fields(entry: ReturnableLine, *, is_only: bool) -> tuple[Field, Field]:
    units, name = entry.units, str(entry.line.name)
    chosen = "1" if is_only and units == 1 else "0"
    numbers = tuple((str(number), str(number)) for number in range(units + 1))
    reasons = (
        ("", _("Choose a reason")),
        *((str(key), str(label)) for key, label in ReturnReason.choices),
    )
    return (
        Field(f"units-{entry.line.pk}", _("Units"), FieldKind.CHOICE, chosen, numbers, group=name),
        Field(f"reason-{entry.line.pk}", _("Reason"), FieldKind.CHOICE, "", reasons, group=name),
    )


def _chosen(entry: ReturnableLine, choices: Mapping[str, str]) -> WantedReturn | None:
    """The units of a line that are to come back; None where none are."""
    units_name, reason_name = f"units-{entry.line.pk}", f"reason-{entry.line.pk}"
    typed = choices.get(units_name) or "0"
    if typed not in {str(number) for number in range(entry.units + 1)}:
        raise Refusal(_("Not so many of it can be sent back."), field=units_name)
    if typed == "0":
        return None
    reason = choices.get(reason_name, "")
    if reason not in ReturnReason.values:
        raise Refusal(_("Tell us why."), field=reason_name)
    return WantedReturn(entry.line.pk, int(typed), ReturnReason(reason))


def _address_fields(kept: DeliveryAddress) -> tuple[Field, ...]:
    def field(
        name: str, label: str, longest: int, autocomplete: str, *, is_needed: bool = True
    ) -> Field:
        kind = FieldKind.PHONE if name == "phone" else FieldKind.TEXT
        value = str(getattr(kept, name))
        return Field(name, label, kind, value, (), is_needed, longest, f"shipping {autocomplete}")

    return (
        field("name", _("Full name"), 120, "name"),
        field("company", _("Company"), 120, "organization", is_needed=False),
        field("line1", _("Street and number"), 120, "address-line1"),
        field("line2", _("Flat, floor, entrance"), 120, "address-line2", is_needed=False),
        field("postcode", _("Postcode"), 20, "postal-code"),
        field("city", _("City"), 80, "address-level2"),
        field("region", _("State or region"), 40, "address-level1", is_needed=False),
        field("phone", _("Phone"), 30, "tel", is_needed=False),
    )


RETURN = Handler(return_form, begin_return, subject="order")
ADDRESS = Handler(address_form, change_address, subject="order")
CANCEL = Handler(cancel_form, cancel_it, subject="order")
