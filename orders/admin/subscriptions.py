"""Staff pages of subscriptions: who has subscribed, and what can be done for them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget

from foundation.admin import (
    FittingActions,
    LedgerAdmin,
    LedgerInline,
    TitledAdmin,
    state_label,
)
from foundation.dialogs import Dialog
from orders.admin import parts
from orders.admin.doing import carry_out
from orders.admin.place_fields import PlaceFields
from orders.building import ship_to
from orders.documents.content import address_lines
from orders.models import (
    Interval,
    Order,
    OutOfStockChoice,
    PauseReason,
    Renewal,
    Subscription,
    SubscriptionLine,
    SubscriptionState,
)
from orders.subscriptions.changes import NewAddress, set_address, set_rhythm, skip_next
from orders.subscriptions.details import details_of
from orders.subscriptions.ending import end, pause, resume

_COLOURS: dict[str, str] = {
    SubscriptionState.STARTING: "info",
    SubscriptionState.ACTIVE: "success",
    SubscriptionState.PAUSED: "warning",
}
_FITTING: dict[str, set[str]] = {
    SubscriptionState.STARTING: {"end"},
    SubscriptionState.ACTIVE: {"skip", "pause", "rhythm", "readdress", "end"},
    SubscriptionState.PAUSED: {"resume", "rhythm", "readdress", "end"},
}
_PLACE = ("name", "company", "line1", "line2", "postcode", "city", "region", "country", "phone")


def _to_order(order: Order | None) -> SafeString | None:
    if order is None:
        return None
    return parts.link(reverse("admin:orders_order_change", args=[order.pk]), order)


class SubscriptionDialog(Dialog):
    """A dialog about one subscription."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subscription = Subscription.objects.get(pk=self.object_id)


class RhythmDialog(SubscriptionDialog):
    interval = forms.ChoiceField(
        label=_("How often"), choices=Interval.choices, widget=UnfoldAdminSelectWidget()
    )
    if_out = forms.ChoiceField(
        label=_("Where something is out of stock"),
        choices=OutOfStockChoice.choices,
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.subscription
        self.initial |= {"interval": row.interval, "if_out": row.if_out}


class PlaceDialog(SubscriptionDialog, PlaceFields):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.subscription.details
        self.initial.update({name: kept.get(name, "") for name in _PLACE})

    def address(self) -> NewAddress:
        return NewAddress(**{name: self.cleaned_data[name] for name in _PLACE})


class LineInline(LedgerInline):
    model = SubscriptionLine
    fields = ("code", "called", "units", "share")
    readonly_fields = fields

    @display(description=_("SKU"))
    def code(self, line: SubscriptionLine) -> str:
        return line.sku

    @display(description=_("Name"))
    def called(self, line: SubscriptionLine) -> str:
        return line.name

    @display(description=_("Units"))
    def units(self, line: SubscriptionLine) -> int:
        return line.quantity

    @display(description=_("Per cent off"))
    def share(self, line: SubscriptionLine) -> str:
        return f"{line.basis_points / 100:g} %"


class RenewalInline(LedgerInline):
    model = Renewal
    fields = ("due_on", "state", "order_link", "told")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Renewal]:
        return super().get_queryset(request).select_related("order")

    @display(description=_("Order"))
    def order_link(self, renewal: Renewal) -> SafeString | None:
        return _to_order(renewal.order)

    @display(description=_("Message"))
    def told(self, renewal: Renewal) -> str:
        return renewal.message


