"""The form of a price policy: per cents and amounts as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from foundation.dialog_fields import amount_field, amount_of
from pricing.admin.fields import basis_points, minor, per_cent
from pricing.models import PricePolicy
from pricing.repricing.policies import PolicyRefused, check_policy

TARGETS = ("category", "brand", "product")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _share(
    title: Any, *, least: int = 0, most: int = 100, needed: bool = False, help_text: Any = ""
) -> forms.DecimalField:
    return forms.DecimalField(
        label=title,
        min_value=Decimal(least),
        max_value=Decimal(most),
        max_digits=6,
        decimal_places=2,
        required=needed,
        help_text=help_text,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )


def _day(title: Any) -> forms.DecimalField:
    return _share(title, least=-50, most=50)


SHARES = {
    "margin_floor": "margin_floor_basis_points",
    "largest_change": "largest_change_basis_points",
    "competitor_low": "competitor_low_basis_points",
    "competitor_high": "competitor_high_basis_points",
    "ladder_gap": "ladder_gap_basis_points",
    "risk": "risk_basis_points",
    "salvage": "salvage_basis_points",
    "deepest_markdown": "deepest_markdown_basis_points",
    "markdown_floor": "markdown_floor_basis_points",
    "markdown_change": "markdown_change_basis_points",
    "demand_step": "demand_step_basis_points",
    "demand_threshold": "demand_threshold_basis_points",
}
"""Fields in per cent, and the columns in basis points that keep them."""


class PolicyForm(forms.ModelForm):
    """What the policy is for is asked by its scope; an empty rail is off."""

    least_gain = amount_field(
        gettext_lazy("Least gain"), required=False,
        help_text=gettext_lazy("What a change has to be expected to bring in these days."),
    )  # fmt: skip
    margin_floor = _share(
        gettext_lazy("Margin floor, %"), most=99,
        help_text=gettext_lazy("Least margin as a share of the price without tax."),
    )  # fmt: skip
    largest_change = _share(
        gettext_lazy("Largest change, %"),
        help_text=gettext_lazy("Of the present price, either way."),
    )
    competitor_low = _share(
        gettext_lazy("At least, % of competitors' median"), most=1000,
        help_text=gettext_lazy("Holds where a fresh price is known."),
    )  # fmt: skip
    competitor_high = _share(gettext_lazy("At most, % of competitors' median"), most=1000)
    ladder_gap = _share(gettext_lazy("Gap between good, better and best, %"), needed=True)
    risk = _share(
        gettext_lazy("Budget of risk, %"),
        help_text=gettext_lazy(
            "Share of the goods that may be expected to earn less by a night's proposals. "
            "Empty: no limit."
        ),
    )
    salvage = _share(
        gettext_lazy("Worth of what is left, % of its cost"), needed=True,
    )  # fmt: skip
    deepest_markdown = _share(gettext_lazy("Deepest markdown, %"), needed=True)
    markdown_floor = _share(
        gettext_lazy("Margin floor of markdowns, %"), least=-100, most=99,
        help_text=gettext_lazy("Empty: the same. Below nought it may be sold below its cost."),
    )  # fmt: skip
    markdown_change = _share(
        gettext_lazy("Largest change of markdowns, %"), help_text=gettext_lazy("Empty: the same.")
    )
    demand_step = _share(
        gettext_lazy("Step where demand is unusual, %"), needed=True,
        help_text=gettext_lazy("Up where the coming week is strong, down where weak. 0: off."),
    )  # fmt: skip
    demand_threshold = _share(
        gettext_lazy("Unusual from, %"), least=1, most=1000, needed=True,
        help_text=gettext_lazy("Away from the last eight weeks."),
    )  # fmt: skip
    monday = _day(gettext_lazy("Monday, ±%"))
    tuesday = _day(gettext_lazy("Tuesday, ±%"))
    wednesday = _day(gettext_lazy("Wednesday, ±%"))
    thursday = _day(gettext_lazy("Thursday, ±%"))
    friday = _day(gettext_lazy("Friday, ±%"))
    saturday = _day(gettext_lazy("Saturday, ±%"))
    sunday = _day(gettext_lazy("Sunday, ±%"))

    class Meta:
        model = PricePolicy
        fields = (
            "name", "scope", *TARGETS, "goal", "horizon_days", "days_between", "ends_in_99",
            "ends_in_95", "ends_whole", "announces_reductions", "deviations", "is_automatic",
            "automatic_changes_a_day", "automatic_risk_a_day", "marks_down", "season_ends_on",
            "clears_within_days", "prices_scarcity",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        for name, column in SHARES.items():
            if name in self.fields:
                self.fields[name].initial = per_cent(getattr(row, column))
        if "least_gain" in self.fields:
            currency = settings.SHOP_BASE_CURRENCY
            self.fields["least_gain"].initial = amount_of(row.least_gain_minor or None, currency)
        for name, step in zip(DAYS, row.weekday_steps or (), strict=False):
            if name in self.fields:
                self.fields[name].initial = per_cent(step)

    def clean(self) -> dict[str, Any]:
        """What belongs to another scope is forgotten, so that a change of scope is one step."""
        cleaned: dict[str, Any] = super().clean() or {}
        scope = cleaned.get("scope")
        for name in TARGETS:
            if name != scope:
                cleaned[name] = None
        if scope in TARGETS and scope not in self.errors and cleaned.get(scope) is None:
            self.add_error(scope, _("Name what the policy is for."))
        ends = [cleaned.get(name) is None for name in ("competitor_low", "competitor_high")]
        if any(ends) and not all(ends):
            self.add_error("competitor_high", _("A band has both ends, the lower one first."))
        for name, column in SHARES.items():
            setattr(self.instance, column, basis_points(cleaned.get(name)))
        told = cleaned.get("least_gain")
        self.instance.least_gain_minor = minor(told, settings.SHOP_BASE_CURRENCY) or 0
        steps = [basis_points(cleaned.get(day)) or 0 for day in DAYS]
        self.instance.weekday_steps = steps if any(steps) else []
        return cleaned

    def _post_clean(self) -> None:
        """What the service would refuse is told at its field; what is told already, once."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            check_policy(policy=self.instance)
        except PolicyRefused as problem:
            self.add_error(self._field_of(problem.field), str(problem))

    def _field_of(self, column: str) -> str | None:
        names = {kept: name for name, kept in SHARES.items()}
        names |= {"weekday_steps": "monday", "least_gain_minor": "least_gain"}
        name = names.get(column, column)
        return name if name in self.fields else None

    def validate_constraints(self) -> None:
        """What is told at a field already is not told again above all."""
        if not self.errors:
            super().validate_constraints()  # type: ignore[misc]
