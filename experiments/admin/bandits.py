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
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from experiments.algorithms.bandits import FEWEST_ARMS, MOST_ARMS
from experiments.bandits import save_bandit
from experiments.models import Bandit, BanditArm
from experiments.slots import (
    all_strategies,
    slot_choices,
    slot_label,
    strategy_choices,
    strategy_label,
)
from foundation.admin import LedgerInline


class BanditForm(forms.ModelForm):  # type: ignore[type-arg]
    slot = forms.ChoiceField(label=_("Slot"), widget=UnfoldAdminSelectWidget())
    strategies = forms.MultipleChoiceField(
        label=_("Strategies"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("Two to eight of those that the slot can show."),
    )

    class Meta:
        model = Bandit
        fields = ("slot", "random_share", "reward", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self._own_strategies()
        if isinstance(field := self.fields.get("slot"), forms.ChoiceField):
            field.choices = _with(slot_choices(groups=False), [self.instance.slot])
        if isinstance(field := self.fields.get("strategies"), forms.ChoiceField):
            field.choices = _with(all_strategies(), own)
            field.initial = own

    def _own_strategies(self) -> list[str]:
        if not self.instance.pk:
            return []
        return list(self.instance.arms.order_by("pk").values_list("strategy", flat=True))

    def clean(self) -> dict[str, Any] | None:
        told = super().clean() or self.cleaned_data
        names, offered = told.get("strategies"), dict(strategy_choices(told.get("slot", "")))
        if names is None:
            return told
        if not FEWEST_ARMS <= len(names) <= MOST_ARMS:
            self.add_error("strategies", _("Two to eight strategies can compete for a slot."))
        elif offered and not set(names) <= set(offered):
            text = _("This slot can show: %(strategies)s.")
            self.add_error("strategies", text % {"strategies": ", ".join(offered.values())})
        return told


def _with(choices: list[tuple[str, str]], own: list[str]) -> list[tuple[str, str]]:
    """Also what is chosen already, though no floor tells of it (any more)."""
    known = {name for name, _label in choices}
    return [*choices, *((name, name) for name in own if name and name not in known)]


class StrategyInline(LedgerInline):
    model = BanditArm
    fields = ("shows", "share_now", "shown", "clicked", "rate", "alone")
    readonly_fields = fields
    verbose_name_plural = _("What was learned over the last four weeks")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=_("Strategy"))
    def shows(self, arm: BanditArm) -> str:
        return strategy_label(arm.bandit.slot, arm.strategy)

    @display(description=_("Shown now"))
    def share_now(self, arm: BanditArm) -> str:
        return _percent(arm.chance)

    @display(description=_("Success rate"))
    def rate(self, arm: BanditArm) -> str | None:
        return _percent(arm.clicked / arm.shown) if arm.shown else None

    @display(description=_("Success rate, if alone"))
    def alone(self, arm: BanditArm) -> str | None:
        if arm.worth is None or arm.worth_error is None:
            return None
        return f"{_percent(arm.worth)} ± {_percent(1.96 * arm.worth_error)}"


@admin.register(Bandit)
class BanditAdmin(ModelAdmin):
    form = BanditForm
    list_display = ("place", "is_active", "reward", "random_share", "updated_at")
    list_filter = ("is_active",)
    search_fields = ("slot",)
    ordering = ("slot",)
    inlines = (StrategyInline,)
    readonly_fields = ("updated_at", "place")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if obj is None else self.inlines

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if not self.has_change_permission(request, obj):
            return ("place", "reward", "random_share", "is_active", "updated_at")
        asked = ("slot", "strategies", "reward", "random_share", "is_active")
        return asked if obj is None else (*asked, "updated_at")

    @display(description=_("Slot"), ordering="slot")
    def place(self, bandit: Bandit) -> str:
        return slot_label(bandit.slot)

    def save_model(self, request: HttpRequest, obj: Bandit, form: Any, change: bool) -> None:
        save_bandit(bandit=obj, strategies=form.cleaned_data["strategies"])


def _percent(value: float) -> str:
    return f"{number_format(value * 100, 1)}%"
