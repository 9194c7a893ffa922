"""Staff pages of members and of what their orders earned."""

from __future__ import annotations

from typing import Final

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, state_label
from loyalty.admin.words import base_cell, number_cell
from loyalty.models import Earning, EarningState, Membership

_COLOURS: Final[dict[str, str]] = {
    EarningState.WAITING: "warning",
    EarningState.CREDITED: "success",
}


@admin.register(Membership)
class MembershipAdmin(LedgerAdmin):
    list_display = ("customer", "tier", "spend", "owed", "tier_since", "joined_at")
    list_filter = ("tier",)
    list_select_related = ("customer", "tier")
    search_fields = ("customer__email", "customer__name", "friend_code")
    search_help_text = _("Name, e-mail address or code for friends")
    ordering = ("-spend_minor", "-pk")
    fields = (
        "customer", "tier", "tier_since", "spend", "owed", "friend_code", "joined_at", "looked_at",
    )  # fmt: skip
    readonly_fields = fields
    empty_text = _("Customers are members from their first points on.")

    @display(description=_("Spend of 365 days"), ordering="spend_minor")
    def spend(self, member: Membership) -> SafeString | None:
        return base_cell(member.spend_minor)

    @display(description=_("Points owed to the shop"), ordering="shortfall")
    def owed(self, member: Membership) -> SafeString:
        return number_cell(member.shortfall)


@admin.register(Earning)
class EarningAdmin(LedgerAdmin):
    """What every order earned, waiting or credited."""

    list_display = (
        "made_at",
        "order_number",
        "customer",
        "kept",
        "points",
        "shown_state",
        "due_at",
    )
    list_filter = ("state", "made_at")
    list_select_related = ("customer",)
    search_fields = ("order_number", "order_ref", "customer__email")
    search_help_text = _("Number of the order or e-mail address")
    ordering = ("-made_at", "-pk")
    fields = (
        "customer", "order_number", "order_ref", "kept", "points_per_unit", "multiplier_percent",
        "promised", "points", "shown_state", "made_at", "due_at", "credited_at",
    )  # fmt: skip
    readonly_fields = fields

    @display(description=_("Kept"), ordering="kept_minor")
    def kept(self, earning: Earning) -> SafeString | None:
        return base_cell(earning.kept_minor)

    @display(description=_("State"), ordering="state")
    def shown_state(self, earning: Earning) -> SafeString:
        return state_label(earning, colours=_COLOURS)
