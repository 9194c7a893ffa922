"""Staff pages of gift cards."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, TitledAdmin
from loyalty.admin.amounts import amount_cell, amount_text
from loyalty.models import GiftCard


@admin.register(GiftCard)
class GiftCardAdmin(TitledAdmin, LedgerAdmin):
    list_display = (
        "made_at", "name", "worth_then", "left", "can_be_spent", "to_email", "bought_in",
        "send_on", "sent_at",
    )  # fmt: skip
    list_filter = ("account__is_active", "account__currency", "made_at", "send_on")
    search_fields = ("last_letters", "bought_in", "to_email", "to_name", "account__public_id")
    list_select_related = ("account",)
    ordering = ("-made_at", "-pk")
    fieldsets = (
        (None, {"fields": (("name", "account"), ("worth_then", "left"), "can_be_spent")}),
        (_("Gift"), {"fields": (("to_name", "to_email"), "message", ("send_on", "sent_at"))}),
        (_("Origin"), {"fields": (("bought_in", "made_at"),)}),
    )

    def page_title(self, row: GiftCard) -> str:
        return f"{row} · {amount_text(row.account.balance, row.account)}"

    @display(description=_("Code"), ordering="last_letters")
    def name(self, card: GiftCard) -> str:
        return str(card)

    @display(description=_("Worth when issued"), ordering="worth")
    def worth_then(self, card: GiftCard) -> SafeString:
        return amount_cell(card.worth, card.account)

    @display(description=_("Left"), ordering="account__balance")
    def left(self, card: GiftCard) -> SafeString:
        return amount_cell(card.account.balance, card.account)

    @display(description=_("can be spent"), boolean=True, ordering="account__is_active")
    def can_be_spent(self, card: GiftCard) -> bool:
        return card.account.is_active
