"""Staff pages of the accounts: the journal, what it sums to, the numbers of accounts, closing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from accounts.roles import staff_of
from events import audit
from events.audit import AuditAction
from forecasting.admin.pages import PagesAdmin
from foundation.admin import LedgerAdmin, LedgerInline, close_dialog, money_cell
from foundation.dialogs import Dialog
from orders.accounting.closing import ClosingRefused, close_period
from orders.accounting.files import FILES
from orders.accounting.posting import policy
from orders.admin.accounts_page import asked_period, closing_form, page_context
from orders.admin.parts import link
from orders.jobs import request_posting
from orders.models import AccountingPolicy, AccountNumber, JournalEntry, JournalLine

EXPORT, CLOSE = "orders.export_accounts", "orders.close_period"


@admin.register(AccountingPolicy)
class AccountingPolicyAdmin(ModelAdmin):
    """One row, which is there from the first look on."""

    list_display = ("__str__", "uses_oss", "begins_on", "closed_until")
    fields = ("uses_oss", "begins_on", ("consultant_number", "client_number"), "closed_until")
    readonly_fields = ("closed_until",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        policy()
        return super().changelist_view(request, extra_context)


@admin.register(AccountNumber)
class AccountNumberAdmin(ModelAdmin):
    list_display = ("number", "name", "role", "treatment", "country", "rate", "provider")
    list_filter = ("role", "treatment")
    search_fields = ("number", "name")
    fields = (
        "role", ("number", "name"), ("treatment", "country"), ("rate_basis_points", "provider"),
    )  # fmt: skip
    empty_text = _("Until numbers are set here, a plain chart is used: see docs/accounting.md.")

    @display(description=_("Tax rate"), ordering="rate_basis_points")
    def rate(self, row: AccountNumber) -> str | None:
        basis_points = row.rate_basis_points
        return None if basis_points is None else f"{basis_points / 100:g} %"


class JournalLineInline(LedgerInline):
    model = JournalLine
    verbose_name_plural = _("Debit and credit")
    fields = ("role", "treatment", "country", "provider", "debit", "credit", "in_base")
    readonly_fields = ("debit", "credit", "in_base")

    def get_queryset(self, request: HttpRequest) -> QuerySet[JournalLine]:
        return super().get_queryset(request).select_related("entry")

    @display(description=_("Debit"))
    def debit(self, line: JournalLine) -> SafeString | None:
        return money_cell(line.amount_minor, line.entry.currency) if line.amount_minor > 0 else None

    @display(description=_("Credit"))
    def credit(self, line: JournalLine) -> SafeString | None:
        minor = -line.amount_minor
        return money_cell(minor, line.entry.currency) if minor > 0 else None

    @display(description=_("In base currency"))
    def in_base(self, line: JournalLine) -> SafeString | None:
        return money_cell(line.base_minor, line.entry.base_currency)


@admin.register(JournalEntry)
class JournalEntryAdmin(PagesAdmin, LedgerAdmin):
    folder = "orders"
    list_display = ("number", "booked_on", "kind", "order_link", "reference", "turn", "currency")
    list_filter = ("kind", "booked_on", "currency")
    search_fields = ("number", "reference", "order__number")
    list_select_related = ("order",)
    ordering = ("-number",)
    inlines = (JournalLineInline,)
    fields = (
        ("number", "kind"), ("booked_on", "document_on"), ("order_link", "reference"),
        ("source", "turn"), ("currency", "base_currency"), "posted_at",
    )  # fmt: skip
    readonly_fields = ("order_link",)
    empty_text = _("The journal is written every night.")
    actions_list = ("open_accounts", "post_now")

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("accounts/", self.accounts_view, "accounts"),
            self.own_path("accounts/<str:code>/", self.file_view, "file"),
            *super().get_urls(),
        ]

    @action(description=_("Accounts"), icon="account_balance", permissions=["view"])
    def open_accounts(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:orders_journalentry_accounts")

    def has_post_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(EXPORT))

    @action(
        description=_("Post now"),
        icon="sync",
        permissions=["post"],
        dialog={
            "title": _("Post what happened since?"),
            "description": _("It is done every night. On a large shop it takes some minutes."),
            "form_class": Dialog,
            "form_submit_text": _("Post now"),
        },
    )
    def post_now(self, request: HttpRequest, form: Dialog) -> HttpResponse:
        if request_posting():
            messages.success(request, _("The journal is being written; look again in a minute."))
        else:
            messages.info(request, _("The journal is being written already."))
        return close_dialog()

    def accounts_view(self, request: HttpRequest) -> HttpResponse:
        """What a period sums to: VAT, sales, balances; its files; closing it."""
        self.require(request, "orders.view_journalentry")
        period = asked_period(request)
        form = closing_form(request.POST or None)
        if request.method == "POST":
            self.require(request, CLOSE)
            if form.is_valid() and self._closed(request, form):
                return redirect(f"{request.path}?first={period.first}&last={period.last}")
        context = page_context(request, period)
        context |= {"form": form, "may_close": request.user.has_perm(CLOSE)}
        context["may_export"] = request.user.has_perm(EXPORT)
        return self.show(request, "accounts", gettext("Accounts"), context)

    def _closed(self, request: HttpRequest, form: Any) -> bool:
        try:
            close_period(until=form.cleaned_data["until"], by=staff_of(request))
        except ClosingRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
            return False
        messages.success(request, _("The period is closed."))
        return True

    def file_view(self, request: HttpRequest, code: str) -> StreamingHttpResponse:
        """A file of a period, written while it is sent."""
        self.require(request, EXPORT)
        period, file = asked_period(request), FILES.get(code)
        if file is None:
            raise Http404
        audit.write(
            actor=staff_of(request), action=AuditAction.DATA_EXPORTED, target="orders.journal",
            changes={"file": code, "period": str(period)},
        )  # fmt: skip
        return StreamingHttpResponse(
            file.pieces(period),
            content_type=file.content_type,
            headers={"Content-Disposition": f'attachment; filename="{file.name(period)}"'},
        )

    @display(description=_("Order"), ordering="order__number")
    def order_link(self, entry: JournalEntry) -> SafeString | None:
        if entry.order is None:
            return None
        return link(reverse("admin:orders_order_change", args=[entry.order_id]), entry.order)


@admin.register(JournalLine)
class JournalLineAdmin(LedgerAdmin):
    list_display = ("entry", "role", "treatment", "country", "amount", "in_base")
    list_filter = ("role", "treatment")
    search_fields = ("entry__reference", "entry__order__number")
    list_select_related = ("entry",)
    ordering = ("-pk",)
    fields = (
        "entry", ("role", "treatment"), ("country", "rate_basis_points"), "provider",
        ("amount", "in_base"),
    )  # fmt: skip
    readonly_fields = ("amount", "in_base")

    @display(description=_("Amount"), ordering="amount_minor")
    def amount(self, line: JournalLine) -> SafeString | None:
        return money_cell(line.amount_minor, line.entry.currency)

    @display(description=_("In base currency"), ordering="base_minor")
    def in_base(self, line: JournalLine) -> SafeString | None:
        return money_cell(line.base_minor, line.entry.base_currency)
