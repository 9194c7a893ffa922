"""What to keep for the days on which more is wanted, or a delivery comes later, than expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from inventory.algorithms.arrays import FloatArray, Numbers, as_floats, require


@dataclass(frozen=True, slots=True)
class LeadTimeDemand:
    """What is wanted between an order and its arrival: mean and standard deviation, in units."""

    mean: FloatArray
    sd: FloatArray


def lead_time_demand(
    mean_demand: Numbers, sd_demand: Numbers, lead_mean: Numbers, lead_sd: Numbers = 0.0
) -> LeadTimeDemand:
    """Demand over a lead time, both uncertain: mu L, and sqrt(L sigma² + mu² sigma_L²).

    The variance of a sum of a random number of independent days (Hadley and Whitin, 1963, 3-4).
    ``sd_demand`` should be the spread of forecast errors, not of demand, where there is a forecast.

    Args:
        mean_demand: units a day. sd_demand: their standard deviation a day.
        lead_mean: days from order to arrival, any days between two reviews with them.
        lead_sd: their standard deviation.

    Raises:
        ValueError: a negative number.
    """
    mean, sd = as_floats(mean_demand), as_floats(sd_demand)
    lead, late = as_floats(lead_mean), as_floats(lead_sd)
    for numbers in (mean, sd, lead, late):
        require(numbers >= 0, "demand, lead times and spreads are not negative")
    return LeadTimeDemand(mean * lead, np.sqrt(lead * sd**2 + mean**2 * late**2))


def safety_stock(
    mean_demand: Numbers,
    sd_demand: Numbers,
    lead_mean: Numbers,
    lead_sd: Numbers,
    service_level: Numbers,
) -> FloatArray:
    """z sqrt(L sigma² + mu² sigma_L²): enough in ``service_level`` of all order cycles.

    Below a half there is none: a stock is not made safer by being negative. Arguments as for
    ``lead_time_demand``; service levels lie between 0 and 1.

    Raises:
        ValueError: a negative number, or a service level outside (0, 1).
    """
    spread = lead_time_demand(mean_demand, sd_demand, lead_mean, lead_sd).sd
    return np.maximum(safety_factor(service_level), 0) * spread


def reorder_level(
    mean_demand: Numbers,
    sd_demand: Numbers,
    lead_mean: Numbers,
    lead_sd: Numbers,
    service_level: Numbers,
) -> FloatArray:
    """The stock, with what is on its way, at or below which to order: demand meanwhile, and safety.

    Raises:
        ValueError: as ``safety_stock``.
    """
    demand = lead_time_demand(mean_demand, sd_demand, lead_mean, lead_sd)
    return demand.mean + np.maximum(safety_factor(service_level), 0) * demand.sd


def safety_factor(service_level: Numbers) -> FloatArray:
    """z, how many standard deviations cover a share of normal demand.

    Raises:
        ValueError: a share outside (0, 1).
    """
    share = as_floats(service_level)
    require((share > 0) & (share < 1), "a service level lies between 0 and 1")
    return as_floats(stats.norm.ppf(share))


def unit_loss(z: Numbers) -> FloatArray:
    """Expected shortage of standard normal demand over z: phi(z) - z (1 - Phi(z))."""
    factor = as_floats(z)
    return as_floats(stats.norm.pdf(factor) - factor * stats.norm.sf(factor))


def safety_factor_for_fill_rate(
    fill_rate: float, *, order_quantity: float, lead_time_sd: float
) -> float:
    """z for which sigma G(z) is the share of a lot that may be missing (Brown, 1959).

    Args:
        fill_rate: share of units to deliver from stock, between 0 and 1.
        order_quantity: units of a lot. lead_time_sd: spread of lead-time demand, in units.

    Raises:
        ValueError: a share outside (0, 1), a lot not above zero, a negative spread.
    """
    require(0 < fill_rate < 1, "a fill rate lies between 0 and 1")
    require(order_quantity > 0 and lead_time_sd >= 0, "lots are above zero, spreads not below")
    if not lead_time_sd:
        return 0.0
    wanted = (1 - fill_rate) * order_quantity / lead_time_sd
    if wanted >= float(unit_loss(0.0)):
        return 0.0
    return float(optimize.brentq(lambda z: float(unit_loss(z)) - wanted, 0.0, 12.0))


def windowed_demand(history: Numbers, days: int) -> FloatArray:
    """Demand of all windows of so many days in a row, shape (..., T - days + 1).

    Raises:
        ValueError: windows shorter than a day, or longer than the history.
    """
    demand = as_floats(history)
    require(0 < days <= demand.shape[-1], "a window lies within the history")
    sums = np.cumsum(demand, axis=-1)
    before = np.concatenate([np.zeros_like(sums[..., :1]), sums[..., :-days]], axis=-1)
    return as_floats(sums[..., days - 1 :] - before)


def empirical_reorder_level(
    history: Numbers, lead_times: Numbers, service_level: float, *, scale: Numbers = 1.0
) -> FloatArray:
    """The quantile of demand over lead times as both were seen; no distribution is assumed.

    Each lead time that was seen is laid over each window of the history, all as likely (Bookbinder
    and Lordahl, 1989, "Estimation of inventory re-order levels using the bootstrap statistical
    procedure": with overlapping windows in place of draws).

    Args:
        history: units a day, shape (n, T).
        lead_times: whole days, as seen; at least one, none longer than T.
        service_level: between 0 and 1.
        scale: shape (n,), demand expected over that of the history, where it has moved.

    Raises:
        ValueError: no lead times, or numbers out of their bounds.
    """
    require(0 < service_level < 1, "a service level lies between 0 and 1")
    days, counts = np.unique(as_floats(lead_times).astype(np.int64), return_counts=True)
    require(days.size > 0, "some lead time was seen")
    windows = [windowed_demand(history, int(length)) for length in days]
    seen = zip(windows, counts, strict=True)
    weights = np.concatenate(
        [np.full(part.shape[-1], count / part.shape[-1]) for part, count in seen]
    )
    values = np.concatenate(windows, axis=-1)
    order = np.argsort(values, axis=-1, kind="stable")
    reached = np.cumsum(weights[order], axis=-1) >= service_level * weights.sum() - 1e-9
    place = np.argmax(reached, axis=-1)[..., None]
    level = np.take_along_axis(np.take_along_axis(values, order, axis=-1), place, axis=-1)
    return as_floats(level[..., 0] * as_floats(scale))
