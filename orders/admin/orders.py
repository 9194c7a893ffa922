"""Staff pages for orders. An order is what was agreed: it moves on, nobody edits it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from events.names import Channel
from foundation.admin import FittingActions, LedgerAdmin, label, money_cell, state_label
from loyalty.models import GiftCard
from orders.admin import parts
from orders.admin.deeds import OrderDeeds
from orders.admin.doing import do_chosen, pdf
from orders.admin.drafting import DraftDeeds
from orders.admin.filters import ToDoFilter
from orders.admin.holding import HoldDeeds, fitting_holds
from orders.cancellation import can_be_cancelled
from orders.documents.content import address_lines, billing_lines
from orders.documents.slips import draw_pick_list
from orders.fulfilment import ship_order
from orders.models import (
    FulfilmentState,
    Order,
    OrderPaymentState,
    OrderState,
    Refund,
    RefundState,
)
from orders.quotes import waits_unpaid

_GOOD = {OrderPaymentState.PAID, FulfilmentState.FULFILLED}
_HEAD = (("called", "status"), ("money", "goods"), ("placed_at", "channel"))
_WAIT = {OrderPaymentState.DUE, FulfilmentState.UNFULFILLED, FulfilmentState.PARTIAL}


@admin.register(Order)
class OrderAdmin(OrderDeeds, HoldDeeds, DraftDeeds, FittingActions, LedgerAdmin):
    list_display = (
        "called", "status", "money", "goods", "buyer", "country", "total", "placed_at", "channel",
    )  # fmt: skip
    list_filter = (
        ToDoFilter, "state", "payment_state", "fulfilment_state", "hold", "channel",
        "ship_country", "currency", "placed_at",
    )  # fmt: skip
    list_filter_submit = True
    search_fields = (
        "number", "email", "ship_name", "public_id", "external_ref", "lines__sku",
        "shipments__tracking", "invoices__number", "returns__number", "po_number",
    )  # fmt: skip
    search_help_text = _("Number, name, e-mail, SKU, tracking, invoice or return")
    list_select_related = ("customer",)
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    actions = ("ship_chosen", "print_pick_list")
    actions_list = ("new_draft",)
    actions_detail = (
        "release", "refuse", "ship", "mark_as_paid", "refund", "try_refund_again",
        "take_card_back",
        "edit_lines", "edit_address", "edit_shipping",
        {
            "title": _("Place"),
            "icon": "done_all",
            "items": ["place_invoice", "place_paid", "send_link"],
        },
        {"title": _("Print"), "icon": "print", "items": ["print_invoice", "print_picks"]},
        {
            "title": _("More"),
            "icon": "more_horiz",
            "items": [
                "note", "mark_arrived", "take_back", "hold", "cancel_part", "cancel",
                "edit_discount", "reopen", "discard",
            ],
        },
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": _HEAD}),
        (
            _("Who and where to"),
            {
                "fields": (
                    ("buyer", "email"), ("address", "billing_address"),
                    ("phone", "shipping_method"), ("company", "po_number"), "customer_note",
                )
            },
        ),
        (_("Money"), {"fields": ("sums",)}),
        (_("What happened"), {"fields": ("story",)}),
        (
            _("In this system"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("public_id", "external_ref"), ("currency", "base_currency"),
                    ("rate", "prices_include_tax"), ("reverse_charge", "vat_number"),
                    ("tax_exemption", "created_at"),
                ),
            },
        ),
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Order | None = None) -> Any:
        """With since when it is held, of one that is."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not obj.is_held:
            return fieldsets
        return ((None, {"fields": (*_HEAD, "held_since")}), *fieldsets[1:])

    def get_inlines(self, request: HttpRequest, obj: Order | None) -> list[Any]:
        return list(parts.inlines_of(obj))

    @display(description=_("Order"), ordering="number")
    def called(self, order: Order) -> str:
        return str(order)

    @display(description=_("State"), ordering="state")
    def status(self, order: Order) -> SafeString:
        if order.is_held:
            return label(order.get_hold_display(), "warning")
        return state_label(order)

    @display(description=_("Held since"))
    def held_since(self, order: Order) -> str | None:
        """Since when it waits, and by when its customer was promised an answer."""
        if not order.is_held or order.held_at is None:
            return None
        since = date_format(localtime(order.held_at), "DATETIME_FORMAT")
        if order.hold_due_at is None:
            return since
        due = date_format(localtime(order.hold_due_at), "DATETIME_FORMAT")
        return _("%(since)s, to be decided by %(due)s") % {"since": since, "due": due}

    @display(description=_("Money"), ordering="payment_state")
    def money(self, order: Order) -> SafeString:
        return label(order.get_payment_state_display(), _colour(order.payment_state))

    @display(description=_("Goods"), ordering="fulfilment_state")
    def goods(self, order: Order) -> SafeString | None:
        if order.state != OrderState.PLACED:
            return None
        return label(order.get_fulfilment_state_display(), _colour(order.fulfilment_state))

    @display(description=_("Customer"), ordering="ship_name")
    def buyer(self, order: Order) -> str | None:
        return order.ship_name or (str(order.customer) if order.customer else None)

    @display(description=_("Country"), ordering="ship_country")
    def country(self, order: Order) -> str | None:
        return order.ship_country or None

    @display(description=_("Total"), ordering="total_minor")
    def total(self, order: Order) -> SafeString | None:
        return money_cell(order.total_minor, order.currency)

    @display(description=_("Address"))
    def address(self, order: Order) -> SafeString | None:
        return parts.lines_of_text(address_lines(order))

    @display(description=_("Invoice to"))
    def billing_address(self, order: Order) -> SafeString | None:
        return parts.lines_of_text(billing_lines(order)) if order.billing else None

    @display(description=_("Sums"))
    def sums(self, order: Order) -> SafeString:
        return parts.sums(order)

    @display(description=_("Timeline"))
    def story(self, order: Order) -> SafeString:
        return parts.story(order)

    def fitting_actions(self, row: Order) -> set[str]:
        match row.state:
            case OrderState.DRAFT if row.channel == Channel.POS:
                return {"note"}
            case OrderState.DRAFT:
                return {*self.draft_actions, "note"}
            case OrderState.PLACED:
                return {"note", "print_invoice", *_placed_actions(row), *_retry(row), *_cards(row)}
            case OrderState.PENDING if row.channel == Channel.ADMIN:
                return {"note", "reopen"}
            case OrderState.PENDING if waits_unpaid(row):
                return {"note", "cancel"}
            case _:
                return {"note"} | _retry(row)

    def has_fulfil_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.fulfil_order"))

    def has_refund_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.refund_order"))

    def has_note_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        return user.has_perm("orders.add_ordernote") or user.has_perm("orders.change_order")

    @admin.action(description=_("Mark as shipped"), permissions=["fulfil"])
    def ship_chosen(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        for order in queryset:
            do_chosen(request, order, "ship", partial(ship_order, order=order), _("Shipped."))

    @admin.action(description=_("Print a pick list"), permissions=["fulfil"])
    def print_pick_list(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse:
        return pdf(draw_pick_list(list(queryset.order_by("placed_at"))), "pick-list")


def _placed_actions(order: Order) -> set[str]:
    fitting = fitting_holds(order) | ({"refund"} if _has_money(order) else set())
    if order.payment_state == OrderPaymentState.DUE:
        fitting.add("mark_as_paid")
    if can_be_cancelled(order):
        fitting |= {"cancel", "cancel_part", "ship", "print_picks"}
    elif order.fulfilment_state == FulfilmentState.PARTIAL:
        fitting |= {"ship", "cancel_part", "print_picks"}
    if order.fulfilment_state != FulfilmentState.UNFULFILLED:
        fitting |= {"take_back", "mark_arrived"}
    if order.fulfilment_state == FulfilmentState.RETURNED:
        fitting -= {"take_back", "mark_arrived"}
    if order.fulfilment_state == FulfilmentState.PARTLY_RETURNED:
        fitting.add("ship")
    return fitting - {"ship", "print_picks"} if order.is_held else fitting


def _retry(order: Order) -> set[str]:
    failed = Refund.objects.filter(payment__order=order, state=RefundState.FAILED)
    return {"try_refund_again"} if failed.exists() else set()


def _cards(order: Order) -> set[str]:
    bought = GiftCard.objects.filter(bought_in=order.public_id, account__is_active=True)
    return {"take_card_back"} if bought.exists() else set()


def _has_money(order: Order) -> bool:
    return order.payment_state in (OrderPaymentState.PAID, OrderPaymentState.PARTLY_REFUNDED)


def _colour(state: str) -> str:
    if state in _GOOD:
        return "success"
    return "warning" if state in _WAIT else "info"
