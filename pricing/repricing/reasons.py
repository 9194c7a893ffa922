"""Why a suggestion says what it says: facts that are kept with it, in the order they are told."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

Reason = dict[str, Any]
"""``{"code": ReasonCode, …}`` with the numbers of its sentence, as it stands in the database."""


class ReasonCode(StrEnum):
    """Each has its sentence in ``explaining``."""

    GAIN = "gain"
    GAIN_UNITS = "gain_units"
    GAIN_CLEARED = "gain_cleared"
    CHANCE = "chance"
    ELASTICITY_OWN = "elasticity_own"
    ELASTICITY_GROUP = "elasticity_group"
    UNITS = "units"
    COVER = "cover"
    SCARCE = "scarce"
    EXCESS = "excess"
    SEASON = "season"
    PATH = "path"
    PATH_HELD = "path_held"
    WEEKDAY = "weekday"
    DEMAND_STRONG = "demand_strong"
    DEMAND_WEAK = "demand_weak"
    BACK = "back"
    COMPETITORS = "competitors"
    FAMILY = "family"
    LADDER = "ladder"
    RULE = "rule"
    REDUCED = "reduced"
    CURRENCIES = "currencies"
    POLICY = "policy"


def reason(code: ReasonCode, **facts: Any) -> Reason:
    """A fact, ready for JSON."""
    return {"code": str(code), **facts}
