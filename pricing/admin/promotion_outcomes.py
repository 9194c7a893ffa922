"""What promotions are expected to do and did, as tables, figures and words for staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.charts import Series, data_table, line_chart
from pricing.models import PromotionEffect, PromotionForecast
from pricing.models.promotion_effects import Outcome
from pricing.promotion_effects.explaining import ends, money, money_ends, units
from pricing.promotion_effects.figures import Name, Told, range_of

UNITS = (
    (Name.WITHOUT, gettext_lazy("Units without it")),
    (Name.UNDER, gettext_lazy("Units under it")),
    (Name.NEIGHBOURS, gettext_lazy("Units of goods on the same shelves")),
    (Name.AFTERWARDS, gettext_lazy("Units in the days after it")),
    (Name.WON, gettext_lazy("Units won in all")),
)
MONEY = (
    (Name.DISCOUNT, gettext_lazy("Given away")),
    (Name.REVENUE, gettext_lazy("Revenue, without tax")),
    (Name.MARGIN, gettext_lazy("Margin")),
)
PERCENT = 100


def figure_rows(rows: Sequence[Outcome | None]) -> list[dict[str, Any]]:
    """A line for each figure that any of the outcomes tells, a cell for each outcome."""
    lines: list[tuple[Any, list[str]]] = []
    told: list[Told] = [row.figures if row else {} for row in rows]
    currency = next((row.currency for row in rows if row), "")
    for name, words in UNITS:
        lines.append((words, [_units_cell(figures, name) for figures in told]))
    for name, words in MONEY:
        lines.append((words, [_money_cell(figures, name, currency) for figures in told]))
    lines.append((_("For each unit given away"), [_returned(f) for f in told]))
    lines.append((_("Chance that the margin shrinks"), [_chance(f) for f in told]))
    return [{"name": name, "cells": cells} for name, cells in lines if any(cells)]


def lift_text(row: Outcome) -> str | None:
    """``+25% (+10% to +45%)``; None where it cannot be told."""
    if row.lift is None or row.lift_low is None or row.lift_high is None:
        return None
    return _("%(lift)s (%(low)s to %(high)s)") % {
        "lift": share(row.lift),
        "low": share(row.lift_low),
        "high": share(row.lift_high),
    }


def share(value: float) -> str:
    return f"{PERCENT * value:+.0f}%".replace("-", "−")


def returned_text(row: Outcome) -> str | None:
    return _returned(row.figures) or None


def course_figure(row: PromotionEffect) -> dict[str, Any] | None:
    """Weeks before, under and after a promotion: sold beside what the others' course promised."""
    if not row.course:
        return None
    labels = [date_format(date.fromisoformat(week["from"]), "j M") for week in row.course]
    lines = [
        Series(_("Sold"), [week["sold"] for week in row.course]),
        Series(_("Expected by the others' course"), [w["expected"] for w in row.course], "before"),
    ]
    title = _("Units a week")
    return {
        "title": title,
        "legend": [(line.style, line.name) for line in lines],
        "wide": line_chart(labels, lines, title=title, describe=units, every=2),
        "narrow": line_chart(
            labels, lines, title=title, describe=units, width=400, height=240, every=4
        ),
        "table": data_table(labels, lines, heading=_("Week from"), describe=units),
    }


def expected_of(row: PromotionEffect) -> PromotionForecast | None:
    """What was expected of a promotion that was measured, if anything was."""
    return PromotionForecast.objects.filter(promotion_id=row.promotion_id, cannot_tell="").first()


def _units_cell(figures: Told, name: Name) -> str:
    one = range_of(figures, name)
    if one is None:
        return ""
    return units(one.mean) if one.low == one.high else f"{units(one.mean)} ({ends(one)})"


def _money_cell(figures: Told, name: Name, currency: str) -> str:
    one = range_of(figures, name)
    if one is None:
        return ""
    value = money(one.mean, currency)
    return value if one.low == one.high else f"{value} ({money_ends(one, currency)})"


def _returned(figures: Told) -> str:
    one = range_of(figures, Name.RETURNED)
    if one is None:
        return ""
    low, high = (number_format(end, 2).replace("-", "−") for end in (one.low, one.high))
    value = number_format(one.mean, 2).replace("-", "−")
    return f"{value} ({_('%(low)s to %(high)s') % {'low': low, 'high': high}})"


def _chance(figures: Told) -> str:
    one = range_of(figures, Name.CHANCE_TO_LOSE)
    return "" if one is None else f"{PERCENT * one.mean:.0f}%"
