"""Staff pages of gift cards."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from accounts.roles import staff_of
from events.audit import by_staff
from foundation.admin import LedgerAdmin, TitledAdmin, close_dialog
from foundation.dialogs import Dialog, answer_problem, carry_out
from loyalty.admin.amounts import amount_cell, amount_text
from loyalty.admin.dialogs import IssueDialog, ReasonDialog
from loyalty.gift_cards import code_of, issue_gift_card, renew_code
from loyalty.gift_mails import send_card
from loyalty.models import GiftCard


class DisputedFilter(admin.SimpleListFilter):
    """Cards that are blocked since the payment that bought them is disputed, or lost."""

    title = _("Payment")
    parameter_name = "payment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("disputed", _("Disputed at the bank"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[GiftCard]) -> QuerySet[GiftCard]:
        return queryset.filter(disputed_at__isnull=False) if self.value() else queryset


@admin.register(GiftCard)
class GiftCardAdmin(TitledAdmin, LedgerAdmin):
    """Cards are opened by the orders that buy them, or by staff with a reason; never by hand."""

    list_display = (
        "made_at", "name", "worth_then", "left", "can_be_spent", "to_email", "send_on", "sent_at",
    )  # fmt: skip
    list_filter = (
        "account__is_active", DisputedFilter, "account__currency",
        "made_at", "send_on",
    )  # fmt: skip
    search_fields = ("last_letters", "bought_in", "to_email", "to_name", "account__public_id")
    list_select_related = ("account",)
    ordering = ("-made_at", "-pk")
    actions_list = ("issue",)
    actions_detail = ("show_code", "send_again", "make_code")
    fieldsets = (
        (None, {"fields": (("name", "account"), ("worth_then", "left"), "can_be_spent")}),
        (_("Gift"), {"fields": (("to_name", "to_email"), "message", ("send_on", "sent_at"))}),
        (_("Origin"), {"fields": (("bought_in", "made_at"), "disputed_at")}),
    )

    def page_title(self, row: GiftCard) -> str:
        return f"{row} · {amount_text(row.account.balance, row.account)}"

    @display(description=_("Code"), ordering="last_letters")
    def name(self, card: GiftCard) -> SafeString:
        return format_html('<span class="staff-number">{}</span>', card)

    @display(description=_("Worth when issued"), ordering="worth")
    def worth_then(self, card: GiftCard) -> SafeString:
        return amount_cell(card.worth, card.account)

    @display(description=_("Left"), ordering="account__balance")
    def left(self, card: GiftCard) -> SafeString:
        return amount_cell(card.account.balance, card.account)

    @display(description=_("can be spent"), boolean=True, ordering="account__is_active")
    def can_be_spent(self, card: GiftCard) -> bool:
        return card.account.is_active

    def has_issue_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("loyalty.add_giftcard"))

    def has_renew_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("loyalty.change_giftcard"))

    @action(
        description=_("Issue a card"),
        icon="card_giftcard",
        permissions=["issue"],
        dialog={
            "title": _("Issue a gift card"),
            "description": _("It is money of the shop: the reason stands in the ledger."),
            "form_class": IssueDialog,
            "form_submit_text": _("Issue it"),
        },
    )
    def issue(self, request: HttpRequest, form: IssueDialog) -> HttpResponse:
        work = partial(
            issue_gift_card,
            worth=form.worth,
            key=f"staff-{form.cleaned_data['key']}",
            recipient=form.recipient,
            reason=form.cleaned_data["reason"],
            by=staff_of(request),
        )
        return carry_out(request, form, work, _("Issued."))

    @action(
        description=_("Show the code"),
        icon="visibility",
        permissions=["renew"],
        dialog={
            "title": _("Show the code of this card?"),
            "description": _("Who has it can spend it. That you looked stands in the audit trail."),
            "form_class": ReasonDialog,
            "form_submit_text": _("Show it"),
        },
    )
    def show_code(self, request: HttpRequest, form: ReasonDialog, object_id: int) -> HttpResponse:
        card = GiftCard.objects.select_related("account").get(pk=object_id)
        by_staff(request, "gift_card.shown", card, reason=form.cleaned_data["reason"])
        code = code_of(card) or _("It cannot be shown any more: make a new one.")
        messages.info(request, f"{card}: {code}")
        return close_dialog()

    @action(
        description=_("Send again"),
        icon="forward_to_inbox",
        permissions=["renew"],
        dialog={
            "title": _("Send this card again?"),
            "description": _("Its code goes to the address of the card once more."),
            "form_class": Dialog,
            "form_submit_text": _("Send it"),
        },
    )
    def send_again(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        card = GiftCard.objects.select_related("account").get(pk=object_id)
        if not send_card(card=card, again=True):
            problem = _("It has no address, is blocked or has no code.")
            return answer_problem(request, form, problem)
        messages.success(request, _("The card is on its way."))
        return close_dialog()

    @action(
        description=_("New code"),
        icon="autorenew",
        permissions=["renew"],
        dialog={
            "title": _("Give this card a new code?"),
            "description": _(
                "The old code opens nothing from then on. Where the card has an "
                "address, the new one is sent there."
            ),
            "form_class": ReasonDialog,
            "form_submit_text": _("Make it"),
        },
    )
    def make_code(self, request: HttpRequest, form: ReasonDialog, object_id: int) -> HttpResponse:
        work = partial(
            renew_code,
            card=GiftCard.objects.get(pk=object_id),
            by=staff_of(request),
            reason=form.cleaned_data["reason"],
        )
        return carry_out(request, form, work, _("The card has a new code."))
