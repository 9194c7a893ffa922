"""Staff pages of quotes: what is asked for, what was offered, and what became of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from accounts.roles import staff_of
from foundation.admin import FittingActions, LedgerAdmin, money_cell, state_label
from orders.admin import parts
from orders.admin.doing import carry_out, pdf
from orders.admin.quote_dialogs import OfferDialog, WithdrawDialog
from orders.building import ship_to
from orders.documents.content import address_lines
from orders.models import Order, Quote, QuoteState, QuoteVersion
from orders.quotes import QuoteRefused, make_offer, withdraw_quote
from orders.quotes.details import details_of
from orders.quotes.facts import last_day
from orders.quotes.paper import draw_offer, paper_name
from orders.quotes.selectors import versions_of

_COLOURS: dict[str, str] = {
    QuoteState.REQUESTED: "warning",
    QuoteState.OFFERED: "info",
    QuoteState.APPROVAL: "info",
    QuoteState.ACCEPTED: "success",
    QuoteState.DECLINED: "danger",
    QuoteState.WITHDRAWN: "danger",
}
_CAN_OFFER = (QuoteState.REQUESTED, QuoteState.OFFERED, QuoteState.EXPIRED)
_CAN_WITHDRAW = (QuoteState.REQUESTED, QuoteState.OFFERED)


@admin.register(Quote)
class QuoteAdmin(FittingActions, LedgerAdmin):
    list_display = ("called", "status", "buyer", "company", "total", "until", "created_at")
    list_filter = ("state", "company", "currency", "created_at")
    list_filter_submit = True
    search_fields = (
        "number", "customer__email", "customer__name", "company__name", "versions__lines__sku",
    )  # fmt: skip
    search_help_text = _("Number, name, e-mail, company or SKU")
    list_select_related = ("customer", "company")
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    actions_detail = ("offer", "withdraw")
    fieldsets = (
        (None, {"fields": (("called", "status"), ("buyer", "company"), ("until", "order_link"))}),
        (_("Where it is to go"), {"fields": (("address", "their_number"), "why")}),
        (_("What was asked for and offered"), {"fields": ("rounds",)}),
        (
            _("In this system"),
            {
                "classes": ("collapse",),
                "fields": (("public_id", "currency"), ("language", "created_at"), "closed_at"),
            },
        ),
    )

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.print)
        offer = path("<int:object_id>/<int:number>/pdf/", view, name="orders_quote_pdf")
        return [offer, *super().get_urls()]

    def print(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        """An offer as PDF, as its buyer has it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = get_object_or_404(
            QuoteVersion.objects.select_related("quote"),
            quote=object_id,
            number=number,
            offered_at__isnull=False,
        )
        try:
            paper = draw_offer(version.quote, version)
        except QuoteRefused as problem:
            return HttpResponse(problem.message, status=404, content_type="text/plain")
        return pdf(paper, paper_name(version.quote, version).removesuffix(".pdf"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quote]:
        return super().get_queryset(request).prefetch_related("versions")

    @display(description=_("Quote"), ordering="number")
    def called(self, quote: Quote) -> str:
        return str(quote)

    @display(description=_("State"), ordering="state")
    def status(self, quote: Quote) -> SafeString:
        return state_label(quote, colours=_COLOURS)

    @display(description=_("Customer"), ordering="customer__name")
    def buyer(self, quote: Quote) -> str | None:
        return str(quote.customer) if quote.customer else None

    @display(description=_("Offered"))
    def total(self, quote: Quote) -> SafeString | None:
        newest = [row for row in quote.versions.all() if row.number == quote.version]
        offered = [row.total_minor for row in newest if row.offered_at is not None]
        return money_cell(offered[0] if offered else None, quote.currency)

    @display(description=_("Holds until"), ordering="valid_until")
    def until(self, quote: Quote) -> str | None:
        ends = quote.valid_until
        return date_format(last_day(ends), "SHORT_DATE_FORMAT") if ends else None

    @display(description=_("Order"))
    def order_link(self, quote: Quote) -> SafeString | None:
        if quote.order is None:
            return None
        return parts.link(reverse("admin:orders_order_change", args=[quote.order.pk]), quote.order)

    @display(description=_("Address"))
    def address(self, quote: Quote) -> SafeString | None:
        if not quote.details:
            return None
        return parts.lines_of_text(address_lines(Order(**ship_to(details_of(quote)))))

    @display(description=_("Purchase-order number"))
    def their_number(self, quote: Quote) -> str | None:
        return quote.po_number or None

    @display(description=_("Reason"))
    def why(self, quote: Quote) -> str | None:
        return quote.reason or None

    @display(description=_("Rounds"))
    def rounds(self, quote: Quote) -> SafeString:
        context = {"quote": quote, "versions": versions_of(quote)}
        return mark_safe(render_to_string("admin/orders/quote_rounds.html", context))  # noqa: S308  (rendered by a template that escapes)

    def fitting_actions(self, row: Quote) -> set[str]:
        fitting = {"offer"} if row.state in _CAN_OFFER else set()
        return fitting | ({"withdraw"} if row.state in _CAN_WITHDRAW else set())

    def has_offer_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.change_quote"))

    @action(
        description=_("Offer"),
        icon="request_quote",
        variant=ActionVariant.PRIMARY,
        permissions=["offer"],
        dialog={
            "title": _("Make an offer"),
            "description": _(
                "Prices as this buyer pays them. An offer that is out is replaced and kept."
            ),
            "form_class": OfferDialog,
            "form_submit_text": _("Send the offer"),
        },
    )
    def offer(self, request: HttpRequest, form: OfferDialog, object_id: int) -> HttpResponse:
        work = partial(make_offer, quote=form.quote, offer=form.offer, author=staff_of(request))
        return carry_out(request, form, form.quote, "quote.offer", work, _("It is on its way."))

    @action(
        description=_("Withdraw"),
        icon="block",
        variant=ActionVariant.DANGER,
        permissions=["offer"],
        dialog={
            "title": _("Make no offer, or take it back"),
            "description": _("The buyer gets a mail with your reason."),
            "form_class": WithdrawDialog,
            "form_submit_text": _("Withdraw"),
        },
    )
    def withdraw(self, request: HttpRequest, form: WithdrawDialog, object_id: int) -> HttpResponse:
        quote = Quote.objects.get(pk=object_id)
        work = partial(withdraw_quote, quote=quote, reason=form.cleaned_data["reason"])
        return carry_out(request, form, quote, "quote.withdraw", work, _("Withdrawn."))
