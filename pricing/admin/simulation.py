"""What a policy would propose today, as its page shows it before it is switched on."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecasting.admin.drawings import units
from foundation.admin import money_text
from pricing.admin.desk_effects import share_change
from pricing.admin.desk_words import signed_money, step_text
from pricing.models import BindingRule, PriceGoal, PricePolicy, SuggestionKind
from pricing.repricing.automatic import spent_on
from pricing.repricing.drafting import Skip

WHY_SKIPPED = {
    Skip.NO_MODEL: gettext_lazy("No elasticity has been learned yet."),
    Skip.NO_POLICY: gettext_lazy("It hangs together with goods that no policy governs."),
    Skip.NO_PRICE: gettext_lazy("It has no price in the base currency."),
    Skip.NO_COST: gettext_lazy("Its cost is not known."),
    Skip.NO_ENDING: gettext_lazy("Goods that hang together may share no ending of a price."),
    Skip.IN_TEST: gettext_lazy("It is in a price test."),
    Skip.DECIDED: gettext_lazy("Somebody decided on it already."),
    Skip.QUIET: gettext_lazy("Staff rejected a price of it not long ago."),
}


def simulation_context(policy: PricePolicy) -> dict[str, Any]:
    """The last simulation in words; without one, what is still to be done."""
    told = policy.simulation
    return {
        "policy": policy,
        "edit_url": reverse("admin:pricing_pricepolicy_change", args=[policy.pk]),
        "is_fresh": bool(told) and policy.simulated_at is not None,
        "facts": _facts(told) if told else [],
        "changes": told.get("changes", 0),
        "losers": number_format(told.get("losers", 0), 1) if told else "",
        "rails": _rails(told),
        "skipped": _skipped(told),
        "kinds": _kinds(told),
        "examples": _examples(told),
        "alone": _alone(policy),
    }


def _facts(told: dict[str, Any]) -> list[tuple[str, str, str]]:
    days, currency = {"days": told["days"]}, told["currency"]
    in_units = told["goal"] == PriceGoal.SELL_THROUGH

    def gain(value: int) -> str:
        return units(value) if in_units else signed_money(value, currency)

    ends = _("%(low)s to %(high)s") % {
        "low": gain(told["gain_low_minor"]),
        "high": gain(told["gain_high_minor"]),
    }
    return [
        (_("Products it governs"), units(told["products"]), ""),
        (
            _("Prices it would change"),
            units(told["changes"]),
            _("%(up)s dearer, %(down)s cheaper") % {"up": told["up"], "down": told["down"]},
        ),
        (_("Gain in %(days)d days") % days, gain(told["gain_minor"]), ends),
        (
            _("Margin"),
            money_text(told["margin_after_minor"], currency) or "–",
            _change(told["margin_now_minor"], told["margin_after_minor"]),
        ),
        (
            _("Revenue without tax"),
            money_text(told["revenue_after_minor"], currency) or "–",
            _change(told["revenue_now_minor"], told["revenue_after_minor"]),
        ),
        (
            _("Units"),
            units(round(told["units_after"])),
            _change(told["units_now"], told["units_after"]),
        ),
    ]


def _change(now: float, after: float) -> str:
    if now <= 0:
        return ""
    return _("%(change)s for those that change") % {"change": share_change(after / now - 1)}


def _rails(told: dict[str, Any]) -> list[tuple[str, int]]:
    """Rules by how many prices they held back, the strictest first."""
    counted = [
        (str(BindingRule(int(rule)).label), count) for rule, count in told.get("rails", {}).items()
    ]
    return sorted(counted, key=lambda pair: -pair[1])


def _skipped(told: dict[str, Any]) -> list[tuple[str, int]]:
    counted = [(str(WHY_SKIPPED[Skip(why)]), n) for why, n in told.get("skipped", {}).items()]
    return sorted(counted, key=lambda pair: -pair[1])


def _kinds(told: dict[str, Any]) -> list[tuple[str, int]]:
    return [(str(SuggestionKind(kind).label), n) for kind, n in told.get("kinds", {}).items()]


def _examples(told: dict[str, Any]) -> list[dict[str, Any]]:
    in_units = told.get("goal") == PriceGoal.SELL_THROUGH
    currency = told.get("currency", "")

    def gain(value: int) -> str:
        return units(value) if in_units else signed_money(value, currency)

    return [
        {
            "name": row["name"],
            "url": reverse("admin:catalog_product_change", args=[row["product"]]),
            "kind": SuggestionKind(row["kind"]).label,
            "before": money_text(row["price_before"], currency),
            "after": money_text(row["price_after"], currency),
            "step": step_text(row["step"]),
            "gain": gain(row["gain"]),
            "ends": _("%(low)s to %(high)s")
            % {"low": gain(row["gain_low"]), "high": gain(row["gain_high"])},
        }
        for row in told.get("examples", ())
    ]


def _alone(policy: PricePolicy) -> dict[str, Any] | None:
    """What it may change without being asked, and did today."""
    if not policy.is_automatic:
        return None
    spent = spent_on(policy)
    return {
        "changes": policy.automatic_changes_a_day,
        "risk": number_format(policy.automatic_risk_a_day, 2),
        "changed": spent.changes,
        "risked": number_format(spent.risk, 2),
    }
