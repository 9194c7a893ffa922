"""Staff page of friends who were recommended."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from accounts.roles import staff_of
from foundation.admin import FittingActions, LedgerAdmin, money_cell, state_label
from foundation.dialogs import Dialog, carry_out
from loyalty.friends import decide_by_staff, facts_of
from loyalty.models import Referral, ReferralState

_COLOURS: Final[dict[str, str]] = {
    ReferralState.WAITING: "info",
    ReferralState.TO_LOOK_AT: "warning",
    ReferralState.REWARDED: "success",
    ReferralState.REFUSED: "danger",
}


@admin.register(Referral)
class ReferralAdmin(FittingActions, LedgerAdmin):
    """Most are decided by rules; what only a person can tell waits here."""

    actions_detail = ("reward", "turn_down")
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

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("loyalty.decide_referral"))

    def fitting_actions(self, row: Referral) -> set[str]:
        is_open = row.state in (ReferralState.WAITING, ReferralState.TO_LOOK_AT)
        return {"reward", "turn_down"} if is_open else set()

    @action(
        description=_("Give both their credit"),
        icon="redeem",
        permissions=["decide"],
        dialog={
            "title": _("Give both their credit?"),
            "description": _("It can be spent at once. Your name stands in the audit trail."),
            "form_class": Dialog,
            "form_submit_text": _("Give it"),
        },
    )
    def reward(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        return self._decide(request, form, object_id, is_rewarded=True)

    @action(
        description=_("Give no credit"),
        icon="block",
        variant=ActionVariant.DANGER,
        permissions=["decide"],
        dialog={
            "title": _("Give no credit for this friend?"),
            "description": _("Neither gets anything, and it cannot be decided again."),
            "form_class": Dialog,
            "form_submit_text": _("Give none"),
        },
    )
    def turn_down(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        return self._decide(request, form, object_id, is_rewarded=False)

    def _decide(
        self, request: HttpRequest, form: Dialog, pk: int, *, is_rewarded: bool
    ) -> HttpResponse:
        referral, staff = get_object_or_404(Referral, pk=pk), staff_of(request)

        def work() -> None:
            decide_by_staff(
                referral=referral, is_rewarded=is_rewarded, facts=facts_of(referral), by=staff
            )

        return carry_out(request, form, work, _("It is decided."))
