"""Held orders as the review desk sees them, and what becomes of them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.money import Money
from orders.holds import refuse_held, release_hold
from orders.models import Order
from orders.selectors import disputes_of
from risk.decisions import Detail, Dossier
from risk.kinds import FraudKind
from shop.doors.staff_pages import row_url


class OrderKeeper:
    """``risk.decisions.Keeper`` of orders; subjects are their public ids."""

    def dossier(self, subject: str) -> Dossier | None:
        order = _order(subject)
        if order is None:
            return None
        return Dossier(
            title=_("Order %(number)s") % {"number": order},
            url=row_url(order),
            details=_details(order),
            lines=tuple(
                Detail(
                    f"{line.quantity} × {line.name}",
                    str(Money(line.total_minor, order.currency)),
                )
                for line in order.lines.all()
            ),
            is_open=order.is_held,
        )

    def release(self, subject: str, *, at: datetime | None = None) -> None:
        """One whose payment is disputed stays held, until it is released on its own page."""
        order = _order(subject)
        if order is not None and not disputes_of(order).exists():
            release_hold(order=order, at=at)

    def refuse(self, subject: str, *, kind: FraudKind, at: datetime | None = None) -> None:
        """What was paid goes back; the customer reads nothing of a suspicion."""
        order = _order(subject)
        if order is None:
            return
        with override(order.language or None):
            reason = _("We cannot send this order. What you paid goes back to you.")
        refuse_held(order=order, reason=reason, at=at)


def _order(subject: str) -> Order | None:
    rows = Order.objects.select_related("customer").prefetch_related("lines", "discounts")
    return rows.filter(public_id=subject).first()


def _details(order: Order) -> tuple[Detail, ...]:
    details = [
        Detail(_("Total"), str(Money(order.total_minor, order.currency))),
        Detail(_("Payment"), order.get_payment_state_display()),
        Detail(_("Customer"), order.ship_name or "–", _customer_url(order)),
        Detail(_("E-mail address"), order.email or "–"),
        Detail(_("Phone"), order.phone or "–"),
        Detail(_("Delivery address"), _one_line(_delivery(order))),
        Detail(_("Delivery method"), order.shipping_method or "–"),
    ]
    if order.billing:
        details.append(Detail(_("Invoice address"), _one_line(list(order.billing.values()))))
    details += [
        Detail(_("Payment disputed at the bank"), dispute.get_reason_display())
        for dispute in disputes_of(order)
    ]
    if codes := [row.code for row in order.discounts.all() if row.code]:
        details.append(Detail(_("Coupon"), ", ".join(codes)))
    return tuple(details)


def _customer_url(order: Order) -> str:
    return row_url(order.customer) if order.customer is not None else ""


def _delivery(order: Order) -> list[str]:
    place = f"{order.ship_postcode} {order.ship_city}".strip()
    return [order.ship_company, order.ship_line1, order.ship_line2, place, order.ship_country]


def _one_line(parts: list[str]) -> str:
    return ", ".join(part for part in parts if part) or "–"
