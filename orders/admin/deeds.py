"""What staff do with an order that was placed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.enums import ActionVariant

from accounts.roles import staff_of
from foundation.admin import close_dialog
from foundation.dialogs import Dialog, answer_problem
from orders.admin.dialogs import (
    ArrivedDialog,
    CancelDialog,
    GiftCardDialog,
    NoteDialog,
    PaidDialog,
    ReasonDialog,
    RefundDialog,
    ShipDialog,
    TakeBackDialog,
)
from orders.admin.doing import carry_out, do_chosen, pdf
from orders.cancellation import cancel_order, cancel_units
from orders.documents.drawing import draw_invoice
from orders.documents.issue import issue_invoice
from orders.documents.slips import draw_pick_list
from orders.fulfilment import mark_delivered, ship_units
from orders.gift_cards import give_back_card
from orders.models import Order, Refund, RefundState
from orders.notes import write_note
from orders.quotes import call_off_order, waits_unpaid
from orders.refunds import mark_paid, refund_order, retry_refund
from orders.returns import return_line


class OrderDeeds:
    """Mixed into the page of orders."""

    @action(
        description=_("Ship"),
        icon="local_shipping",
        variant=ActionVariant.PRIMARY,
        permissions=["fulfil"],
        dialog={
            "title": _("Ship"),
            "description": _("What leaves the warehouse now. The rest waits."),
            "form_class": ShipDialog,
            "form_submit_text": _("Ship"),
        },
    )
    def ship(self, request: HttpRequest, form: ShipDialog, object_id: int) -> HttpResponse:
        data = form.cleaned_data
        work = partial(
            ship_units,
            order=form.order,
            units=form.units,
            warehouse=data.get("warehouse"),
            carrier=data["carrier"],
            tracking=data["tracking"],
        )
        return carry_out(request, form, form.order, "ship", work, _("Shipped."), units=form.units)

    @action(
        description=_("It arrived"),
        icon="where_to_vote",
        permissions=["fulfil"],
        dialog={
            "title": _("A parcel arrived"),
            "description": _("Or was picked up. The time for returns begins."),
            "form_class": ArrivedDialog,
            "form_submit_text": _("It arrived"),
        },
    )
    def mark_arrived(
        self, request: HttpRequest, form: ArrivedDialog, object_id: int
    ) -> HttpResponse:
        order, shipment = Order.objects.get(pk=object_id), form.cleaned_data["shipment"]
        work = partial(mark_delivered, shipment=shipment)
        return carry_out(request, form, order, "arrived", work, _("Noted."), shipment=shipment.pk)

    @action(
        description=_("Take back"),
        icon="assignment_return",
        permissions=["fulfil"],
        dialog={
            "title": _("Goods that came back"),
            "description": _("They go back into stock. Money is given back separately."),
            "form_class": TakeBackDialog,
            "form_submit_text": _("Take back"),
        },
    )
    def take_back(self, request: HttpRequest, form: TakeBackDialog, object_id: int) -> HttpResponse:
        line, quantity = form.cleaned_data["line"], form.cleaned_data["quantity"]
        work = partial(return_line, line=line, quantity=quantity)
        done = _("Taken back into stock.")
        return carry_out(
            request, form, line.order, "take_back", work, done, line=line.pk, quantity=quantity
        )

    @action(
        description=_("Refund"),
        icon="undo",
        permissions=["refund"],
        dialog={
            "title": _("Give money back"),
            "description": _("A credit note is issued as soon as the money went back."),
            "form_class": RefundDialog,
            "form_submit_text": _("Give back"),
        },
    )
    def refund(self, request: HttpRequest, form: RefundDialog, object_id: int) -> HttpResponse:
        data = form.cleaned_data
        work = partial(
            refund_order,
            order=form.order,
            key=f"staff-{data['key']}",
            amount=form.money,
            reason=data["reason"],
            as_credit=bool(data.get("as_credit")),
        )
        done = _("The money is on its way back.")
        return carry_out(
            request, form, form.order, "refund", work, done, amount_minor=form.money.minor
        )

    @action(
        description=_("Take a gift card back"),
        icon="card_giftcard",
        permissions=["refund"],
        dialog={
            "title": _("Take a gift card back"),
            "description": _("Only one of which nothing was spent: what it cost goes back."),
            "form_class": GiftCardDialog,
            "form_submit_text": _("Take it back"),
        },
    )
    def take_card_back(
        self, request: HttpRequest, form: GiftCardDialog, object_id: int
    ) -> HttpResponse:
        data = form.cleaned_data
        work = partial(give_back_card, card=data["card"], reason=data["reason"])
        done = _("The money is on its way back.")
        return carry_out(request, form, form.order, "take_card_back", work, done)

    @action(
        description=_("Try the refund again"),
        icon="replay",
        variant=ActionVariant.DANGER,
        permissions=["refund"],
        dialog={
            "title": _("Try the refund again?"),
            "description": _("The provider refused it; it is asked once more."),
            "form_class": Dialog,
            "form_submit_text": _("Try again"),
        },
    )
    def try_refund_again(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        for refund in Refund.objects.filter(payment__order=order, state=RefundState.FAILED):
            work = partial(retry_refund, refund=refund)
            do_chosen(request, order, "refund.retry", work, _("It is asked again."))
        return close_dialog()

    @action(
        description=_("Mark as paid"),
        icon="price_check",
        permissions=["refund"],
        dialog={
            "title": _("The invoice was paid"),
            "description": _("The whole sum arrived."),
            "form_class": PaidDialog,
            "form_submit_text": _("It was paid"),
        },
    )
    def mark_as_paid(self, request: HttpRequest, form: PaidDialog, object_id: int) -> HttpResponse:
        order, payment = Order.objects.get(pk=object_id), form.payment
        if payment is None:
            return answer_problem(request, form, _("There is no open invoice."))
        work = partial(mark_paid, payment=payment, reference=form.cleaned_data["reference"])
        return carry_out(request, form, order, "mark_paid", work, _("Paid."), payment=payment.pk)

    @action(
        description=_("Cancel a part"),
        icon="remove_shopping_cart",
        permissions=["refund"],
        dialog={
            "title": _("Cancel a part"),
            "description": _("These units are not sent; what was paid for them goes back."),
            "form_class": CancelDialog,
            "form_submit_text": _("Cancel these"),
        },
    )
    def cancel_part(self, request: HttpRequest, form: CancelDialog, object_id: int) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        work = partial(cancel_units, order=form.order, units=form.units, reason=reason)
        return carry_out(
            request, form, form.order, "cancel_part", work, _("Cancelled."), units=form.units
        )

    @action(
        description=_("Cancel"),
        icon="cancel",
        variant=ActionVariant.DANGER,
        permissions=["refund"],
        dialog={
            "title": _("Cancel this order?"),
            "description": _("Its stock is free again, what was paid goes back."),
            "form_class": ReasonDialog,
            "form_submit_text": _("Cancel the order"),
        },
    )
    def cancel(self, request: HttpRequest, form: ReasonDialog, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        cancel = call_off_order if waits_unpaid(order) else cancel_order
        work = partial(cancel, order=order, reason=form.cleaned_data["reason"])
        return carry_out(request, form, order, "cancel", work, _("Cancelled."))

    @action(
        description=_("Note"),
        icon="sticky_note_2",
        permissions=["note"],
        dialog={
            "title": _("Write a note"),
            "description": _("It stands in the timeline."),
            "form_class": NoteDialog,
            "form_submit_text": _("Keep it"),
        },
    )
    def note(self, request: HttpRequest, form: NoteDialog, object_id: int) -> HttpResponse:
        order, data = Order.objects.get(pk=object_id), form.cleaned_data
        work = partial(
            write_note,
            order=order,
            text=data["text"],
            author=staff_of(request),
            is_for_customer=data["is_for_customer"],
        )
        return carry_out(
            request, form, order, "note", work, _("Noted."), for_customer=data["is_for_customer"]
        )

    @action(description=_("Invoice"), icon="receipt", permissions=["view"])
    def print_invoice(self, request: HttpRequest, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        invoice = issue_invoice(order=order)
        if invoice is None:
            messages.error(
                request, _("Only an order that was placed in this shop has an invoice here.")
            )
            return _back(object_id)
        return pdf(draw_invoice(invoice), invoice.number)

    @action(description=_("Pick list"), icon="checklist", permissions=["fulfil"])
    def print_picks(self, request: HttpRequest, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        return pdf(draw_pick_list([order]), f"pick-list-{order}")


def _back(object_id: Any) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:orders_order_change", args=[object_id]))
