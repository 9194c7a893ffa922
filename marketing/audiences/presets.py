"""Ready-made audiences, made by one press and then changed as staff like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Preset:
    key: str
    name: StrOrPromise
    description: StrOrPromise
    rule: Plain


def _where(field: str, operator: str, value: object) -> Plain:
    return {"field": field, "is": operator, "value": value}


def _all(*rules: Plain) -> Plain:
    return {"match": "all", "rules": list(rules)}


PRESETS: Final[tuple[Preset, ...]] = (
    Preset(
        "champions", _("Champions"), _("They buy often, much, and did so lately."),
        _all(_where("segment", "one_of", ["champions", "loyal"])),
    ),
    Preset(
        "new", _("New customers"), _("Their first order is at most a month old."),
        _all(_where("first_order", "within", 30), _where("orders", "at_most", 1)),
    ),
    Preset(
        "second_order", _("One order, no second"),
        _("They ordered once, between one and six months ago."),
        _all(
            _where("orders", "at_least", 1), _where("orders", "at_most", 1),
            _where("last_order", "before", 30), _where("last_order", "within", 180),
        ),
    ),
    Preset(
        "at_risk", _("At risk"), _("Good customers who are about to be lost."),
        _all(
            _where("segment", "one_of", ["at_risk", "cannot_lose", "need_attention"]),
            _where("churn_risk", "at_least", 50),
        ),
    ),
    Preset(
        "asleep", _("Long silent"), _("They ordered, but not for half a year."),
        _all(_where("last_order", "before", 180)),
    ),
    Preset(
        "never_ordered", _("Never ordered"), _("They have an account and no order."),
        _all(_where("orders", "at_most", 0), _where("login", "is", True)),
    ),
    Preset(
        "full_cart", _("Something in the cart"), _("They put it there and have not bought it."),
        _all(_where("cart", "is", True)),
    ),
    Preset(
        "readers", _("Readers"), _("They opened a campaign within three months."),
        _all(_where("opened", "did", {"of": [], "days": 90})),
    ),
    Preset(
        "worth_it", _("Whom an offer changes"), _("The third of whom an offer changes most."),
        _all(_where("uplift", "at_most", 33)),
    ),
)  # fmt: skip


def preset(key: str) -> Preset | None:
    return next((each for each in PRESETS if each.key == key), None)
