"""Figures of a suggestion as its readers meet them: steps, gains with their ends, chances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forecasting.admin.drawings import units
from forecasting.admin.words import days_text, share_text
from foundation.admin import label, money_text
from pricing.models import (
    PriceGoal,
    PriceSuggestion,
    PriceSuggestionLine,
    SuggestionKind,
    SuggestionState,
)

STATE_COLOURS: dict[str, str] = {
    SuggestionState.PROPOSED: "info",
    SuggestionState.APPROVED: "info",
    SuggestionState.SCHEDULED: "warning",
    SuggestionState.APPLIED: "success",
    SuggestionState.REVERTED: "",
    SuggestionState.REJECTED: "danger",
    SuggestionState.EXPIRED: "",
    SuggestionState.SUPERSEDED: "",
}
KIND_COLOURS: dict[str, str] = {
    SuggestionKind.OPTIMISE: "success",
    SuggestionKind.MARKDOWN: "warning",
    SuggestionKind.SCARCITY: "info",
    SuggestionKind.DEMAND: "info",
    SuggestionKind.TIME_OF_WEEK: "info",
}
BASIS_POINTS = 100


def state_of(suggestion: PriceSuggestion) -> SafeString:
    colour = STATE_COLOURS.get(suggestion.state, "")
    return label(SuggestionState(suggestion.state).label, colour)


def kind_of(suggestion: PriceSuggestion) -> SafeString:
    colour = KIND_COLOURS.get(suggestion.kind, "")
    return label(SuggestionKind(suggestion.kind).label, colour)


def step_text(points: int) -> str:
    """``+4.5%``: a change in basis points of the present price."""
    share = number_format(abs(points) / BASIS_POINTS, 0 if points % BASIS_POINTS == 0 else 1)
    return f"{'+' if points > 0 else '−' if points < 0 else '±'}{share}%"


def signed_money(minor: int, currency: str) -> str:
    """``+€12.00``: what is gained or lost, with a true minus."""
    text = money_text(abs(minor), currency) or ""
    return f"{'+' if minor > 0 else '−' if minor < 0 else '±'}{text}"


def price_range(amounts: Iterable[int], currency: str) -> str:
    """One amount, or the least and most of several."""
    known = sorted(amounts)
    if not known:
        return "–"
    ends = dict.fromkeys((known[0], known[-1]))
    return " – ".join(money_text(amount, currency) or "" for amount in ends)


def prices_of(lines: Sequence[PriceSuggestionLine], currency: str) -> tuple[str, str]:
    """What the product's variants cost before and after."""
    before = price_range((line.before_minor for line in lines), currency)
    return before, price_range((line.after_minor for line in lines), currency)


def counts_units(suggestion: PriceSuggestion) -> bool:
    """Whether gains are units: the policy wants goods sold. A markdown earns money all the same."""
    return suggestion.kind != SuggestionKind.MARKDOWN and weighs_units(suggestion)


def weighs_units(suggestion: PriceSuggestion) -> bool:
    """Whether candidate prices were weighed by the units that they would sell."""
    policy = suggestion.policy
    return policy is not None and policy.goal == PriceGoal.SELL_THROUGH


def gain_amount(suggestion: PriceSuggestion, value: int) -> str:
    """A gain of this suggestion in its unit."""
    if not counts_units(suggestion):
        return signed_money(value, suggestion.currency)
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return _("%(sign)s%(units)s units") % {"sign": sign, "units": units(abs(value))}


def gain_text(suggestion: PriceSuggestion) -> str:
    return gain_amount(suggestion, suggestion.gain_minor)


def gain_ends(suggestion: PriceSuggestion) -> str:
    """The interval of the gain."""
    return _("%(low)s to %(high)s") % {
        "low": gain_amount(suggestion, suggestion.gain_low_minor),
        "high": gain_amount(suggestion, suggestion.gain_high_minor),
    }


def chance_text(suggestion: PriceSuggestion) -> str:
    chance = suggestion.chance_to_lose
    if 0 < chance < 0.01:
        return _("under %(share)s") % {"share": share_text(0.01)}
    return share_text(chance)


def cover_change(suggestion: PriceSuggestion) -> str:
    """Days that the stock lasts now and at the new price; empty where nobody keeps stock."""
    now, after = suggestion.cover_now, suggestion.cover_after
    if now is None and after is None:
        return ""
    return f"{_days(now)} → {_days(after)}"


def _days(value: float | None) -> str:
    return days_text(None if value is None else round(value))


def base_money(minor: int | None) -> str:
    """An amount in the base currency; a dash where it is not known."""
    return money_text(minor, settings.SHOP_BASE_CURRENCY) or "–"
