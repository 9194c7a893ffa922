"""Why a customer is likely to stay away or to come: numbers as they are kept, and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from analytics.algorithms.churn import GROUNDS
from analytics.algorithms.customer_facts import Fact, Facts, Ground
from analytics.algorithms.purchases import FloatArray
from foundation.money import Money

Reason = dict[str, Any]
"""``reason`` (a ``Ground``), ``effect`` in log odds of staying away, and the numbers behind it."""
MOST_REASONS = 3
LEAST_EFFECT = 0.1
"""Log odds; less moves a chance by two points at most."""
_NUMBERS: Mapping[Ground, Mapping[str, Fact]] = {
    Ground.RHYTHM: {"days": Fact.RECENCY, "usual": Fact.GAP},
    Ground.LATELY: {"orders": Fact.ORDERS_90},
    Ground.SPENDING: {"average": Fact.AVERAGE_ORDER},
    Ground.RANGE: {"products": Fact.PRODUCTS},
    Ground.AGE: {"days": Fact.AGE},
    Ground.VISITS: {"days": Fact.LAST_VISIT, "visits": Fact.VISIT_DAYS_90},
    Ground.MAIL: {"opened": Fact.MAILS_OPENED},
}


def reasons_of(facts: Facts, effects: FloatArray) -> list[list[Reason]]:
    """The weightiest reasons of each customer.

    Args:
        facts: of n customers.
        effects: shape (n, grounds), what each ground adds to the log odds.
    """
    best = np.argsort(-np.abs(effects), axis=1, kind="stable")[:, :MOST_REASONS]
    numbers = {
        ground: {name: facts[fact].tolist() for name, fact in parts.items()}
        for ground, parts in _NUMBERS.items()
    }
    added = np.take_along_axis(effects, best, axis=1).tolist()
    return [
        [
            _reason(numbers, GROUNDS[ground], effect, row)
            for ground, effect in zip(grounds, by_ground, strict=True)
            if abs(effect) >= LEAST_EFFECT
        ]
        for row, (grounds, by_ground) in enumerate(zip(best.tolist(), added, strict=True))
    ]


def tell(reason: Reason) -> str:
    """A reason in a sentence; reasons of a later version that this one does not know, by name."""
    telling = _TELLING.get(reason.get("reason", ""))
    return telling(reason) if telling else str(reason.get("reason", ""))


def raises_risk(reason: Reason) -> bool:
    """Whether it speaks for staying away."""
    return float(reason.get("effect", 0.0)) > 0


def _reason(
    numbers: Mapping[Ground, Mapping[str, Sequence[float]]], ground: Ground, effect: float, row: int
) -> Reason:
    told = {name: values[row] for name, values in numbers[ground].items()}
    known = {name: round(value, 1) for name, value in told.items() if np.isfinite(value)}
    return {"reason": str(ground), "effect": round(effect, 2), **known}


def _of_order(reason: Reason) -> str:
    days = round(reason.get("days", 0))
    last = ngettext("Last order %(days)d day ago", "Last order %(days)d days ago", days) % {
        "days": days
    }
    if "usual" not in reason:
        return _("%(last)s, the only one so far.") % {"last": last}
    return _("%(last)s; usually every %(usual)d days.") % {
        "last": last,
        "usual": max(round(reason["usual"]), 1),
    }


def _of_lately(reason: Reason) -> str:
    orders = round(reason.get("orders", 0))
    if not orders:
        return _("No order in the last 90 days.")
    return ngettext(
        "%(orders)d order in the last 90 days.", "%(orders)d orders in the last 90 days.", orders
    ) % {"orders": orders}


def _of_spending(reason: Reason) -> str:
    average = Money(round(reason.get("average", 0)), settings.SHOP_BASE_CURRENCY)
    return _("Spends %(average)s an order.") % {
        "average": average.formatted(get_language() or "en")
    }


def _of_range(reason: Reason) -> str:
    products = round(reason.get("products", 0))
    return ngettext(
        "Has bought %(products)d product.", "Has bought %(products)d different products.", products
    ) % {"products": products}


def _of_age(reason: Reason) -> str:
    days = round(reason.get("days", 0))
    return ngettext("A customer for %(days)d day.", "A customer for %(days)d days.", days) % {
        "days": days
    }


def _of_visits(reason: Reason) -> str:
    visits = round(reason.get("visits", 0))
    if not visits:
        return _("No visit in the last 90 days.")
    days = round(reason.get("days", 0))
    return ngettext("Last visit %(days)d day ago.", "Last visit %(days)d days ago.", days) % {
        "days": days
    }


def _of_mail(reason: Reason) -> str:
    opened = round(reason.get("opened", 0))
    if not opened:
        return _("Opened no mail in the last 90 days.")
    return ngettext(
        "Opened %(opened)d mail in the last 90 days.",
        "Opened %(opened)d mails in the last 90 days.",
        opened,
    ) % {"opened": opened}


_TELLING: Mapping[str, Callable[[Reason], str]] = {
    Ground.RHYTHM: _of_order,
    Ground.LATELY: _of_lately,
    Ground.SPENDING: _of_spending,
    Ground.RANGE: _of_range,
    Ground.AGE: _of_age,
    Ground.VISITS: _of_visits,
    Ground.MAIL: _of_mail,
}
