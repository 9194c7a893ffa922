"""Staff pages of accounts, what moved them, and what orders hold of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from accounts.roles import staff_of
from foundation.admin import FittingActions, LedgerAdmin, LedgerInline, TitledAdmin, state_label
from foundation.dialogs import carry_out
from loyalty.admin.amounts import amount_cell, amount_text
from loyalty.admin.dialogs import CorrectDialog, CreditDialog, ReasonDialog
from loyalty.expired import correct_balance
from loyalty.ledger import correct, open_account, set_spendable
from loyalty.models import Account, AccountKind, Entry, Hold

HOLD_COLOURS = {"held": "warning", "spent": "success"}


class EntryInline(LedgerInline):
    model = Entry
    fields = ("written_at", "kind", "moved", "left", "reference", "reason", "by", "expires_on")
    readonly_fields = fields
    ordering = ("-written_at", "-pk")
    per_page = 20

    @display(description=_("Amount"))
    def moved(self, entry: Entry) -> SafeString:
        return amount_cell(entry.amount, entry.account)

    @display(description=_("Balance after it"))
    def left(self, entry: Entry) -> SafeString:
        return amount_cell(entry.balance_after, entry.account)


@admin.register(Account)
class AccountAdmin(FittingActions, TitledAdmin, LedgerAdmin):
    """Accounts are opened by what fills them; staff correct and block, with a reason."""

    list_display = ("public_id", "kind", "customer", "total", "kept", "is_active", "expires_on")
    list_filter = ("kind", "is_active", "currency", "opened_at")
    search_fields = ("public_id", "customer__email", "customer__name", "gift_card__last_letters")
    list_select_related = ("customer",)
    ordering = ("-opened_at", "-pk")
    inlines = (EntryInline,)
    actions_list = ("give_credit",)
    actions_detail = ("put_right", "block", "unblock")
    fields = (
        ("kind", "customer"), ("total", "kept"), ("is_active", "expires_on"),
        ("public_id", "opened_at"),
    )  # fmt: skip

    def page_title(self, row: Account) -> str:
        return f"{row.get_kind_display()} · {amount_text(row.balance, row)}"

    def fitting_actions(self, row: Account) -> set[str]:
        return {"put_right", "block" if row.is_active else "unblock"}

    def has_correct_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("loyalty.change_account"))

    @display(description=_("Balance"), ordering="balance")
    def total(self, account: Account) -> SafeString:
        return amount_cell(account.balance, account)

    @display(description=_("Held"), ordering="held")
    def kept(self, account: Account) -> SafeString:
        return amount_cell(account.held, account)

    @action(
        description=_("Give credit"),
        icon="add_card",
        permissions=["correct"],
        dialog={
            "title": _("Give store credit"),
            "description": _("The customer can spend it at once; the reason stands in the ledger."),
            "form_class": CreditDialog,
            "form_submit_text": _("Give it"),
        },
    )
    def give_credit(self, request: HttpRequest, form: CreditDialog) -> HttpResponse:
        def give() -> None:
            account = open_account(
                kind=AccountKind.STORE_CREDIT,
                customer=form.customer,
                currency=form.money.currency,
            )
            correct(
                account=account,
                amount=form.money.minor,
                reason=form.cleaned_data["reason"],
                by=staff_of(request),
                key=f"staff-{form.cleaned_data['key']}",
            )

        return carry_out(request, form, give, _("Given."))

    @action(
        description=_("Correct"),
        icon="edit_note",
        permissions=["correct"],
        dialog={
            "title": _("Correct the balance"),
            "description": _("The reason and your name stand in the ledger."),
            "form_class": CorrectDialog,
            "form_submit_text": _("Correct it"),
        },
    )
    def put_right(self, request: HttpRequest, form: CorrectDialog, object_id: int) -> HttpResponse:
        work = partial(
            correct_balance,
            account=form.account,
            amount=form.units,
            reason=form.cleaned_data["reason"],
            by=staff_of(request),
            key=f"staff-{form.cleaned_data['key']}",
        )
        return carry_out(request, form, work, _("Corrected."))

    @action(
        description=_("Block"),
        icon="block",
        variant=ActionVariant.DANGER,
        permissions=["correct"],
        dialog={
            "title": _("Block this account?"),
            "description": _("Nothing of it can be spent until it is opened again."),
            "form_class": ReasonDialog,
            "form_submit_text": _("Block it"),
        },
    )
    def block(self, request: HttpRequest, form: ReasonDialog, object_id: int) -> HttpResponse:
        return self._set(request, form, object_id, False, _("Blocked."))

    @action(
        description=_("Open again"),
        icon="lock_open",
        permissions=["correct"],
        dialog={
            "title": _("Open this account again?"),
            "description": _("It can be spent again at once."),
            "form_class": ReasonDialog,
            "form_submit_text": _("Open it"),
        },
    )
    def unblock(self, request: HttpRequest, form: ReasonDialog, object_id: int) -> HttpResponse:
        return self._set(request, form, object_id, True, _("Opened."))

    def _set(
        self, request: HttpRequest, form: ReasonDialog, pk: int, is_spendable: bool, done: Any
    ) -> HttpResponse:
        work = partial(
            set_spendable,
            account=Account.objects.get(pk=pk),
            is_spendable=is_spendable,
            by=staff_of(request),
            reason=form.cleaned_data["reason"],
        )
        return carry_out(request, form, work, done)


@admin.register(Entry)
class EntryAdmin(LedgerAdmin):
    list_display = ("written_at", "kind", "moved", "left", "owner", "reference", "reason", "by")
    list_filter = ("kind", "account__kind", "account__currency", "written_at")
    search_fields = ("reference", "reason", "account__public_id", "account__customer__email")
    list_select_related = ("account__customer", "by")
    ordering = ("-written_at", "-pk")
    list_per_page = 50
    fields = (
        ("account", "kind"), ("moved", "left"), ("reference", "reason"), ("by", "expires_on"),
        ("written_at", "key"),
    )  # fmt: skip

    @display(description=_("Amount"), ordering="amount")
    def moved(self, entry: Entry) -> SafeString:
        return amount_cell(entry.amount, entry.account)

    @display(description=_("Balance after it"), ordering="balance_after")
    def left(self, entry: Entry) -> SafeString:
        return amount_cell(entry.balance_after, entry.account)

    @display(description=_("Account of"))
    def owner(self, entry: Entry) -> str:
        return str(entry.account.customer or entry.account.get_kind_display())


@admin.register(Hold)
class HoldAdmin(LedgerAdmin):
    list_display = ("made_at", "status", "kept", "owner", "reference", "ended_at")
    list_filter = ("state", "account__kind", "made_at")
    search_fields = ("reference", "key", "account__public_id", "account__customer__email")
    list_select_related = ("account__customer",)
    ordering = ("-made_at", "-pk")
    fields = (("account", "status"), ("kept", "reference"), ("made_at", "ended_at"), "key")

    @display(description=_("State"), ordering="state")
    def status(self, held: Hold) -> SafeString:
        return state_label(held, colours=HOLD_COLOURS)

    @display(description=_("Held"), ordering="amount")
    def kept(self, held: Hold) -> SafeString:
        return amount_cell(held.amount, held.account)

    @display(description=_("Account of"))
    def owner(self, held: Hold) -> str:
        return str(held.account.customer or held.account.get_kind_display())
