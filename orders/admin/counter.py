"""Staff pages of registers, their shifts and cash, and what was sold and taken back at them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from forecasting.admin.pages import ReadAdmin
from foundation.admin import LedgerAdmin, label, money_cell
from foundation.checked_forms import CheckedForm
from orders.admin.counter_page import CounterPages
from orders.admin.counter_shown import told
from orders.counter import save_register
from orders.counter.registers import check_register
from orders.counter.report import ShiftReport, report_of
from orders.models import (
    CashKind,
    CashMovement,
    CounterReturn,
    CounterSale,
    Register,
    Shift,
)
from orders.tenders.told import name_of


class RegisterForm(CheckedForm):
    currency = forms.ChoiceField(label=_("Currency"), widget=UnfoldAdminSelectWidget())

    class Meta:
        model = Register
        fields = ("name", "warehouse", "currency", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currencies = [(code, code) for code in settings.SHOP_CURRENCIES]
        self.fields["currency"].choices = currencies  # type: ignore[attr-defined]  # a choice field

    def check_row(self) -> None:
        check_register(self.instance)


@admin.register(Register)
class RegisterAdmin(CounterPages, ModelAdmin):
    form = RegisterForm
    list_display = ("name", "warehouse", "currency", "is_active")
    list_filter = ("is_active", "warehouse")
    list_select_related = ("warehouse",)
    search_fields = ("name", "warehouse__name")
    ordering = ("name",)
    fields = ("name", "warehouse", "currency", "is_active")
    actions_list = ("go_to_counter",)
    actions_detail = ("sell_here",)

    def save_model(self, request: HttpRequest, obj: Register, form: Any, change: bool) -> None:
        save_register(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its shifts are in the books: put it out of use instead."""
        return False

    def has_sell_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.use_counter"))

    @action(description=_("Counter"), icon="point_of_sale", permissions=["sell"])
    def go_to_counter(self, request: HttpRequest) -> Any:
        return redirect("admin:orders_register_counters")

    @action(description=_("Sell here"), icon="point_of_sale", permissions=["sell"])
    def sell_here(self, request: HttpRequest, object_id: int) -> Any:
        return redirect("admin:orders_register_counter", object_id)


@admin.register(Shift)
class ShiftAdmin(ReadAdmin):
    folder = "orders"
    page_template = "shift"
    list_display = (
        "called", "register", "opened_at", "opened_by", "closed_at", "counted", "difference",
    )  # fmt: skip
    list_filter = ("register", "opened_at")
    list_filter_submit = True
    list_select_related = ("register", "opened_by", "closed_by")
    search_fields = ("register__name", "opened_by__name", "closed_by__name")
    ordering = ("-opened_at", "-pk")
    empty_text = _("No register was opened yet.")

    def page_title(self, row: Shift) -> str:
        return f"{row.register.name}: {row}"

    def page_context(self, request: HttpRequest, row: Shift) -> dict[str, Any]:
        report, currency = report_of(row), row.register.currency
        return {
            "shift": row,
            "facts": _facts(row, report),
            "taxes": [
                {
                    "rate": f"{entry.rate / 100:g} %",
                    "net": told(entry.net, currency),
                    "tax": told(entry.tax, currency),
                    "gross": told(entry.gross, currency),
                }
                for entry in report.taxes
            ],
            "means": [
                {
                    "name": name_of(entry.provider),
                    "taken": told(entry.taken, currency),
                    "given": told(entry.given_back, currency),
                    "kept": told(entry.kept, currency),
                }
                for entry in report.means
            ],
            "cash": [
                {"name": kind.label, "sum": told(report.cash[kind], currency)}
                for kind in CashKind
                if kind in report.cash
            ],
            "movements": [
                (movement, told(movement.amount_minor, currency))
                for movement in row.movements.select_related("moved_by", "order")
            ],
            "is_open": row.is_open,
        }

    @display(description=_("Report"), ordering="number")
    def called(self, shift: Shift) -> str:
        return str(shift)

    @display(description=_("Counted"))
    def counted(self, shift: Shift) -> SafeString | None:
        return money_cell(shift.counted_minor, shift.register.currency)

    @display(description=_("Difference"))
    def difference(self, shift: Shift) -> SafeString | None:
        if shift.is_open:
            return label(_("open"), "info")
        return money_cell(shift.difference_minor, shift.register.currency)


