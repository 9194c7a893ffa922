"""The reasons of a suggestion as sentences, in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from foundation.money import Money
from pricing.models import BindingRule, PriceGoal, PriceSuggestion
from pricing.repricing.reasons import ReasonCode

_SENTENCES: dict[str, str | Promise] = {
    ReasonCode.GAIN: gettext_lazy(
        "It should bring %(mean)s more %(goal)s in %(days)s days, between %(low)s and %(high)s if "
        "demand answers as little or as much as is likely."
    ),
    ReasonCode.GAIN_UNITS: gettext_lazy(
        "It should sell %(mean)s units more in %(days)s days, between %(low)s and %(high)s if "
        "demand answers as little or as much as is likely."
    ),
    ReasonCode.GAIN_CLEARED: gettext_lazy(
        "Until it is cleared the path should bring %(mean)s more than the present price, between "
        "%(low)s and %(high)s; what is left counts as little as the policy says."
    ),
    ReasonCode.CHANCE: gettext_lazy("The chance that it brings nothing or less is %(percent)s %%."),
    ReasonCode.ELASTICITY_OWN: gettext_lazy(
        "One per cent more on the price changes units by %(mean)s %% (80 %% interval %(low)s to "
        "%(high)s), learned from its own weeks and its group (model %(version)s)."
    ),
    ReasonCode.ELASTICITY_GROUP: gettext_lazy(
        "One per cent more on the price changes units by %(mean)s %% (80 %% interval %(low)s to "
        "%(high)s), learned from its group alone, for its own price hardly varied (model "
        "%(version)s)."
    ),
    ReasonCode.UNITS: gettext_lazy(
        "At the present price %(now)s units are expected in %(days)s days, at the new one "
        "%(after)s."
    ),
    ReasonCode.COVER: gettext_lazy(
        "The stock lasts %(now)s days at the present price and %(after)s at the new one."
    ),
    ReasonCode.SCARCE: gettext_lazy(
        "%(wanted)s units are wanted in %(days)s days; there are %(free)s and %(coming)s on the "
        "way, and more cannot come in time."
    ),
    ReasonCode.EXCESS: gettext_lazy(
        "%(free)s units are there and %(wanted)s are wanted at the present price until %(until)s: "
        "there is too much of it."
    ),
    ReasonCode.SEASON: gettext_lazy(
        "Its season ends on %(until)s; %(free)s units are there and %(wanted)s are wanted until "
        "then at the present price."
    ),
    ReasonCode.PATH: gettext_lazy(
        "The best path of prices, week by week: %(path)s. It is planned again every night by what "
        "was sold."
    ),
    ReasonCode.PATH_HELD: gettext_lazy(
        "The path would begin at %(price)s; the rules allow this step for now."
    ),
    ReasonCode.WEEKDAY: gettext_lazy(
        "The policy asks %(percent)s %% of the usual price on this day of the week."
    ),
    ReasonCode.DEMAND_STRONG: gettext_lazy(
        "The coming week is expected to sell %(percent)s %% more than a usual one."
    ),
    ReasonCode.DEMAND_WEAK: gettext_lazy(
        "The coming week is expected to sell %(percent)s %% less than a usual one."
    ),
    ReasonCode.BACK: gettext_lazy("It goes back to the usual price."),
    ReasonCode.COMPETITORS: gettext_lazy(
        "Competitors ask %(median)s at the median; the new price is %(percent)s %% beside it."
    ),
    ReasonCode.FAMILY: gettext_lazy(
        "It moves together with its price family: all %(products)s products or none."
    ),
    ReasonCode.LADDER: gettext_lazy(
        "Alone it would leave its price ladder out of order: all %(products)s steps or none."
    ),
    ReasonCode.RULE: gettext_lazy("The best price of the goal alone was held back: %(rule)s."),
    ReasonCode.REDUCED: gettext_lazy("It is shown as reduced from %(compare_at)s."),
    ReasonCode.CURRENCIES: gettext_lazy(
        "Prices of its own in %(currencies)s stay as they are; all others follow."
    ),
    ReasonCode.POLICY: gettext_lazy("Policy: %(policy)s."),
}

_RULES: dict[int, str | Promise] = {
    BindingRule.DAYS_BETWEEN: gettext_lazy("the last change is too recent"),
    BindingRule.MARGIN_FLOOR: gettext_lazy("it would be below the margin floor"),
    BindingRule.MINIMUM_ADVERTISED: gettext_lazy("it would be below the minimum advertised price"),
    BindingRule.LARGEST_CHANGE: gettext_lazy("the step would be larger than the largest change"),
    BindingRule.COMPETITOR_BAND: gettext_lazy("it would leave the band around competitors"),
    BindingRule.LOWEST_PRICE: gettext_lazy(
        "it would be no reduction from the lowest price of the last 30 days"
    ),
    BindingRule.ENDING: gettext_lazy("no price there has an ending that is allowed"),
    BindingRule.FAMILY: gettext_lazy("the others that move with it cannot take that step"),
    BindingRule.LADDER: gettext_lazy("good, better and best would not stay in order"),
    BindingRule.UNCERTAIN: gettext_lazy("its gain does not hold across the interval"),
    BindingRule.RISK_BUDGET: gettext_lazy("the budget of risk brings more elsewhere"),
    BindingRule.REJECTED: gettext_lazy("staff said no to such a price"),
}
_MONEY = {"median", "compare_at", "price"}
_GAINS = {ReasonCode.GAIN, ReasonCode.GAIN_CLEARED}
_SIGNED = {ReasonCode.COMPETITORS}


def explain(suggestion: PriceSuggestion) -> list[str]:
    """Why it is proposed, a sentence a fact."""
    return [
        _sentence(fact, suggestion.currency)
        for fact in suggestion.reasons
        if fact.get("code") in _SENTENCES
    ]


def rule_in_words(rule: int) -> str:
    """What a rule says of a price that it stops; empty where none does."""
    return str(_RULES.get(rule, ""))


def _sentence(fact: dict[str, Any], currency: str) -> str:
    shown = {name: _read(name, value, currency) for name, value in fact.items()}
    if fact["code"] in _GAINS:
        shown |= {name: _money(fact[name], currency) for name in ("mean", "low", "high")}
    if fact["code"] in _SIGNED:
        shown["percent"] = f"{fact['percent']:+g}"
    if fact["code"] == ReasonCode.PATH:
        shown["path"] = " → ".join(_money(price, currency) for price in fact["path"])
    return str(_SENTENCES[fact["code"]]) % shown


def _read(name: str, value: Any, currency: str) -> str:
    if isinstance(value, dict):
        return ""
    if value is None:
        return _("any number")
    if name in _MONEY:
        return _money(value, currency)
    if name == "rule":
        return rule_in_words(value)
    if name == "goal":
        return str(PriceGoal(value).label)
    if name == "until":
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if isinstance(value, int | float):
        return number_format(value, use_l10n=True)
    return str(value)


def _money(minor: int, currency: str) -> str:
    return Money(minor, currency).formatted(get_language() or "en")
