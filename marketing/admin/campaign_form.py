"""The plan of a campaign as staff fill it in: shares in per cent, amounts in major units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from foundation.dialog_fields import amount_field, switch_field, units_field
from marketing.flows.registry import triggers
from marketing.flows.settings import Asked, questions
from marketing.kinds import CampaignKind, CampaignState
from marketing.models import Campaign
from pricing.admin.fields import basis_points, major, minor, per_cent, percent_field

PREFIX: Final = "setting_"
_COSTS: Final = {"fixed_cost": "fixed_cost_minor", "message_cost": "message_cost_minor"}


class CampaignForm(forms.ModelForm):
    held_out = percent_field(
        _("Held out, in per cent"),
        initial=Decimal(10),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(50))],
        help_text=_("Of the customers: what they do without it is what it is judged by."),
    )
    fixed_cost = amount_field(_("Cost once"), required=False)
    message_cost = amount_field(_("Cost of a message"), required=False)

    class Meta:
        model = Campaign
        fields = (
            "name", "slug", "kind", "trigger", "audience", "goal_days", "reentry_days",
            "stops_at_order", "uses_best_hour", "starts_at", "ends_at",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row, currency = self.instance, settings.SHOP_BASE_CURRENCY
        if row.pk is None:
            return
        self._begin("held_out", per_cent(row.holdout))
        for name, column in _COSTS.items():
            self._begin(name, major(getattr(row, column), currency))
        for name, value in row.settings.items():
            self._begin(f"{PREFIX}{name}", value)

    def _begin(self, name: str, value: Any) -> None:
        if name in self.fields:
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "kind" in cleaned:
            self._check_trigger(cleaned)
        self._to_columns(cleaned)
        return cleaned

    def _check_trigger(self, cleaned: dict[str, Any]) -> None:
        """A mailing goes out by itself; a flow needs something that starts it."""
        if cleaned["kind"] == CampaignKind.ONE_OFF:
            cleaned["trigger"] = ""
        elif not cleaned.get("trigger"):
            self.add_error("trigger", _("A flow needs something that lets customers enter."))

    def _to_columns(self, cleaned: dict[str, Any]) -> None:
        row, currency = self.instance, settings.SHOP_BASE_CURRENCY
        if cleaned.get("held_out") is not None:
            row.holdout = basis_points(cleaned["held_out"])
        for name, column in _COSTS.items():
            if name in cleaned:
                setattr(row, column, minor(cleaned[name], currency) or 0)
        told = {
            name.removeprefix(PREFIX): value
            for name, value in cleaned.items()
            if name.startswith(PREFIX) and value is not None
        }
        if told:
            row.settings = told


def asked_of(campaign: Campaign | None) -> tuple[Asked, ...]:
    """The settings of a draft's trigger; none of a mailing, or before the trigger is chosen."""
    if campaign is None or campaign.state != CampaignState.DRAFT:
        return ()
    finder = triggers.get(campaign.trigger) if campaign.trigger else None
    return questions(finder.settings) if finder else ()


def form_for(campaign: Campaign | None) -> type[CampaignForm]:
    """The form with the settings of the campaign's own trigger, without what is fixed by now."""
    fields: dict[str, Any] = {
        f"{PREFIX}{asked.name}": _setting_field(asked) for asked in asked_of(campaign)
    }
    if campaign is not None and campaign.state != CampaignState.DRAFT:
        fields["held_out"] = None
    return type("CampaignForm", (CampaignForm,), fields)


def _setting_field(asked: Asked) -> forms.Field:
    if asked.is_switch:
        return switch_field(asked.label, initial=asked.default)
    return units_field(asked.label, least=asked.least, most=asked.most, initial=asked.default)
