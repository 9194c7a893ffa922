"""The staff page for bandits: which strategies compete for a slot and what was learned of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from experiments.algorithms.bandits import FEWEST_ARMS, MOST_ARMS
from experiments.bandits import save_bandit
from experiments.models import Bandit, BanditArm
from foundation.admin import LedgerInline


class BanditForm(forms.ModelForm):  # type: ignore[type-arg]
    strategies = forms.CharField(
        label=_("Strategies"),
        max_length=400,
        widget=UnfoldAdminTextareaWidget(),
        help_text=_("Two to eight, a line each, by the names that impressions in the log have."),
    )

    class Meta:
        model = Bandit
        fields = ("slot", "random_share", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "strategies" in self.fields:
            names = self.instance.arms.order_by("pk").values_list("strategy", flat=True)
            self.fields["strategies"].initial = "\n".join(names)

    def clean_strategies(self) -> list[str]:
        names = list(dict.fromkeys(self.cleaned_data["strategies"].split()))
        if not FEWEST_ARMS <= len(names) <= MOST_ARMS:
            raise forms.ValidationError(_("Two to eight strategies can compete for a slot."))
        field = BanditArm._meta.get_field("strategy")
        for name in names:
            field.run_validators(name)
        return names


class StrategyInline(LedgerInline):
    model = BanditArm
    fields = ("strategy", "share_now", "shown", "clicked", "rate", "alone")
    readonly_fields = fields
    verbose_name_plural = _("What was learned over the last four weeks")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=_("Shown now"))
    def share_now(self, arm: BanditArm) -> str:
        return _percent(arm.chance)

    @display(description=_("Click rate"))
    def rate(self, arm: BanditArm) -> str | None:
        return _percent(arm.clicked / arm.shown) if arm.shown else None

    @display(description=_("Click rate, if alone"))
    def alone(self, arm: BanditArm) -> str | None:
        if arm.worth is None or arm.worth_error is None:
            return None
        return f"{_percent(arm.worth)} ± {_percent(1.96 * arm.worth_error)}"


@admin.register(Bandit)
class BanditAdmin(ModelAdmin):
    form = BanditForm
    list_display = ("slot", "is_active", "random_share", "updated_at")
    list_filter = ("is_active",)
    search_fields = ("slot",)
    ordering = ("slot",)
    inlines = (StrategyInline,)
    readonly_fields = ("updated_at",)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if obj is None else self.inlines

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if not self.has_change_permission(request, obj):
            return ("slot", "random_share", "is_active", "updated_at")
        asked = ("slot", "strategies", "random_share", "is_active")
        return asked if obj is None else (*asked, "updated_at")

    def save_model(self, request: HttpRequest, obj: Bandit, form: Any, change: bool) -> None:
        save_bandit(bandit=obj, strategies=form.cleaned_data["strategies"])


def _percent(value: float) -> str:
    return f"{number_format(value * 100, 1)}%"
