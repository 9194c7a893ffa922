"""Staff pages of marketplaces: set up, what they bring, their files of orders, what waits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from accounts.roles import staff_of
from forecasting.admin.pages import PagesAdmin, ReadAdmin
from foundation.admin import LedgerAdmin, close_dialog, money_cell, state_label
from foundation.dialogs import Dialog
from foundation.refusals import Refusal
from shop.marketplaces.figures import months_of, short_of_stock, to_send, whole
from shop.marketplaces.files import bring_file, check_again, request_take
from shop.marketplaces.forms import BringForm, MarketplaceForm
from shop.marketplaces.models import (
    FileState,
    Marketplace,
    MarketplaceLine,
    MarketplaceOrder,
    OrderFile,
)
from shop.marketplaces.sent import given_back_lately
from shop.marketplaces.stock_file import renew_address, request_stock_file

MAY_BRING = "marketplaces.add_orderfile"
MAY_WRITE = "marketplaces.write_marketplace"
MAY_SEE = "marketplaces.view_marketplace"
SHOWN_PROBLEMS = 200
FILE_COLOURS: dict[str, str] = {
    FileState.BROKEN: "danger",
    FileState.FAILED: "danger",
    FileState.CHECKED: "warning",
    FileState.TAKING: "info",
    FileState.DONE: "success",
}


@admin.register(Marketplace)
class MarketplaceAdmin(PagesAdmin):
    folder = "marketplaces"
    form = MarketplaceForm
    list_display = (
        "name", "code", "layout", "country", "currency", "is_active", "listed", "written_at",
    )  # fmt: skip
    list_filter = ("layout", "is_active")
    search_fields = ("name", "code")
    fieldsets = (
        (None, {"fields": ("name", ("code", "layout"), ("country", "currency"), "is_active")}),
        (gettext_lazy("What it charges"), {"fields": (
            ("prices_include_tax", "collects_tax"), "commission",
        )}),
        (gettext_lazy("What is offered there"), {"fields": (
            ("stock_share", "buffer_units"), "price_change",
        )}),
        (gettext_lazy("Its files"), {"fields": ("addresses", "found")}),
    )  # fmt: skip
    actions_detail = ("results", "write_now", "renew")

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("<int:object_id>/figures/", self.figures_view, "figures"),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Its orders are known by its code: that stays. So does the currency that files are in."""
        if obj is None:
            return ("addresses", "found")
        is_used = obj.files.exists() or obj.orders.exists()
        return ("addresses", "found", "code", *(("currency",) if is_used else ()))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The addresses are a secret of those who may have the files written."""
        is_shown = obj is not None and request.user.has_perm(MAY_WRITE)
        return self.fieldsets if is_shown else self.fieldsets[:-1]

    def has_write_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(MAY_WRITE))

    def figures_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What it brought, month by month, and what is to be given back there."""
        self.require(request, MAY_SEE)
        marketplace = get_object_or_404(Marketplace, pk=object_id)
        months = months_of(marketplace)
        context = {
            "marketplace": marketplace,
            "months": months,
            "whole": whole(months),
            "given_back": given_back_lately(marketplace),
            "waiting": to_send().filter(marketplace=marketplace).count(),
            "short": short_of_stock(to_send().filter(marketplace=marketplace)).count(),
        }
        return self.show(request, "figures", str(marketplace), context)

    @display(description=gettext_lazy("Addresses"))
    def addresses(self, marketplace: Marketplace) -> SafeString:
        named = (
            ("marketplace-stock", _("Stock and prices")),
            ("marketplace-sent", _("What was sent")),
            ("marketplace-refunds", _("What is given back")),
        )
        links = [
            (words, f"{settings.SHOP_BASE_URL}{reverse(name, args=[marketplace.token])}")
            for name, words in named
        ]
        rows = ((words, url, url) for words, url in links)
        return format_html_join("", '<p>{}: <a href="{}">{}</a></p>', rows)

    @display(description=gettext_lazy("As it was written last"))
    def found(self, marketplace: Marketplace) -> str | None:
        if marketplace.problem:
            return str(marketplace.problem)
        if marketplace.written_at is None:
            return None
        return _("%(listed)d articles are for sale there.") % {"listed": marketplace.listed}

    @action(description=gettext_lazy("Results"), icon="monitoring", permissions=["view"])
    def results(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("admin:marketplaces_marketplace_figures", object_id)

    @action(
        description=gettext_lazy("Write now"),
        icon="sync",
        permissions=["write"],
        dialog={
            "title": gettext_lazy("Write the file of stock and prices now?"),
            "description": gettext_lazy(
                "It is done every ten minutes. The old file serves until then."
            ),
            "form_class": Dialog,
            "form_submit_text": gettext_lazy("Write now"),
        },
    )
    def write_now(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        if request_stock_file(get_object_or_404(Marketplace, pk=object_id)):
            messages.success(request, _("The file is being written; look again in a minute."))
        else:
            messages.info(request, _("The file is being written already."))
        return close_dialog()

    @action(
        description=gettext_lazy("New addresses"),
        icon="key",
        permissions=["write"],
        dialog={
            "title": gettext_lazy("Give this marketplace new addresses?"),
            "description": gettext_lazy(
                "The old ones open nothing any more: tell those who read them."
            ),
            "form_class": Dialog,
            "form_submit_text": gettext_lazy("New addresses"),
        },
    )
    def renew(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        renew_address(marketplace=get_object_or_404(Marketplace, pk=object_id))
        messages.success(request, _("The marketplace has new addresses."))
        return close_dialog()


@admin.register(OrderFile)
class OrderFileAdmin(ReadAdmin):
    folder = "marketplaces"
    page_template = "file"
    list_display = (
        "file_name", "marketplace", "standing", "orders", "taken", "seen", "waiting",
        "problem_count", "by", "created_at",
    )  # fmt: skip
    list_filter = ("marketplace", "state")
    list_select_related = ("marketplace", "by")
    search_fields = ("file_name",)
    ordering = ("-created_at", "-pk")
    empty_text = gettext_lazy("No file of orders was brought yet.")
    actions_list = ("bring",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderFile]:
        return super().get_queryset(request).defer("content")

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("bring/", self.bring_view, "bring_file"),
            self.own_path("<int:object_id>/take/", self.take_view, "take"),
            self.own_path("<int:object_id>/again/", self.again_view, "again"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: OrderFile) -> dict[str, Any]:
        return {
            "file": row,
            "standing": self.standing(row),
            "shown_problems": row.problems[:SHOWN_PROBLEMS],
            "more_problems": max(row.problem_count - SHOWN_PROBLEMS, 0),
            "may_bring": request.user.has_perm(MAY_BRING),
        }

    def bring_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file; its page tells what is in it and what would become of it."""
        self.require(request, MAY_BRING)
        form = BringForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                file = bring_file(
                    marketplace=given["marketplace"],
                    file_name=given["file"].name,
                    content=given["file"].read(),
                    by=staff_of(request),
                )
            except Refusal as problem:
                form.add_error(problem.field or None, str(problem))
            else:
                return redirect("admin:marketplaces_orderfile_change", file.pk)
        return self.show(request, "bring", _("Bring orders of a marketplace"), {"form": form})

    def take_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST has a file taken in; again where it was interrupted."""
        self.require(request, MAY_BRING)
        file = get_object_or_404(OrderFile.objects.defer("content"), pk=object_id)
        if request.method == "POST":
            try:
                request_take(file=file, by=staff_of(request))
            except Refusal as problem:
                messages.error(request, str(problem))
        return redirect("admin:marketplaces_orderfile_change", object_id)

    def again_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST has a file compared with the shop as it is now."""
        self.require(request, MAY_BRING)
        file = get_object_or_404(OrderFile.objects.defer("content"), pk=object_id)
        if request.method == "POST":
            try:
                check_again(file=file)
            except Refusal as problem:
                messages.error(request, str(problem))
        return redirect("admin:marketplaces_orderfile_change", object_id)

    def has_bring_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_BRING))

    @action(description=gettext_lazy("Bring a file"), icon="upload_file", permissions=["bring"])
    def bring(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:marketplaces_orderfile_bring_file")

    @display(description=gettext_lazy("State"), ordering="state")
    def standing(self, file: OrderFile) -> SafeString:
        return state_label(file, "state", colours=FILE_COLOURS)


class TodoFilter(admin.SimpleListFilter):
    """What staff have to see to."""

    title = gettext_lazy("To do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("send", gettext_lazy("To be sent")),
            ("late", gettext_lazy("Late")),
            ("short", gettext_lazy("Waits for goods")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[MarketplaceOrder]
    ) -> QuerySet[MarketplaceOrder]:
        wanted = self.value()
        if wanted is None:
            return queryset
        open_ones = to_send()
        if wanted == "late":
            open_ones = open_ones.filter(ship_by__lt=timezone.localdate())
        if wanted == "short":
            open_ones = short_of_stock(open_ones)
        return queryset.filter(pk__in=open_ones.values("pk"))


@admin.register(MarketplaceOrder)
class MarketplaceOrderAdmin(LedgerAdmin):
    list_display = (
        "reference", "order_link", "marketplace", "standing", "ship_by", "total", "commission",
        "bought_at",
    )  # fmt: skip
    list_filter = (TodoFilter, "marketplace")
    list_select_related = ("order", "marketplace")
    search_fields = ("reference", "order__number", "order__ship_name")
    ordering = ("-pk",)
    fields = (
        ("marketplace", "reference"), ("order_link", "standing"), ("total", "commission"),
        "collected_tax", ("bought_at", "ship_by"), "file",
    )  # fmt: skip
    readonly_fields = ("order_link", "standing", "total", "commission", "collected_tax")
    empty_text = gettext_lazy("No order of a marketplace came yet.")

    @display(description=gettext_lazy("Order"), ordering="order")
    def order_link(self, row: MarketplaceOrder) -> SafeString:
        url = reverse("admin:orders_order_change", args=[row.order_id])
        return format_html('<a href="{}">{}</a>', url, row.order)

    @display(description=gettext_lazy("State"), ordering="order__fulfilment_state")
    def standing(self, row: MarketplaceOrder) -> SafeString:
        return state_label(row.order, "fulfilment_state")

    @display(description=gettext_lazy("Total"), ordering="order__total_minor")
    def total(self, row: MarketplaceOrder) -> SafeString | None:
        return money_cell(row.order.total_minor, row.order.currency)

    @display(description=gettext_lazy("Commission"), ordering="commission_minor")
    def commission(self, row: MarketplaceOrder) -> SafeString | None:
        return money_cell(row.commission_minor, row.order.currency)

    @display(description=gettext_lazy("Tax paid by the marketplace"))
    def collected_tax(self, row: MarketplaceOrder) -> SafeString | None:
        return money_cell(row.collected_tax_minor, row.order.currency)


@admin.register(MarketplaceLine)
class MarketplaceLineAdmin(LedgerAdmin):
    list_display = ("item", "line")
    list_select_related = ("line",)
    search_fields = ("item", "line__sku")
    fields = ("item", "line")
    ordering = ("-pk",)
    empty_text = gettext_lazy("No order of a marketplace came yet.")
