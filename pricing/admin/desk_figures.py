"""Drawings of a suggestion: what each price would bring, and how price, units and margin went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forecasting.admin.drawings import NARROW, WIDE, units
from foundation.admin import compact_money, money_text
from foundation.charts import Describe, Series, Value, data_table
from foundation.choice_charts import Choice, Marker, choice_chart
from foundation.forecast_charts import Band, band_chart
from pricing.admin.desk_words import signed_money, step_text
from pricing.models import BindingRule, PriceSuggestion
from pricing.selectors.courses import WEEK, PriceCourse

MOST_WEEKS_AHEAD = 13
EVERY_WIDE, EVERY_NARROW = 4, 9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A price that was weighed, of the variant that sells most; money without tax."""

    step: int
    price_minor: int
    units: float
    revenue: float
    margin: float
    gain: float
    gain_low: float
    gain_high: float
    rule: int

    @classmethod
    def read(cls, told: dict[str, Any]) -> Candidate:
        return cls(**{name: told[name] for name in cls.__slots__})


def candidates_of(suggestion: PriceSuggestion) -> list[Candidate]:
    """What was weighed, the lowest price first, each price once."""
    found = {told["price_minor"]: Candidate.read(told) for told in suggestion.candidates}
    return [found[price] for price in sorted(found)]


def candidate_figures(
    suggestion: PriceSuggestion, candidates: Sequence[Candidate], *, in_units: bool
) -> list[dict[str, Any]]:
    """What each price would bring of the goal, and how many it would sell."""
    if not candidates:
        return []
    currency = suggestion.currency
    tell: Describe = units if in_units else lambda value: signed_money(round(value), currency)
    axis: Describe = units if in_units else lambda value: compact_money(round(value), currency)
    gains = [
        Choice(c.price_minor, c.gain, c.gain_low, c.gain_high,
               _words(c, currency, tell(c.gain)), _is_open(c))
        for c in candidates
    ]  # fmt: skip
    sold = [
        Choice(c.price_minor, c.units, c.units, c.units,
               _words(c, currency, units(round(c.units, 1))), _is_open(c))
        for c in candidates
    ]  # fmt: skip
    days = {"days": suggestion.horizon_days}
    drawings = (
        (_("What each price would bring in %(days)d days, beside the present one") % days, gains,
         axis),
        (_("Units that each price would sell in %(days)d days") % days, sold, units),
    )  # fmt: skip
    markers = _markers(suggestion, candidates)
    return [
        {
            "title": title,
            "wide": _choices(choices, markers, title, axis_words, currency, WIDE),
            "narrow": _choices(choices, markers, title, axis_words, currency, NARROW),
        }
        for title, choices, axis_words in drawings
    ]


def _choices(
    choices: Sequence[Choice],
    markers: Sequence[Marker],
    title: str,
    describe_up: Describe,
    currency: str,
    size: tuple[int, int],
) -> SafeString:
    return choice_chart(
        choices,
        markers,
        title=title,
        describe_across=lambda value: money_text(round(value), currency) or "",
        describe_up=describe_up,
        width=size[0],
        height=size[1],
    )


def _is_open(candidate: Candidate) -> bool:
    return candidate.rule == BindingRule.NOTHING


def _words(candidate: Candidate, currency: str, what: str) -> str:
    price = money_text(candidate.price_minor, currency)
    told = f"{price} ({step_text(candidate.step)}): {what}"
    if _is_open(candidate):
        return told
    return f"{told} · {BindingRule(candidate.rule).label}"


def _markers(suggestion: PriceSuggestion, candidates: Sequence[Candidate]) -> list[Marker]:
    """Where the present price stands, and the proposed one."""
    named = ((0, _("now"), "before"), (suggestion.step_basis_points, _("proposed"), "main"))
    found = []
    for step, name, style in named:
        nearest = min(candidates, key=lambda candidate: abs(candidate.step - step))
        price = money_text(nearest.price_minor, suggestion.currency)
        found.append(Marker(nearest.price_minor, f"{name} {price}", style))
    return found


def candidate_rows(
    suggestion: PriceSuggestion, candidates: Sequence[Candidate], *, in_units: bool
) -> list[dict[str, Any]]:
    """The same as a table, with the rule against each price that may not be asked."""
    currency = suggestion.currency

    def gain(value: float) -> str:
        return units(round(value, 1)) if in_units else signed_money(round(value), currency)

    return [
        {
            "price": money_text(c.price_minor, currency),
            "step": step_text(c.step),
            "units": units(round(c.units, 1)),
            "revenue": money_text(round(c.revenue), currency),
            "margin": money_text(round(c.margin), currency),
            "gain": gain(c.gain),
            "ends": _("%(low)s to %(high)s") % {"low": gain(c.gain_low), "high": gain(c.gain_high)},
            "rule": "" if _is_open(c) else BindingRule(c.rule).label,
            "is_proposed": c.step == suggestion.step_basis_points,
            "is_present": c.step == 0,
        }
        for c in candidates
    ]


