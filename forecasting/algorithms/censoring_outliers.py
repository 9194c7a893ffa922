"""One order for a fair is no demand to come: single periods far above all others are cut.

Winsorising, as Tukey (1962) named it: what lies far above the largest values that came more than
once or twice is lowered to a multiple of them, so that one order of 5,000 does not make a product
that sells two a week look like one that sells two hundred.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forecasting.algorithms.panel import FloatArray, Panel

RARE = 0.03
"""The share of a series' periods that may be alone at the top."""
MOST_TIMES = 2.0


def tamed(panel: Panel) -> Panel:
    """The panel with no period above twice the largest of those that are not rare.

    A series that sold so seldom that nothing but rare periods is left stays as it is, and so do
    periods under a promotion: what they sell has its reason.
    """
    if not panel.periods:
        return panel
    most = highest(panel.units)[:, None]
    far = panel.units > most
    if panel.promoted is not None:
        far &= ~(panel.promoted > 0)
    return replace(panel, units=np.where(far, most, panel.units))


def highest(units: FloatArray) -> FloatArray:
    """Shape (n,): what no period may exceed; infinite where too few periods sold anything."""
    known = (~np.isnan(units)).sum(axis=1)
    rare = np.ceil(RARE * known).astype(np.int64)
    ordered = np.sort(np.nan_to_num(units), axis=1)[:, ::-1]
    place = np.minimum(rare, units.shape[1] - 1)
    usual = ordered[np.arange(len(units)), place]
    return np.where(usual > 0, MOST_TIMES * usual, np.inf)
