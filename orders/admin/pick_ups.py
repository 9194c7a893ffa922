"""The staff page of orders to be collected: pick, make ready, hand over, what nobody fetched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from accounts.models import User
from accounts.roles import staff_of
from events.audit import by_staff
from forecasting.admin.pages import PagesAdmin
from foundation.admin import LedgerAdmin, label
from foundation.refusals import Refusal
from inventory.models import Warehouse
from orders.cancellation import cancel_order
from orders.errors import NotPossible
from orders.models import Order, PickUp
from orders.pick_up import Shown, hand_over, make_ready
from orders.pick_up.selectors import (
    collected_lately,
    orders_ready,
    orders_to_pick,
    stores,
)

MAY_FULFIL = "orders.fulfil_order"
MAY_CANCEL = "orders.refund_order"


@admin.register(PickUp)
class PickUpAdmin(PagesAdmin, LedgerAdmin):
    folder = "orders"
    list_display = ("order", "warehouse", "standing", "ready_at", "collected_at", "collected_by")
    list_filter = ("warehouse", "ready_at", "collected_at")
    list_filter_submit = True
    list_select_related = ("order", "warehouse")
    search_fields = ("order__number", "order__ship_name", "collected_by")
    ordering = ("-ready_at", "-pk")
    fields = (
        "order", "warehouse", "ready_at", "ready_by", "reminded_at", "wrong_codes", "collected_at",
        "collected_by", "handed_by",
    )  # fmt: skip
    empty_text = gettext_lazy("No order was made ready for collection yet.")
    actions_list = ("open_desk",)

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("desk/", self.desk_view, "desk"),
            self.own_path("do/", self.do_view, "do"),
            *super().get_urls(),
        ]

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """What is to be done in a store, the first unless one is named."""
        self.require(request, MAY_FULFIL)
        known = stores()
        asked = request.GET.get("store", "")
        store = next((one for one in known if one.code == asked), known[0] if known else None)
        context: dict[str, Any] = {
            "stores": [{"store": one, "is_on": one == store} for one in known],
            "store": store,
            "may_cancel": request.user.has_perm(MAY_CANCEL),
        }
        if store is not None:
            context |= _work(store)
        return self.show(request, "pick_ups", _("Pick-up"), context)

    def do_view(self, request: HttpRequest) -> HttpResponse:
        """A POST is one deed; a refusal is told on the page that it came from."""
        self.require(request, MAY_FULFIL)
        if request.method != "POST":
            return redirect("admin:orders_pickup_desk")
        deed = _DEEDS.get(request.POST.get("deed", ""))
        if deed is None:
            raise Http404
        try:
            messages.success(request, deed(self, request, staff_of(request)))
        except (Refusal, NotPossible) as problem:
            messages.error(request, str(problem))
        store = urlencode({"store": request.POST.get("store", "")[:20]})
        return redirect(f"{reverse('admin:orders_pickup_desk')}?{store}")

    def ready(self, request: HttpRequest, staff: User) -> str:
        order = get_object_or_404(Order, public_id=_typed(request).get("order", "")[:40])
        make_ready(order=order, by=staff)
        by_staff(request, "pick_up.ready", order)
        return _("%(order)s is ready; its buyer is told.") % {"order": order}

    def hand(self, request: HttpRequest, staff: User) -> str:
        pick_up = _pick_up(request)
        typed = _typed(request)
        shown = Shown(code=typed.get("code", "")[:20], name=typed.get("name", "")[:120])
        hand_over(pick_up=pick_up, shown=shown, by=staff)
        by_staff(request, "pick_up.hand_over", pick_up.order, by_name=bool(shown.name))
        return _("%(order)s was handed over.") % {"order": pick_up.order}

    def cancel(self, request: HttpRequest, staff: User) -> str:
        self.require(request, MAY_CANCEL)
        pick_up = _pick_up(request)
        cancel_order(order=pick_up.order, reason=_("It was not collected."))
        by_staff(request, "pick_up.cancel", pick_up.order)
        return _("%(order)s was cancelled.") % {"order": pick_up.order}

    def has_fulfil_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(MAY_FULFIL))

    @action(description=gettext_lazy("To do"), icon="shopping_bag", permissions=["fulfil"])
    def open_desk(self, request: HttpRequest) -> Any:
        return redirect("admin:orders_pickup_desk")

    @display(description=gettext_lazy("State"))
    def standing(self, row: PickUp) -> SafeString:
        if row.collected_at is not None:
            return label(_("Collected"), "success")
        return label(row.order.get_state_display(), "warning")


_DEEDS: dict[str, Callable[[PickUpAdmin, HttpRequest, User], str]] = {
    "ready": PickUpAdmin.ready,
    "hand": PickUpAdmin.hand,
    "cancel": PickUpAdmin.cancel,
}


def _work(store: Warehouse) -> dict[str, Any]:
    ready = orders_ready(store)
    return {
        "to_pick": orders_to_pick(store),
        "ready": ready,
        "overdue": sum(entry.is_overdue for entry in ready),
        "lately": collected_lately(store),
    }


def _pick_up(request: HttpRequest) -> PickUp:
    rows = PickUp.objects.select_related("order")
    return get_object_or_404(rows, public_id=_typed(request).get("pick_up", "")[:40])


def _typed(request: HttpRequest) -> dict[str, str]:
    """What the form holds; a database takes no NUL in a text."""
    return {name: str(text).replace("\0", "") for name, text in request.POST.items()}