def course_figures(suggestion: PriceSuggestion, course: PriceCourse) -> list[dict[str, Any]]:
    """Price with competitors, units with what is expected, margin; each week by week."""
    labels = [date_format(day, "j M") for day in course.begins]
    currency = suggestion.currency

    def money(value: float) -> str:
        return money_text(round(value), currency) or ""

    return [
        _price_figure(labels, course, money),
        _units_figure(suggestion, course),
        _margin_figure(labels, course, money, lambda v: compact_money(round(v), currency)),
    ]


def _price_figure(
    labels: Sequence[str], course: PriceCourse, money: Callable[[float], str]
) -> dict[str, Any]:
    lines = [Series(_("Price"), course.price)]
    if any(value is not None for value in course.break_even):
        lines.append(Series(_("Price that earns nothing"), course.break_even, "before"))
    bands = []
    if any(value is not None for value in course.lowest):
        bands.append(Band(_("Competitors"), course.lowest, course.highest))
    title = _("Price, week by week")
    edges = [edge for band in bands for edge in band.edges]

    def draw(size: tuple[int, int], every: int) -> SafeString:
        return band_chart(
            labels, lines, bands, title=title, describe=money, width=size[0], height=size[1],
            every=every,
        )  # fmt: skip

    return {
        "title": title,
        "legend": [(line.style, line.name) for line in lines]
        + [(band.style, band.name) for band in bands],
        "wide": draw(WIDE, EVERY_WIDE),
        "narrow": draw(NARROW, EVERY_NARROW),
        "table": data_table(labels, [*lines, *edges], heading=_("Week from"), describe=money),
    }


def _units_figure(suggestion: PriceSuggestion, course: PriceCourse) -> dict[str, Any]:
    """Sold so far; to come at the new price and, dashed, at the present one."""
    ahead = min(max(suggestion.horizon_days // WEEK.days, 1), MOST_WEEKS_AHEAD)
    share = WEEK.days / max(suggestion.horizon_days, 1)
    past, gap = list(course.units), [None] * len(course.units)
    after: list[Value] = [*gap, *[suggestion.units_after * share] * ahead]
    now: list[Value] = [*gap, *[suggestion.units_now * share] * ahead]
    lines = [
        Series(_("Expected at the new price"), after),
        Series(_("Expected at the present price"), now, "before"),
        Series(_("Sold"), [*past, *[None] * ahead], "past"),
    ]
    days = [*course.begins, *(course.begins[-1] + (n + 1) * WEEK for n in range(ahead))]
    labels = [date_format(day, "j M") for day in days]
    title = _("Units a week")

    def draw(size: tuple[int, int], every: int) -> SafeString:
        return band_chart(
            labels, lines, [], title=title, describe=units, now_at=len(past),
            now_label=date_format(course.begins[-1] + timedelta(days=7), "SHORT_DATE_FORMAT"),
            width=size[0], height=size[1], every=every,
        )  # fmt: skip

    return {
        "title": title,
        "legend": [(line.style, line.name) for line in reversed(lines)],
        "wide": draw(WIDE, EVERY_WIDE),
        "narrow": draw(NARROW, EVERY_NARROW),
        "table": data_table(labels, [*reversed(lines)], heading=_("Week from"), describe=units),
    }


def _margin_figure(
    labels: Sequence[str],
    course: PriceCourse,
    money: Callable[[float], str],
    short: Callable[[float], str],
) -> dict[str, Any]:
    """Without tax; weeks that lost money stand below the line."""
    weeks = [
        Choice(place, value, value, value, f"{labels[place]}: {money(value)}")
        for place, value in enumerate(course.margin)
        if value is not None
    ]
    title = _("Margin a week")

    def week(place: float) -> str:
        return labels[int(place)] if place == int(place) and place < len(labels) else ""

    def draw(size: tuple[int, int]) -> SafeString | str:
        if not weeks:
            return _("No cost is known.")
        return choice_chart(
            weeks, title=title, describe_across=week, describe_up=short, width=size[0],
            height=size[1] - 60,
        )  # fmt: skip

    return {
        "title": title,
        "legend": [],
        "wide": draw(WIDE),
        "narrow": draw(NARROW),
        "table": data_table(
            labels, [Series(_("Margin"), course.margin)], heading=_("Week from"), describe=money
        ),
    }
