"""What staff do with an order that waits for a look, or that should."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.enums import ActionVariant

from foundation.dialogs import Dialog
from orders.admin.dialogs import ReasonDialog
from orders.admin.doing import carry_out
from orders.cancellation import can_be_cancelled
from orders.holds import hold_order, refuse_held, release_hold
from orders.models import FulfilmentState, Order, OrderState


class HoldDeeds:
    """Mixed into the page of orders."""

    @action(
        description=_("Hold for review"),
        icon="pause_circle",
        permissions=["fulfil"],
        dialog={
            "title": _("Hold this order?"),
            "description": _("Nothing of it is sent before it is released."),
            "form_class": Dialog,
            "form_submit_text": _("Hold it"),
        },
    )
    def hold(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        return carry_out(request, form, order, "hold", partial(hold_order, order=order), _("Held."))

    @action(
        description=_("Release"),
        icon="play_circle",
        variant=ActionVariant.PRIMARY,
        permissions=["refund"],
        dialog={
            "title": _("Release this order?"),
            "description": _("It goes its way, and the customer hears so by mail."),
            "form_class": Dialog,
            "form_submit_text": _("Release it"),
        },
    )
    def release(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        work = partial(release_hold, order=order)
        return carry_out(request, form, order, "release", work, _("Released."))

    @action(
        description=_("Do not accept"),
        icon="block",
        variant=ActionVariant.DANGER,
        permissions=["refund"],
        dialog={
            "title": _("Do not accept this order?"),
            "description": _(
                "What was not sent is cancelled and paid back. The customer reads the reason."
            ),
            "form_class": ReasonDialog,
            "form_submit_text": _("Cancel and pay back"),
        },
    )
    def refuse(self, request: HttpRequest, form: ReasonDialog, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        work = partial(refuse_held, order=order, reason=form.cleaned_data["reason"])
        return carry_out(request, form, order, "refuse", work, _("Cancelled."))


def fitting_holds(order: Order) -> set[str]:
    """Which of them make sense for a placed order."""
    if order.is_held:
        return {"release", "refuse"}
    waits = can_be_cancelled(order) or order.fulfilment_state == FulfilmentState.PARTIAL
    return {"hold"} if waits and order.state == OrderState.PLACED else set()
