"""Why being spoken to is expected to change somebody, or not, in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketing.algorithms.qini import FloatArray
from marketing.algorithms.uplift_facts import Fact

Reason = dict[str, Any]
"""``fact``, its ``value`` (None where it is not known) and the ``effect`` it adds, in orders."""
MOST = 3
_FACTS = tuple(Fact)


def reasons_of(facts: FloatArray, added: FloatArray) -> list[list[Reason]]:
    """The facts that weigh most with each customer, both arrays of shape (n, facts)."""
    best = np.argsort(-np.abs(added), axis=1, kind="stable")[:, :MOST]
    return [
        [
            {
                "fact": str(_FACTS[column]),
                "value": _plain(facts[row, column]),
                "effect": round(float(added[row, column]), 5),
            }
            for column in columns
            if added[row, column]
        ]
        for row, columns in enumerate(best.tolist())
    ]


def tell(reason: Reason) -> str:
    """A sentence; facts of a later version that this one does not know, by name."""
    fact, value = reason.get("fact", ""), reason.get("value")
    if fact not in _TELLING:
        return str(fact)
    if value is None:
        return _ABSENT[fact]() if fact in _ABSENT else _("Nothing is known of it.")
    return _TELLING[Fact(fact)](value)


def adds(reason: Reason) -> bool:
    """Whether it speaks for speaking to them."""
    return bool(reason.get("effect", 0) > 0)


def _plain(value: float) -> float | None:
    return round(float(value), 3) if math.isfinite(value) else None


_TELLING: Mapping[Fact, Callable[[float], str]] = {
    Fact.RECENCY: lambda days: ngettext(
        "The last order is %(days)d day ago.", "The last order is %(days)d days ago.", round(days)
    )
    % {"days": round(days)},
    Fact.ORDERS: lambda count: ngettext(
        "%(count)d order so far.", "%(count)d orders so far.", round(count)
    )
    % {"count": round(count)},
    Fact.ORDERS_90: lambda count: ngettext(
        "%(count)d order in the last 90 days.", "%(count)d orders in the last 90 days.",
        round(count),
    )
    % {"count": round(count)},
    Fact.REVENUE: lambda value: _("How much they bought so far."),
    Fact.AVERAGE_ORDER: lambda value: _("The size of their orders."),
    Fact.VISITS_30: lambda count: ngettext(
        "%(count)d visit in the last 30 days.", "%(count)d visits in the last 30 days.",
        round(count),
    )
    % {"count": round(count)},
    Fact.VISITS_90: lambda count: ngettext(
        "%(count)d visit in the last 90 days.", "%(count)d visits in the last 90 days.",
        round(count),
    )
    % {"count": round(count)},
    Fact.MAILS_30: lambda count: ngettext(
        "%(count)d mail in the last 30 days.", "%(count)d mails in the last 30 days.",
        round(count),
    )
    % {"count": round(count)},
    Fact.OPEN_RATE: lambda share: _("%(share)d of a hundred mails are opened.")
    % {"share": round(100 * share)},
    Fact.CLICK_RATE: lambda share: _("A link is followed in %(share)d of a hundred mails.")
    % {"share": round(100 * share)},
    Fact.CLICKS: lambda count: ngettext(
        "A link of %(count)d mail was followed so far.",
        "Links of %(count)d mails were followed so far.",
        round(count),
    )
    % {"count": round(count)},
    Fact.LAST_CLICK: lambda days: ngettext(
        "A link of a mail was last followed %(days)d day ago.",
        "A link of a mail was last followed %(days)d days ago.",
        round(days),
    )
    % {"days": round(days)},
    Fact.MEMBER_DAYS: lambda days: ngettext(
        "A customer for %(days)d day.", "A customer for %(days)d days.", round(days)
    )
    % {"days": round(days)},
}  # fmt: skip
_ABSENT: Mapping[str, Callable[[], str]] = {
    Fact.RECENCY: lambda: _("Nothing was ordered yet."),
    Fact.AVERAGE_ORDER: lambda: _("Nothing was ordered yet."),
    Fact.OPEN_RATE: lambda: _("No mail was sent yet."),
    Fact.CLICK_RATE: lambda: _("No mail was sent yet."),
    Fact.LAST_CLICK: lambda: _("No link of a mail was ever followed."),
}
