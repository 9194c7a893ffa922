"""The arms of an experiment on its staff page: their shares, and what they show in its slot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from experiments.models import Arm, Experiment, ExperimentState
from experiments.slots import strategy_choices, strategy_label


def is_draft(experiment: Experiment | None) -> bool:
    """Whether its plan may still be changed; a new one may."""
    return experiment is None or experiment.state == ExperimentState.DRAFT


class ArmForm(forms.ModelForm):  # type: ignore[type-arg]
    strategy = forms.ChoiceField(
        label=_("Strategy"), required=False, widget=UnfoldAdminSelectWidget()
    )

    class Meta:
        model = Arm
        fields = ("slug", "share", "strategy")

    def __init__(self, *args: Any, slot: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(field := self.fields.get("strategy"), forms.ChoiceField):
            field.choices = [("", "–"), *strategy_choices(slot)]


class ArmInline(TabularInline):
    model = Arm
    form = ArmForm
    fields = ("slug", "share", "strategy")
    extra = 0
    hide_title = True
    verbose_name_plural = _("Arms: “control” is what was shown before; shares add up to 10,000")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What an arm shows is asked only where the experiment is about a slot."""
        if not _has_slot(request, obj):
            return ("slug", "share")
        is_asked = self.has_change_permission(request, obj)
        return ("slug", "share", "strategy" if is_asked else "shows")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("shows",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        slot = request.POST.get("slot") or (obj.slot if obj else "")

        class OfSlot(formset):  # type: ignore[misc, valid-type]
            def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
                return {**super().get_form_kwargs(index), "slot": slot}

        return OfSlot

    @display(description=_("Strategy"))
    def shows(self, arm: Arm) -> str | None:
        return strategy_label(arm.experiment.slot, arm.strategy) or None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change a plan may take an arm out of it."""
        return self.has_change_permission(request, obj)


def _has_slot(request: HttpRequest, experiment: Experiment | None) -> bool:
    return bool(experiment and experiment.slot) or bool(request.POST.get("slot"))
