"""Staff page of friends who were recommended."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, money_cell, state_label
from loyalty.models import Referral, ReferralState

_COLOURS = {
    ReferralState.WAITING: "info",
    ReferralState.TO_LOOK_AT: "warning",
    ReferralState.REWARDED: "success",
    ReferralState.REFUSED: "danger",
}


@admin.register(Referral)
class ReferralAdmin(LedgerAdmin):
    list_display = ("came_at", "referrer", "friend", "shown_state", "because", "due_at")
    list_filter = ("state", "because", "came_at")
    list_select_related = ("referrer", "friend")
    search_fields = ("referrer__email", "friend__email", "order_ref")
    search_help_text = _("E-mail address of either")
    ordering = ("-came_at", "-pk")
    fields = (
        "referrer", "friend", "shown_state", "because", "signs", "order_ref", "to_referrer",
        "to_friend", "came_at", "due_at", "ended_at",
    )  # fmt: skip
    readonly_fields = fields

    @display(description=_("State"), ordering="state")
    def shown_state(self, referral: Referral) -> SafeString:
        return state_label(referral, colours=_COLOURS)

    @display(description=_("Given to who recommended"), ordering="referrer_minor")
    def to_referrer(self, referral: Referral) -> SafeString | None:
        return money_cell(referral.referrer_minor or None, referral.referrer_currency)

    @display(description=_("Given to the friend"), ordering="friend_minor")
    def to_friend(self, referral: Referral) -> SafeString | None:
        return money_cell(referral.friend_minor or None, referral.friend_currency)
