"""The reasons of a plan's line as sentences, in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecasting.models import ForecastMethod, PlanLine, PolicyScope, ReplenishmentKind
from forecasting.replenishment.reasons import ReasonCode

_SENTENCES: dict[str, str | Promise] = {
    ReasonCode.DEMAND_FORECAST: gettext_lazy(
        "%(daily)s units a day are expected, %(total)s in the next 28 days (%(method)s, version "
        "%(version)s, made for %(as_of)s)."
    ),
    ReasonCode.DEMAND_STATISTICS: gettext_lazy(
        "%(daily)s units a day are expected, %(total)s in the next 28 days (%(method)s, made for "
        "%(as_of)s)."
    ),
    ReasonCode.DEMAND_RECENT: gettext_lazy(
        "There is no forecast: %(daily)s units a day are expected, as %(units)s were sold in the "
        "last %(days)s days while there was stock."
    ),
    ReasonCode.DEMAND_NOTHING: gettext_lazy(
        "There is no forecast and nothing was sold in the last %(days)s days: no demand is "
        "expected."
    ),
    ReasonCode.SHARE: gettext_lazy(
        "This warehouse serves %(percent)s %% of the demand, by its shipments of the last quarter."
    ),
    ReasonCode.NOT_SOLD: gettext_lazy("It is not on sale: nothing is ordered ahead."),
    ReasonCode.YOUNG: gettext_lazy(
        "It has been on sale for %(days)s days: too few to say that there is too much of it."
    ),
    ReasonCode.SUPPLIER_PREFERRED: gettext_lazy("%(supplier)s is its preferred supplier."),
    ReasonCode.SUPPLIER_ONLY: gettext_lazy("%(supplier)s alone supplies it."),
    ReasonCode.SUPPLIER_CHEAPEST: gettext_lazy(
        "%(supplier)s costs least in all of %(offers)s offers: goods, orders, stock held for its "
        "lead time and lost sales together."
    ),
    ReasonCode.SUPPLIER_NONE: gettext_lazy(
        "Nobody is known to supply it: find a supplier before it can be ordered."
    ),
    ReasonCode.FOREIGN: gettext_lazy(
        "It is paid in %(currency)s: it counts in no budget and is never ordered alone."
    ),
    ReasonCode.LEAD_LEARNED: gettext_lazy(
        "Deliveries take %(days)s ± %(spread)s days, learned from %(receipts)s receipts."
    ),
    ReasonCode.LEAD_TOLD: gettext_lazy(
        "Deliveries take %(days)s ± %(spread)s days by the offer; %(receipts)s receipts are too "
        "few to learn from."
    ),
    ReasonCode.LEAD_ASSUMED: gettext_lazy(
        "No lead time is known: %(days)s ± %(spread)s days are assumed."
    ),
    ReasonCode.LEVEL_BY_CLASS: gettext_lazy(
        "Service level %(percent)s %%, by its class %(abc)s%(xyz)s."
    ),
    ReasonCode.LEVEL_BY_POLICY: gettext_lazy("Service level %(percent)s %%, by its policy."),
    ReasonCode.POLICY: gettext_lazy("Its policy is that of %(scope)s: %(kind)s."),
    ReasonCode.SAFETY: gettext_lazy(
        "Safety stock %(units)s = z·√(σ² + μ²·σ_L²): demand over %(days)s days is off by "
        "%(spread)s units, a delivery by %(late)s days."
    ),
    ReasonCode.REORDER: gettext_lazy(
        "Reorder point %(units)s = %(mean)s wanted in %(lead)s days of delivery and %(review)s "
        "until the next review + %(safety)s of safety."
    ),
    ReasonCode.STAFFS_OWN: gettext_lazy(
        "Order at %(point)s and up to %(up_to)s, as staff have set it."
    ),
    ReasonCode.UP_TO: gettext_lazy(
        "Order up to %(units)s: the reorder point and %(days)s days of cover."
    ),
    ReasonCode.CYCLE: gettext_lazy(
        "By its turnover an order of it lasts %(days)s days instead of the usual %(usual)s."
    ),
    ReasonCode.LOT: gettext_lazy(
        "Order %(units)s at a time: the economic lot at %(rate)s %% holding cost a year."
    ),
    ReasonCode.POSITION: gettext_lazy(
        "The position is %(units)s: %(free)s free + %(incoming)s on the way + %(drafted)s in "
        "drafts − %(waiting)s on backorder."
    ),
    ReasonCode.LATE: gettext_lazy("%(units)s units on the way are late."),
    ReasonCode.ENOUGH: gettext_lazy("That is above %(point)s: nothing is to be ordered."),
    ReasonCode.WANTED: gettext_lazy("So %(units)s units are wanted."),
    ReasonCode.TRANSFER: gettext_lazy(
        "%(units)s of them come from %(warehouse)s, which has more than it needs."
    ),
    ReasonCode.PACKS: gettext_lazy(
        "Ordered are %(units)s: packs of %(pack)s, %(minimum)s at least."
    ),
    ReasonCode.BUDGET: gettext_lazy(
        "The budget of the policy leaves %(units)s of %(before)s: other goods earn more with it."
    ),
    ReasonCode.ROOM: gettext_lazy(
        "The room in the warehouse leaves %(units)s of %(before)s."
    ),
    ReasonCode.CHANGED: gettext_lazy("Staff ordered %(units)s instead of %(before)s."),
    ReasonCode.RISK: gettext_lazy(
        "It may run out from %(first)s to %(last)s: %(percent)s %% before an order of today "
        "would arrive in %(days)s days."
    ),
    ReasonCode.OVER: gettext_lazy(
        "The stock lasts %(cover)s days, more than %(most)s: %(excess)s units are too many."
    ),
    ReasonCode.DEAD: gettext_lazy("Nothing of it was sold for %(days)s days."),
    ReasonCode.MARKDOWN: gettext_lazy(
        "%(percent)s %% off should sell the excess in eight weeks; pricing judges the proposal."
    ),
}  # fmt: skip


def explain(line: PlanLine) -> list[str]:
    """Where each number of a line came from, a sentence a fact."""
    return [_sentence(fact) for fact in line.reasons if fact.get("code") in _SENTENCES]


def _sentence(fact: dict[str, Any]) -> str:
    return str(_SENTENCES[fact["code"]]) % _shown(fact)


def _shown(fact: dict[str, Any]) -> dict[str, str]:
    """The facts of a sentence as people read them."""
    shown = {name: _read(name, value) for name, value in fact.items()}
    if "others" in fact:
        shown["offers"] = number_format(fact["others"] + 1)
    return shown


def _read(name: str, value: Any) -> str:
    if name == "method":
        return str(ForecastMethod(value).label) if value is not None else _("statistics")
    if name in {"as_of", "first", "last"}:
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT") if value else "–"
    if name == "scope":
        return str(PolicyScope(value).label)
    if name == "kind":
        return str(ReplenishmentKind(value).label)
    if isinstance(value, int | float):
        return number_format(value, use_l10n=True)
    return str(value)
