"""Whether sales and prices are fit to learn elasticities from, beside the last training's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from forecasting.dataset import WEEK
from pricing.dataset import Market

KEPT_SHARE = 0.9
LARGEST_SHARE = 0.6
FEWEST_PRODUCTS = 20
LARGEST_MOVE = 5.0
"""A price that went up or down by more than this factor within a week is a slip of a decimal."""
MOST_SLIPS = 0.05
LOST_PRICES = 0.2


@dataclass(frozen=True, slots=True)
class MarketProfile:
    """A market in the figures that the checks compare; ``until`` is the day after its last week."""

    products: int
    units: float
    priced: float
    until: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> MarketProfile | None:
        return cls(**values) if values else None


def profile_of(market: Market) -> MarketProfile:
    """``priced``: share of the units sold in weeks whose price is known."""
    sold = np.nan_to_num(market.units)
    priced = float(sold[np.isfinite(market.price)].sum())
    return MarketProfile(
        products=int((sold.sum(axis=1) > 0).sum()),
        units=float(sold.sum()),
        priced=priced / max(float(sold.sum()), 1.0),
        until=market.as_of.isoformat(),
    )


def faults(market: Market, before: MarketProfile | None) -> Iterator[str]:
    """What speaks against learning from these sales, a sentence each."""
    now = profile_of(market)
    largest = float(np.nan_to_num(market.units).sum(axis=1).max(initial=0)) / max(now.units, 1.0)
    if now.products >= FEWEST_PRODUCTS and largest > LARGEST_SHARE:
        yield _("One product holds %(share)s of all units sold.") % {"share": f"{largest:.0%}"}
    slips = _slips(market)
    if slips > MOST_SLIPS:
        yield _(
            "The price of %(share)s of the products moved fivefold within a week: is a decimal "
            "point lost?"
        ) % {"share": f"{slips:.0%}"}
    if before is None:
        return
    if before.priced - now.priced > LOST_PRICES:
        yield _(
            "Prices are known of %(now)s of the units sold; the last training knew them of "
            "%(before)s."
        ) % {"now": f"{now.priced:.0%}", "before": f"{before.priced:.0%}"}
    then = _units_until(market, date.fromisoformat(before.until))
    if then is not None and then < KEPT_SHARE * before.units:
        yield _(
            "Of the %(before)d units that the last training read, %(now)d are left in the log."
        ) % {"before": before.units, "now": then}


def _slips(market: Market) -> float:
    """Share of products whose price moved by more than a price does."""
    if not market.price.size:
        return 0.0
    with np.errstate(invalid="ignore"):
        move = np.abs(np.diff(np.log(market.price), axis=1))
    slipped = (np.nan_to_num(move) > np.log(LARGEST_MOVE)).any(axis=1)
    return float(slipped.mean())


def _units_until(market: Market, day: date) -> float | None:
    """Units of the weeks before a day; None where the window has moved on since."""
    ahead = (market.as_of - day).days
    if ahead < 0 or ahead > 4 * WEEK:
        return None
    left = market.weeks - ahead // WEEK
    return float(np.nan_to_num(market.units[:, : max(left, 0)]).sum())
