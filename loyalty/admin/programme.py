"""Staff pages of what the programme promises: its rules and its tiers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from foundation.money_fields import MinorField
from loyalty.admin.words import base_cell
from loyalty.models import Programme, Tier
from loyalty.programme import SET_BY_STAFF, save_programme
from loyalty.tiers import delete_tier, save_tier


class ProgrammeForm(forms.ModelForm):
    """Amounts as people write them."""

    point_worth_minor = MinorField(
        label=gettext_lazy("What a point pays"),
        help_text=gettext_lazy("In the base currency: 0.01 makes a hundred points one unit."),
    )
    referrer_reward_minor = MinorField(label=gettext_lazy("Credit for who recommends"))
    friend_reward_minor = MinorField(label=gettext_lazy("Credit for the friend"))
    friend_spends_minor = MinorField(
        label=gettext_lazy("The friend's first order is worth at least"),
        help_text=gettext_lazy("Of goods that were kept, in the base currency."),
    )

    class Meta:
        model = Programme
        fields = SET_BY_STAFF


@admin.register(Programme)
class ProgrammeAdmin(ModelAdmin):
    """One row, which is there from the first look on."""

    form = ProgrammeForm
    list_display = ("__str__", "is_active", "points_per_unit", "has_referrals", "changed_at")
    readonly_fields = ("changed_at",)
    fieldsets = (
        (
            gettext_lazy("Points"),
            {
                "description": gettext_lazy(
                    "Points are a debt of the shop: what was earned can be spent even after the "
                    "programme is switched off. Changes hold for orders that leave from now on."
                ),
                "fields": (
                    "is_active",
                    ("points_per_unit", "point_worth_minor"),
                    ("days_until_points", "months_until_expiry"),
                    "birthday_points",
                ),
            },
        ),
        (
            gettext_lazy("Recommending friends"),
            {
                "description": gettext_lazy(
                    "Both get store credit once the friend's first order can no longer be sent "
                    "back. Nobody is rewarded for themselves or for their household."
                ),
                "fields": (
                    "has_referrals",
                    ("referrer_reward_minor", "friend_reward_minor"),
                    ("friend_spends_minor", "days_until_reward"),
                    ("rewards_a_year", "changed_at"),
                ),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        Programme.objects.get_or_create(pk=Programme.ONLY)
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_programme(changed=obj)


class TierForm(forms.ModelForm):
    spend_from_minor = MinorField(
        label=gettext_lazy("From a spend of"),
        help_text=gettext_lazy("On goods kept, in the last 365 days, in the base currency."),
    )

    class Meta:
        model = Tier
        fields = ("name", "spend_from_minor", "multiplier_percent", "group", "perk")


@admin.register(Tier)
class TierAdmin(ModelAdmin):
    form = TierForm
    list_display = ("name", "spend_from", "multiplier", "group", "perk")
    ordering = ("spend_from_minor",)
    fields = ("name", "spend_from_minor", "multiplier_percent", "group", "perk")

    @display(description=gettext_lazy("From a spend of"), ordering="spend_from_minor")
    def spend_from(self, tier: Tier) -> SafeString | None:
        return base_cell(tier.spend_from_minor)

    @display(description=gettext_lazy("Points"), ordering="multiplier_percent")
    def multiplier(self, tier: Tier) -> str:
        return _("%(percent)d %%") % {"percent": tier.multiplier_percent}

    def save_model(self, request: HttpRequest, obj: Tier, form: Any, change: bool) -> None:
        save_tier(tier=obj)

    def delete_model(self, request: HttpRequest, obj: Tier) -> None:
        delete_tier(tier=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for tier in queryset:
            delete_tier(tier=tier)
