"""What an applied price was measured to do, in words and figures."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecasting.admin.drawings import units
from pricing.admin.desk_words import signed_money
from pricing.algorithms.difference_in_differences import Untold
from pricing.models import PriceSuggestion
from pricing.repricing.effects import Amount, measured_effect

WHY_UNTOLD = {
    Untold.NO_CONTROLS: gettext_lazy("There are too few goods that it can be held against."),
    Untold.SHORT_PAST: gettext_lazy("It has been sold for too short a time."),
    Untold.TOO_FEW_UNITS: gettext_lazy("Too few were sold."),
    Untold.OTHER_TREND: gettext_lazy("It went its own way before the price changed already."),
}
PER_CENT = 100


def share_change(share: float) -> str:
    """``+12%``: a share of change with a true minus."""
    sign = "+" if share > 0 else "−" if share < 0 else "±"
    return f"{sign}{number_format(abs(PER_CENT * share), 0 if abs(share) >= 0.1 else 1)}%"


def effect_words(suggestion: PriceSuggestion) -> dict[str, str] | None:
    """For a line of the queue: the change of units and its ends; None before it was measured."""
    found = measured_effect(suggestion)
    if found is None:
        return None
    if found.untold:
        return {"value": _("cannot be told"), "ends": _why(found.untold)}
    ends = _("%(low)s to %(high)s") % {
        "low": share_change(found.low),
        "high": share_change(found.high),
    }
    return {"value": _("%(change)s units") % {"change": share_change(found.lift)}, "ends": ends}


def effect_context(suggestion: PriceSuggestion) -> dict[str, Any] | None:
    """For the page of a suggestion: what was measured beside what was expected."""
    found = measured_effect(suggestion)
    if found is None:
        return None
    told: dict[str, Any] = {
        "first": date_format(found.first, "SHORT_DATE_FORMAT"),
        "last": date_format(found.last, "SHORT_DATE_FORMAT"),
        "days": (found.last - found.first).days + 1,
        "matched": found.matched,
        "why": _why(found.untold) if found.untold else "",
    }
    if found.untold:
        return {**told, "figures": []}
    currency = suggestion.currency
    figures = [
        (
            _("Units"),
            share_change(found.lift),
            _ends(share_change(found.low), share_change(found.high)),
            _expected_share(suggestion.units_now, suggestion.units_after),
        ),
        (
            _("Revenue"),
            signed_money(found.revenue.minor, currency),
            _money_ends(found.revenue, currency),
            _expected_money(
                suggestion,
                suggestion.revenue_after_minor - suggestion.revenue_now_minor,
                told["days"],
            ),
        ),
    ]
    if found.margin is not None:
        figures.append(
            (
                _("Margin"),
                signed_money(found.margin.minor, currency),
                _money_ends(found.margin, currency),
                _expected_money(
                    suggestion,
                    suggestion.margin_after_minor - suggestion.margin_now_minor,
                    told["days"],
                ),
            )
        )
    return {**told, "figures": figures, "units": units(found.units)}


def _why(untold: str) -> str:
    try:
        return str(WHY_UNTOLD[Untold(untold)])
    except ValueError:
        return untold


def _ends(low: str, high: str) -> str:
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _money_ends(amount: Amount, currency: str) -> str:
    return _ends(
        signed_money(amount.low_minor, currency), signed_money(amount.high_minor, currency)
    )


def _expected_share(now: float, after: float) -> str:
    return share_change(after / now - 1) if now > 0 else "–"


def _expected_money(suggestion: PriceSuggestion, change: int, days: int) -> str:
    """What was expected of the days that were measured: a part of the horizon's."""
    share = days / suggestion.horizon_days if suggestion.horizon_days else 0.0
    return signed_money(round(change * share), suggestion.currency)
