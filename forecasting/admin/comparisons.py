"""The staff pages that try two policies on the shop's own past, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
)

from accounts.roles import staff_of
from forecasting.admin.pages import ReadAdmin
from forecasting.admin.words import share_text
from forecasting.models import ComparisonState, PolicyComparison
from forecasting.replenishment.comparing import MOST_VARIANTS, ComparisonRefused
from forecasting.replenishment.replaying import Rule, RuleKind
from forecasting.replenishment.services import ask_comparison
from foundation import clock
from foundation.admin import compact_money, label, money_text
from foundation.dialog_fields import switch_field, text_field, units_field
from foundation.forecast_charts import Curve, Spot, frontier_chart

KINDS = (
    (RuleKind.FIXED, gettext_lazy("Fixed levels, set once")),
    (RuleKind.ORDER_UP_TO, gettext_lazy("Order up to a level (s, S)")),
    (RuleKind.REORDER_POINT, gettext_lazy("Lots at a reorder point (r, Q)")),
    (RuleKind.PERIODIC, gettext_lazy("Up to a level at every review (R, S)")),
    (RuleKind.MIN_MAX, gettext_lazy("Minimum and maximum")),
)
SIDES = ("left", "right")
STATE_COLOURS: dict[str, str] = {
    ComparisonState.WAITING: "info",
    ComparisonState.DONE: "success",
    ComparisonState.FAILED: "danger",
}
PER_CENT = 100


class RuleForm(forms.Form):
    """One side: how it orders, and how careful it is."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Policy"), choices=KINDS, widget=UnfoldAdminSelectWidget()
    )
    service_level = forms.FloatField(
        label=gettext_lazy("Service level, %"), min_value=50, max_value=99.9, required=False,
        help_text=gettext_lazy("Empty: by ABC and XYZ class."),
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )  # fmt: skip
    review_days = units_field(gettext_lazy("Days between reviews"), most=60, initial=1)
    cover_days = units_field(gettext_lazy("Days of cover"), least=0, most=365, initial=21)
    cover_varies = switch_field(
        gettext_lazy("Cover by turnover"),
        help_text=gettext_lazy("What turns over much is ordered more often."),
    )
    safety_days = units_field(
        gettext_lazy("Days of safety"), least=0, most=365, initial=14,
        help_text=gettext_lazy("For fixed levels alone."),
    )  # fmt: skip

    def rule(self) -> Rule:
        told = self.cleaned_data
        level = told["service_level"]
        return Rule(
            kind=RuleKind(told["kind"]),
            service_level=None if level is None else level / PER_CENT,
            review_days=told["review_days"],
            cover_days=told["cover_days"],
            safety_days=told["safety_days"],
            cover_varies=told["cover_varies"],
        )


class StageForm(forms.Form):
    """What both sides play on."""

    name = text_field(gettext_lazy("Name"), longest=80)
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=UnfoldAdminDateWidget())
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=UnfoldAdminDateWidget())
    most_variants = units_field(
        gettext_lazy("Best-selling variants"), most=MOST_VARIANTS, initial=200
    )


@admin.register(PolicyComparison)
class PolicyComparisonAdmin(ReadAdmin):
    list_display = ("name", "asked_at", "status", "first_day", "last_day", "variants", "verdict")
    list_filter = ("state",)
    search_fields = ("name",)
    date_hierarchy = "asked_at"
    ordering = ("-asked_at", "-pk")
    page_template = "comparison"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("forecasting.add_policycomparison"))

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Ask for a comparison; a job replays it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        told = request.POST if request.method == "POST" else None
        stage = StageForm(told, initial=_usual_days())
        sides = [RuleForm(told, prefix=side, initial=_usual_rule(side)) for side in SIDES]
        if told is not None and all(form.is_valid() for form in (stage, *sides)):
            try:
                row = ask_comparison(
                    **stage.cleaned_data,
                    left=sides[0].rule(),
                    right=sides[1].rule(),
                    by=staff_of(request),
                )
            except ComparisonRefused as problem:
                stage.add_error(problem.field or None, str(problem))
            else:
                return redirect("admin:forecasting_policycomparison_change", row.pk)
        context = {"stage": stage, "sides": zip(("A", "B"), sides, strict=True)}
        return self.show(request, "compare", _("Compare two policies"), context)

    def page_context(self, request: HttpRequest, row: PolicyComparison) -> dict[str, Any]:
        is_done = row.state == ComparisonState.DONE
        return {
            "row": row,
            "status": _status(row),
            "sides": [_side(name, getattr(row, side)) for name, side in zip("AB", SIDES)],  # noqa: B905
            "figures": _figures(row) if is_done else [],
            "verdict": _verdict(row) if is_done else "",
            "frontier": _frontier(row) if is_done else None,
        }

    @display(description=gettext_lazy("State"), ordering="state")
    def status(self, row: PolicyComparison) -> SafeString:
        return _status(row)

    @display(description=gettext_lazy("What came of it"))
    def verdict(self, row: PolicyComparison) -> str | None:
        return _verdict(row) if row.state == ComparisonState.DONE else row.note or None