@admin.register(Subscription)
class SubscriptionAdmin(FittingActions, TitledAdmin, LedgerAdmin):
    list_display = ("buyer", "status", "goods", "interval", "next_on", "created_at")
    list_filter = ("state", "interval", "pause_reason", "created_at")
    list_filter_submit = True
    list_select_related: ClassVar[tuple[str, ...]] = ("customer",)
    search_fields = ("customer__email", "customer__name", "lines__sku", "public_id")
    search_help_text = _("Customer, e-mail or SKU")
    actions_detail = (
        "skip", "pause", "resume", "end",
        {"title": _("More"), "icon": "more_horiz", "items": ["rhythm", "readdress"]},
    )  # fmt: skip
    inlines = (LineInline, RenewalInline)
    fields = (
        ("buyer", "status"), ("interval", "next_on"), ("without_stock", "why_paused"),
        ("address", "delivery"), ("means", "order_link"), ("created_at", "ended"),
    )  # fmt: skip

    def page_title(self, row: Subscription) -> str:
        return f"{row.customer or _('Subscription')} · {row.get_interval_display()}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscription]:
        return super().get_queryset(request).prefetch_related("lines")

    def fitting_actions(self, row: Subscription) -> set[str]:
        return _FITTING.get(row.state, set())

    def has_tend_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.change_subscription"))

    @action(
        description=_("Skip the next"),
        icon="skip_next",
        permissions=["tend"],
        dialog={
            "title": _("Skip the next one?"),
            "description": _("The one after it comes as usual."),
            "form_class": SubscriptionDialog,
            "form_submit_text": _("Skip"),
        },
    )
    def skip(self, request: HttpRequest, form: SubscriptionDialog, object_id: int) -> HttpResponse:
        row = form.subscription
        work = partial(skip_next, subscription=row)
        return carry_out(request, form, row, "subscription.skip", work, _("Skipped."))

    @action(
        description=_("Pause"),
        icon="pause",
        permissions=["tend"],
        dialog={
            "title": _("Pause it?"),
            "description": _("Nothing is ordered until it goes on; its buyer sees that it rests."),
            "form_class": SubscriptionDialog,
            "form_submit_text": _("Pause"),
        },
    )
    def pause(self, request: HttpRequest, form: SubscriptionDialog, object_id: int) -> HttpResponse:
        row = form.subscription
        work = partial(pause, subscription=row, reason=PauseReason.STAFF)
        return carry_out(request, form, row, "subscription.pause", work, _("Paused."))

    @action(
        description=_("Go on"),
        icon="play_arrow",
        variant=ActionVariant.PRIMARY,
        permissions=["tend"],
        dialog={
            "title": _("Have it go on?"),
            "description": _("It comes in the same rhythm as before; its buyer is told before."),
            "form_class": SubscriptionDialog,
            "form_submit_text": _("Go on"),
        },
    )
    def resume(
        self, request: HttpRequest, form: SubscriptionDialog, object_id: int
    ) -> HttpResponse:
        row = form.subscription
        work = partial(resume, subscription=row, by_staff=True)
        return carry_out(request, form, row, "subscription.resume", work, _("It goes on."))

    @action(
        description=_("How often"),
        icon="event_repeat",
        permissions=["tend"],
        dialog={
            "title": _("Change how often it comes"),
            "description": _("One that is announced comes as it was announced."),
            "form_class": RhythmDialog,
            "form_submit_text": _("Change"),
        },
    )
    def rhythm(self, request: HttpRequest, form: RhythmDialog, object_id: int) -> HttpResponse:
        row, data = form.subscription, form.cleaned_data
        work = partial(
            set_rhythm,
            subscription=row,
            interval=Interval(data["interval"]),
            if_out=OutOfStockChoice(data["if_out"]),
        )
        return carry_out(request, form, row, "subscription.rhythm", work, _("Changed."))

    @action(
        description=_("Change the address"),
        icon="home_pin",
        permissions=["tend"],
        dialog={
            "title": _("Change the address"),
            "description": _("Everything that is ordered from now on goes there."),
            "form_class": PlaceDialog,
            "form_submit_text": _("Change"),
        },
    )
    def readdress(self, request: HttpRequest, form: PlaceDialog, object_id: int) -> HttpResponse:
        row = form.subscription
        work = partial(set_address, subscription=row, address=form.address(), is_seen=False)
        return carry_out(request, form, row, "subscription.address", work, _("Changed."))

    @action(
        description=_("End"),
        icon="block",
        variant=ActionVariant.DANGER,
        permissions=["tend"],
        dialog={
            "title": _("End it for good?"),
            "description": _("Nothing more is ordered or charged. Its buyer gets a mail."),
            "form_class": SubscriptionDialog,
            "form_submit_text": _("End it"),
        },
    )
    def end(self, request: HttpRequest, form: SubscriptionDialog, object_id: int) -> HttpResponse:
        row = form.subscription
        work = partial(end, subscription=row)
        return carry_out(request, form, row, "subscription.end", work, _("It has ended."))

    @display(description=_("Customer"), ordering="customer__name")
    def buyer(self, subscription: Subscription) -> str | None:
        return str(subscription.customer) if subscription.customer else None

    @display(description=_("State"), ordering="state")
    def status(self, subscription: Subscription) -> SafeString:
        return state_label(subscription, colours=_COLOURS)

    @display(description=_("Goods"))
    def goods(self, subscription: Subscription) -> str:
        return ", ".join(f"{line.quantity} × {line.name}" for line in subscription.lines.all())

    @display(description=_("Address"))
    def address(self, subscription: Subscription) -> SafeString | None:
        if not subscription.details:
            return None
        return parts.lines_of_text(address_lines(Order(**ship_to(details_of(subscription)))))

    @display(description=_("Where something is out of stock"))
    def without_stock(self, subscription: Subscription) -> str:
        return str(OutOfStockChoice(subscription.if_out).label)

    @display(description=_("Paused"))
    def why_paused(self, subscription: Subscription) -> str:
        return str(PauseReason(subscription.pause_reason).label)

    @display(description=_("Delivery"))
    def delivery(self, subscription: Subscription) -> str:
        return subscription.shipping_code

    @display(description=_("Means of payment"))
    def means(self, subscription: Subscription) -> str | SafeString:
        mandate = subscription.mandate
        if mandate is None:
            return str(_("On invoice"))
        return parts.link(reverse("admin:orders_mandate_change", args=[mandate.pk]), mandate)

    @display(description=_("Ended"))
    def ended(self, subscription: Subscription) -> datetime | None:
        return subscription.ended_at

    @display(description=_("First order"))
    def order_link(self, subscription: Subscription) -> SafeString | None:
        return _to_order(subscription.first_order)
