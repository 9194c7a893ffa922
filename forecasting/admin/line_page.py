"""The page of one line of the plan: its numbers with their reasons, its risk, and what if."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from forecasting.admin.drawings import NARROW, WIDE, units
from forecasting.admin.forecasts import forecast_context
from forecasting.admin.words import (
    advice_label,
    cover_text,
    days_text,
    risk_text,
    risk_window,
    share_text,
    stock_label,
)
from forecasting.models import DemandForecast, Level, LineStatus, PlanLine
from forecasting.replenishment.explaining import explain
from forecasting.replenishment.selectors import WhatIf, what_if
from foundation.admin import money_text
from foundation.charts import Series, data_table, line_chart

PER_CENT = 100.0
RISK_HEIGHT = 200


def _number(label: Any, *, least: float, most: float, help_text: Any = "") -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        help_text=help_text,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )


class WhatIfForm(forms.Form):
    """Other circumstances; what is left empty stays as it is."""

    promotion = _number(
        gettext_lazy("Demand by a promotion, ±%"), least=-90, most=900,
        help_text=gettext_lazy("50 means half as much again."),
    )  # fmt: skip
    price = _number(
        gettext_lazy("Demand by a new price, ±%"), least=-90, most=900,
        help_text=gettext_lazy("A dearer price: below zero."),
    )  # fmt: skip
    lead_days = _number(gettext_lazy("Lead time, days"), least=0, most=365)
    lead_spread = _number(gettext_lazy("± days"), least=0, most=180)
    service_level = _number(gettext_lazy("Service level, %"), least=50, most=99.9)

    @property
    def demand_factor(self) -> float:
        told = self.cleaned_data
        return (1 + (told["promotion"] or 0) / PER_CENT) * (1 + (told["price"] or 0) / PER_CENT)

    def answer(self, line: PlanLine) -> WhatIf | None:
        """The line as the plan would make it then; None where its stock is kept no more."""
        level = self.cleaned_data["service_level"]
        return what_if(
            line,
            demand_factor=self.demand_factor,
            lead_days=self.cleaned_data["lead_days"],
            lead_spread=self.cleaned_data["lead_spread"],
            service_level=None if level is None else level / PER_CENT,
        )


def line_context(request: HttpRequest, line: PlanLine) -> dict[str, Any]:
    """What ``line.html`` shows; the address holds what was asked of the what-if."""
    asked = any(name in request.GET for name in WhatIfForm.base_fields)
    form = WhatIfForm(request.GET if asked else None, initial=_initial(line))
    answer = form.answer(line) if form.is_bound and form.is_valid() else None
    forecast = DemandForecast.objects.filter(variant_id=line.variant_id).first()
    return {
        "line": line,
        "stock": stock_label(line),
        "advice": advice_label(line),
        "facts": _facts(line),
        "reasons": explain(line),
        "risk": _risk_figure(line, answer),
        "form": form,
        "compared": _compared(line, answer) if answer is not None else [],
        "figures": _figures(forecast),
        "forecast_url": forecast and _url("demandforecast_change", forecast.pk),
        "decide_url": _url("planline_decide", line.pk),
        "may_decide": request.user.has_perm("forecasting.order_planline"),
        "is_open": line.status in (LineStatus.PROPOSED, LineStatus.APPROVED),
        "is_dismissed": line.status == LineStatus.DISMISSED,
    }


def _initial(line: PlanLine) -> dict[str, float]:
    return {
        "promotion": 0,
        "price": 0,
        "lead_days": round(line.lead_days, 1),
        "service_level": round(PER_CENT * line.service_level, 1),
    }


def _url(page: str, pk: int) -> str:
    return reverse(f"admin:forecasting_{page}", args=[pk])


def _figures(forecast: DemandForecast | None) -> list[dict[str, Any]]:
    if forecast is None:
        return []
    told = forecast_context([forecast], level=Level.VARIANT, subject_id=forecast.variant_id)
    return list(told["figures"][:1])


def _facts(line: PlanLine) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("Free to sell"), units(line.free)),
        (_("On its way"), units(line.incoming)),
        (_("Days of cover"), cover_text(line)),
        (_("Runs out before an order comes"), risk_text(line)),
    ]
    if window := risk_window(line):
        facts.append((_("May run out"), window))
    facts += [
        (_("Reorder point"), units(line.reorder_point)),
        (_("Order up to"), units(line.order_up_to)),
        (_("To order"), units(line.quantity)),
    ]
    if line.quantity and line.currency:
        facts.append((_("Cost"), money_text(line.cost_minor, line.currency)))
    return facts


def _risk_figure(line: PlanLine, answer: WhatIf | None) -> dict[str, Any] | None:
    """How likely it has run out by the end of each day, as planned and under what was asked."""
    if not line.risk_by_day:
        return None
    days = [line.as_of + timedelta(days=at) for at in range(len(line.risk_by_day))]
    labels = [date_format(day, "j M") for day in days]
    planned = [PER_CENT * risk for risk in line.risk_by_day]
    series = [Series(_("As planned"), planned)]
    if answer is not None:
        changed = [PER_CENT * risk for risk in answer.risk_by_day[: len(days)]]
        series = [Series(_("Under what was asked"), changed), Series(
            _("As planned"), planned, "before")]  # fmt: skip
    title = _("How likely it has run out, by day")
    return {
        "title": title,
        "legend": [(one.style, one.name) for one in series],
        "wide": _risk_chart(labels, series, title, WIDE[0], 4),
        "narrow": _risk_chart(labels, series, title, NARROW[0], 9),
        "table": data_table(labels, series, heading=_("Day"), describe=_per_cent),
    }


def _risk_chart(
    labels: Sequence[str], series: Sequence[Series], title: str, width: int, every: int
) -> Any:
    return line_chart(
        labels, series, title=title, describe=_per_cent, width=width, height=RISK_HEIGHT,
        every=every,
    )  # fmt: skip


def _per_cent(value: float) -> str:
    return f"{number_format(value, 0)}%"


def _compared(line: PlanLine, answer: WhatIf) -> list[tuple[str, str, str]]:
    return [
        (_("Demand a day"), units(line.daily_demand), units(answer.daily_demand)),
        (_("Lead time, days"), days_text(line.lead_days), days_text(answer.lead_days)),
        (_("Safety stock"), units(line.safety_stock), units(answer.safety_stock)),
        (_("Reorder point"), units(line.reorder_point), units(answer.reorder_point)),
        (_("Order up to"), units(line.order_up_to), units(answer.order_up_to)),
        (_("To order"), units(line.quantity), units(answer.quantity)),
        (_("Runs out before an order comes"), share_text(line.risk), share_text(answer.risk)),
        (_("Days of cover"), days_text(line.days_of_cover), days_text(answer.days_of_cover)),
    ]