def _status(row: PolicyComparison) -> SafeString:
    return label(row.get_state_display(), STATE_COLOURS[row.state])


def _usual_days() -> dict[str, Any]:
    last = clock.business_day() - timedelta(days=1)
    return {"first_day": last - timedelta(days=112), "last_day": last}


def _usual_rule(side: str) -> dict[str, Any]:
    return {"kind": RuleKind.FIXED if side == "left" else RuleKind.ORDER_UP_TO}


def _side(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """A side in words."""
    try:
        rule = Rule.from_json(told)
    except ValueError:
        return {"name": name, "words": "–"}
    kind = str(dict(KINDS)[rule.kind])
    if rule.kind is RuleKind.FIXED:
        care = _("%(days)d days of safety") % {"days": rule.safety_days}
    elif rule.service_level is None:
        care = _("service level by class")
    else:
        care = _("service level %(share)s") % {"share": share_text(rule.service_level, places=1)}
    cover = _("%(days)d days of cover") % {"days": rule.cover_days}
    if rule.cover_varies:
        cover = _("%(days)d days of cover in the mean, by turnover") % {"days": rule.cover_days}
    return {"name": name, "words": ", ".join((kind, care, cover))}


def _figures(row: PolicyComparison) -> list[tuple[str, str, str]]:
    a, b = row.left_result, row.right_result
    shares = ((_("Delivered from stock"), "fill_rate"), (_("Days sold out"), "stock_out_share"))
    amounts = (
        (_("Stock at cost, mean"), "stock_value_minor"),
        (_("Holding cost"), "holding_cost_minor"),
        (_("Lost revenue"), "lost_revenue_minor"),
        (_("Revenue"), "revenue_minor"),
    )
    return [
        *((name, share_text(a[key], places=1), share_text(b[key], places=1))
          for name, key in shares),
        *((name, _money(a[key]), _money(b[key])) for name, key in amounts),
        (_("Orders"), _count(a["orders"]), _count(b["orders"])),
    ]  # fmt: skip


def _verdict(row: PolicyComparison) -> str:
    """What B changes against A, in a sentence."""
    a, b = row.left_result, row.right_result
    return _("B against A: %(stock)s stock, %(lost)s lost revenue.") % {
        "stock": _change(a["stock_value_minor"], b["stock_value_minor"]),
        "lost": _change(a["lost_revenue_minor"], b["lost_revenue_minor"]),
    }


def _change(before: float, after: float) -> str:
    if not before:
        return "±0%" if not after else "+∞"
    return f"{(after - before) / before:+.0%}".replace("-", "−")


def _frontier(row: PolicyComparison) -> dict[str, Any]:
    """Stock against lost revenue, each side more and less careful: lower and further left wins."""
    curves = [
        _curve(name, row.frontier.get(side, []), style)
        for name, side, style in (("B", "right", "main"), ("A", "left", "before"))
    ]
    title = _("Lost revenue against stock at cost")
    return {
        "title": title,
        "legend": [(curve.style, curve.name) for curve in reversed(curves)],
        "wide": _draw(curves, title, 880),
        "narrow": _draw(curves, title, 420),
    }


def _curve(name: str, points: list[dict[str, Any]], style: str) -> Curve:
    spots = [
        Spot(
            point["stock_value_minor"],
            point["lost_revenue_minor"],
            _("%(stock)s in stock, %(lost)s lost, %(fill)s delivered")
            % {
                "stock": _money(point["stock_value_minor"]),
                "lost": _money(point["lost_revenue_minor"]),
                "fill": share_text(point["fill_rate"], places=1),
            },
        )
        for point in points
    ]
    return Curve(_("Policy %(name)s") % {"name": name}, spots, style)


def _draw(curves: list[Curve], title: str, width: int) -> SafeString:
    return frontier_chart(
        curves,
        title=title,
        across_label=_("Stock at cost"),
        up_label=_("Lost revenue"),
        describe_across=_short,
        describe_up=_short,
        width=width,
    )


def _money(minor: float) -> str:
    return money_text(round(minor), settings.SHOP_BASE_CURRENCY) or "–"


def _short(minor: float) -> str:
    return compact_money(round(minor), settings.SHOP_BASE_CURRENCY)


def _count(value: float) -> str:
    return str(number_format(value, 0, force_grouping=True))
