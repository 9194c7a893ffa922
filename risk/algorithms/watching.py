"""What the search for the unusual looks at, and from where on.

Being unusual is no fault: a gift, an old customer or a full office are unusual too. So only signals
are watched that speak against somebody when they are high (or low), and they are cut where more of
them says no more: what lies on the honest side of a cut is all alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.algorithms.attempts import SIGNALS, FloatArray
from risk.algorithms.vocabulary import Signal

_ENDLESS = 1e9
_FLAG = (0.0, 1.0)
_COUNT = (0.0, _ENDLESS)
_MORE_THAN_ONE = (1.0, _ENDLESS)

CUTS: Mapping[Signal, tuple[float, float]] = {
    Signal.AMOUNT_TO_SHOP: _MORE_THAN_ONE,
    Signal.AMOUNT_TO_CUSTOMER: _MORE_THAN_ONE,
    Signal.EXPRESS: _FLAG,
    Signal.DISPOSABLE_MAIL: _FLAG,
    Signal.CARD_ABROAD: _FLAG,
    Signal.NETWORK_ABROAD: _FLAG,
    Signal.NIGHT: _FLAG,
    Signal.ACCOUNT_DAYS: (0.0, 30.0),
    Signal.ORDERS_BEFORE: (0.0, 2.0),
    Signal.UNVERIFIED: _FLAG,
    Signal.REASON_WORN: _FLAG,
    Signal.RETURN_SHARE_OF_ORDER: _FLAG,
    Signal.CARD_ATTEMPTS_1D: _MORE_THAN_ONE,
    Signal.CARD_EMAILS_90D: _MORE_THAN_ONE,
    Signal.CARD_DEVICES_90D: (2.0, _ENDLESS),
    Signal.DEVICE_ATTEMPTS_1H: _MORE_THAN_ONE,
    Signal.DEVICE_ATTEMPTS_1D: (2.0, _ENDLESS),
    Signal.DEVICE_FAILURES_1D: _COUNT,
    Signal.DEVICE_CARDS_7D: _MORE_THAN_ONE,
    Signal.DEVICE_EMAILS_7D: _MORE_THAN_ONE,
    Signal.DEVICE_CUSTOMERS_90D: (2.0, _ENDLESS),
    Signal.EMAIL_ATTEMPTS_1D: (2.0, _ENDLESS),
    Signal.EMAIL_FAILURES_1D: _COUNT,
    Signal.EMAIL_CARDS_90D: (2.0, _ENDLESS),
    Signal.EMAIL_ADDRESSES_90D: (2.0, _ENDLESS),
    Signal.ADDRESS_ATTEMPTS_7D: (2.0, _ENDLESS),
    Signal.ADDRESS_EMAILS_90D: (2.0, _ENDLESS),
    Signal.ADDRESS_CARDS_90D: (2.0, _ENDLESS),
    Signal.NETWORK_FAILURES_1D: _MORE_THAN_ONE,
    Signal.NETWORK_CARDS_1D: (2.0, _ENDLESS),
    Signal.NEW_DEVICE: _FLAG,
    Signal.NEW_NETWORK: _FLAG,
    Signal.NEW_ADDRESS: _FLAG,
    Signal.NEW_CARD: _FLAG,
    Signal.LOGIN_FAILURES_1D: _MORE_THAN_ONE,
    Signal.STRANGE_LOGIN_1D: _FLAG,
    Signal.COUPON_BY_ADDRESS_90D: _COUNT,
    Signal.COUPON_BY_DEVICE_90D: _COUNT,
    Signal.COUPON_BY_CARD_90D: _COUNT,
    Signal.COUPON_BY_NETWORK_7D: _MORE_THAN_ONE,
    Signal.RETURNS_365D: _MORE_THAN_ONE,
    Signal.RETURN_RATE: _FLAG,
    Signal.WORN_RETURNS_365D: _COUNT,
    Signal.THING_REVIEWS_1D: _MORE_THAN_ONE,
    Signal.THING_UNVERIFIED_7D: _COUNT,
    Signal.NETWORK_REVIEWS_7D: _MORE_THAN_ONE,
    Signal.DEVICE_REVIEWS_7D: _MORE_THAN_ONE,
    Signal.WORDING_REPEATS_90D: _COUNT,
}


@dataclass(frozen=True, slots=True)
class Watched:
    """The signals that differ between attempts, and how they are prepared; k of them.

    ``place`` (k,) is their place in ``SIGNALS``, ``low`` and ``high`` (k,) where they are cut,
    ``usual`` (k,) what stands for the unknown.
    """

    place: npt.NDArray[np.int32]
    low: FloatArray
    high: FloatArray
    usual: FloatArray

    @classmethod
    def learned(cls, signals: FloatArray) -> Watched | None:
        """Of attempts, shape (n, S); None where all of them are alike."""
        place = np.array([SIGNALS.index(signal) for signal in CUTS], np.int32)
        low, high = (np.array(cuts) for cuts in zip(*CUTS.values(), strict=True))
        asked = signals[:, place]
        usual = np.array([_middle(column) for column in asked.T])
        every = cls(place, low, high, usual)
        rows = every.prepared(signals)
        differs = np.ptp(rows, axis=0) > 0
        if not differs.any():
            return None
        return cls(place[differs], low[differs], high[differs], usual[differs])

    def prepared(self, signals: FloatArray) -> FloatArray:
        """Rows to cut, shape (n, k): on a scale of ratios, and as coarse as trees learn them."""
        asked = signals[:, self.place]
        known = np.where(np.isnan(asked), self.usual, asked)
        cut = np.log1p(np.clip(known, self.low, self.high))
        return cut.astype(np.float32).astype(np.float64)

    def back_to_signals(self, values: FloatArray) -> FloatArray:
        """Shape (k,) to shape (S,)."""
        spread = np.zeros(len(SIGNALS))
        spread[self.place] = values
        return spread

    def to_arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """One array to keep; ``from_arrays`` is the inverse."""
        return {f"{name}_watched": np.array([self.place, self.low, self.high, self.usual])}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> Watched:
        """
        Raises:
            KeyError: an array is missing.
        """
        place, low, high, usual = arrays[f"{name}_watched"]
        return cls(place.astype(np.int32), low, high, usual)


def _middle(values: FloatArray) -> float:
    """The median of what is known; 0 where nothing is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0