def _facts(shift: Shift, report: ShiftReport) -> list[tuple[Any, str]]:
    currency = report.currency
    facts: list[tuple[Any, str]] = [
        (_("Sales"), str(report.sales)),
        (_("Sold"), told(report.sold_minor, currency)),
        (_("Discounts in it"), told(report.discount_minor, currency)),
        (pgettext_lazy("till", "Taken back"), told(report.returned_minor, currency)),
        (_("Cash at the opening"), told(report.float_minor, currency)),
    ]
    if shift.is_open:
        return facts
    counted, amiss = shift.counted_minor or 0, shift.difference_minor or 0
    return [
        *facts,
        (_("Cash expected"), told(report.expected_minor, currency)),
        (_("Cash counted"), told(counted, currency)),
        (_("Difference"), told(amiss, currency)),
    ]


class OfShift(LedgerAdmin):
    """Rows of a shift, which are read and never touched."""

    list_select_related: tuple[str, ...] = ("shift__register", "order")

    @display(description=_("Register"), ordering="shift__register__name")
    def register(self, row: Any) -> str:
        return f"{row.shift.register.name} {row.shift}"

    @display(description=_("Order"))
    def receipt(self, row: Any) -> str | None:
        return str(row.order) if row.order else None


@admin.register(CashMovement)
class CashMovementAdmin(OfShift):
    list_display = ("moved_at", "register", "kind", "amount", "reason", "receipt", "moved_by")
    list_filter = ("kind", "shift__register", "moved_at")
    list_filter_submit = True
    list_select_related = ("shift__register", "order", "moved_by")
    search_fields = ("reason", "order__number")
    ordering = ("-moved_at", "-pk")
    fields = ("moved_at", "register", "kind", "amount", "reason", "receipt", "moved_by")
    empty_text = _("No cash moved yet.")

    @display(description=_("Amount"), ordering="amount_minor")
    def amount(self, row: CashMovement) -> SafeString | None:
        return money_cell(row.amount_minor, row.shift.register.currency)


@admin.register(CounterSale)
class CounterSaleAdmin(OfShift):
    list_display = ("receipt", "register", "total", "served_by", "started_at", "finished_at")
    list_filter = ("shift__register", "finished_at")
    list_filter_submit = True
    list_select_related = ("shift__register", "order", "served_by")
    search_fields = ("order__number", "served_by__name")
    ordering = ("-started_at", "-pk")
    fields = (
        "receipt", "register", "total", "given", "change_given", "served_by", "started_at",
        "finished_at", "is_mailed",
    )  # fmt: skip
    empty_text = _("Nothing was sold at a counter yet.")

    @display(description=_("Total"), ordering="order__total_minor")
    def total(self, sale: CounterSale) -> SafeString | None:
        return money_cell(sale.order.total_minor, sale.order.currency)

    @display(description=_("Cash handed over"))
    def given(self, sale: CounterSale) -> SafeString | None:
        return money_cell(sale.cash_given_minor, sale.order.currency)

    @display(description=pgettext_lazy("till", "Change"))
    def change_given(self, sale: CounterSale) -> SafeString | None:
        return money_cell(sale.change_minor, sale.order.currency)


@admin.register(CounterReturn)
class CounterReturnAdmin(OfShift):
    list_display = ("receipt", "register", "amount", "reason", "taken_by", "taken_at")
    list_filter = ("shift__register", "taken_at")
    list_filter_submit = True
    list_select_related = ("shift__register", "order", "taken_by")
    search_fields = ("order__number", "reason")
    ordering = ("-taken_at", "-pk")
    fields = ("receipt", "register", "amount", "reason", "taken_by", "taken_at")
    empty_text = _("Nothing was taken back at a counter yet.")

    @display(description=_("Amount"), ordering="amount_minor")
    def amount(self, row: CounterReturn) -> SafeString | None:
        return money_cell(row.amount_minor, row.order.currency)
