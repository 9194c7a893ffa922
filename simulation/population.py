"""Who lives in the market: when they come, how often they buy, when they leave, what reaches them.

Purchase rates and dropout follow BG/NBD (Fader, Hardie and Lee 2005, "Counting your customers the
easy way"): a rate ~ Gamma while alive, a chance ~ Beta to leave for good after each purchase.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.columns import BoolArray, Columns, FloatArray, IntArray
from simulation.config import MarketConfig
from simulation.kinds import Device, FraudKind, MailResponse
from simulation.seasons import Seasons

SEGMENTS = 8
_RETURN_ABUSERS = 0.012
_RINGS = 8
_RING_SIZE = 8
_EARLIEST_JOIN = 400


@dataclass(frozen=True)
class Customers(Columns):
    """Customers in the order in which they join; the shop may know of one from its birth day on.

    Observable facts and hidden traits stand side by side; ``HIDDEN`` names the latter.
    """

    birth_day: IntArray
    """Day of joining; negative for those who joined before the market starts."""
    discovery_day: IntArray
    """First day on which they may look around without an account."""
    country: IntArray
    address: IntArray
    """Key of the delivery address; families and flat mates share one."""
    network: IntArray
    """Key of the network address; households and offices share one."""
    birth_year: IntArray
    """Year of birth where it was told, else -1."""
    consent_personalisation: BoolArray
    consent_marketing: BoolArray
    visitor: IntArray
    second_visitor: IntArray
    device: IntArray
    segment: IntArray
    purchase_rate: FloatArray
    dropout: FloatArray
    mail_response: IntArray
    mail_lift: FloatArray
    """Chance that one mail brings a visit that would not have been."""
    open_rate: FloatArray
    hour: FloatArray
    """Hour of the day around which they shop."""
    coupon_sense: FloatArray
    second_device_share: FloatArray
    pace: FloatArray
    """Factor on the time until something used up is needed again."""
    abuse: IntArray
    """``FraudKind.PROMOTION_ABUSE``, ``RETURN_ABUSE`` or ``NONE``."""

    HIDDEN = (
        "segment",
        "purchase_rate",
        "dropout",
        "mail_response",
        "mail_lift",
        "open_rate",
        "hour",
        "coupon_sense",
        "second_device_share",
        "pace",
        "abuse",
    )


@dataclass(frozen=True)
class Guests(Columns):
    """A bank of profiles from which guests without an account are drawn."""

    segment: IntArray
    country: IntArray
    device: IntArray
    hour: FloatArray


def draw_customers(
    config: MarketConfig, seasons: Seasons, rng: np.random.Generator, attacks: bool
) -> Customers:
    """All customers who will ever join in ``config.days``; shapes (customers,)."""
    birth = _birth_days(config, seasons, rng)
    n = len(birth)
    household = _shared_keys(n, 0.18, 2, rng)
    office = 10_000_000 + rng.integers(0, max(4, n // 40), n)
    response = rng.choice(len(config.mail_people), size=n, p=config.mail_people)
    customers = Customers.build(
        n,
        birth_day=birth,
        discovery_day=birth - np.where(rng.random(n) < 0.6, rng.geometric(1 / 7, n), 0),
        country=rng.choice(len(config.countries), size=n, p=_country_shares(config)),
        address=household,
        network=np.where(rng.random(n) < 0.12, office, household),
        birth_year=_birth_years(n, config, rng),
        consent_personalisation=rng.random(n) < 0.68,
        consent_marketing=rng.random(n) < 0.55,
        visitor=2 * np.arange(n),
        second_visitor=2 * np.arange(n) + 1,
        device=_devices(n, rng),
        segment=rng.integers(0, SEGMENTS, n),
        purchase_rate=rng.gamma(
            config.purchase_rate_shape, config.purchase_rate_mean / config.purchase_rate_shape, n
        ),
        dropout=rng.beta(config.dropout_a, config.dropout_b, n),
        mail_response=response,
        mail_lift=_mail_lift(response, rng),
        open_rate=rng.beta(2.2, 4.5, n),
        hour=_hours(n, rng),
        coupon_sense=rng.beta(1.2, 4.0, n),
        second_device_share=np.where(rng.random(n) < 0.35, rng.uniform(0.1, 0.5, n), 0.0),
        pace=np.exp(rng.normal(0, 0.25, n)),
        abuse=np.where(rng.random(n) < _RETURN_ABUSERS, FraudKind.RETURN_ABUSE, FraudKind.NONE),
    )
    return _plant_rings(customers, config, rng) if attacks else customers.replace(abuse=0)


def draw_guests(config: MarketConfig, rng: np.random.Generator) -> Guests:
    n = config.guest_profiles
    return Guests.build(
        n,
        segment=rng.integers(0, SEGMENTS, n),
        country=rng.choice(len(config.countries), size=n, p=_country_shares(config)),
        device=_devices(n, rng),
        hour=_hours(n, rng),
    )


def _birth_days(config: MarketConfig, seasons: Seasons, rng: np.random.Generator) -> IntArray:
    before = round(config.customers * config.initial_share)
    arriving = config.customers - before
    density = np.array([seasons.traffic(day) for day in range(config.days)])
    within = density[: config.horizon_days] / density[: config.horizon_days].sum()
    births = [
        -rng.integers(1, _EARLIEST_JOIN, before),
        rng.choice(config.horizon_days, size=arriving, p=within),
    ]
    if config.continue_days:
        later = density[config.horizon_days :]
        expected = arriving * later.sum() / density[: config.horizon_days].sum()
        births.append(
            config.horizon_days
            + rng.choice(len(later), size=round(expected), p=later / later.sum())
        )
    return np.sort(np.concatenate(births)).astype(np.int64)


def _plant_rings(customers: Customers, config: MarketConfig, rng: np.random.Generator) -> Customers:
    """Rings of new accounts behind one address and device that live off first-order coupons.

    A ring is a run of neighbours in the order of joining, so that it opens within a few days.
    """
    newcomers = np.flatnonzero(customers.birth_day > 20)
    rings = min(round(_RINGS * config.attack_scale), len(newcomers) // (4 * _RING_SIZE))
    starts = rng.choice(len(newcomers) // _RING_SIZE, size=rings, replace=False) * _RING_SIZE
    members = newcomers[starts[:, None] + np.arange(_RING_SIZE)[None, :]]
    heads = np.repeat(members[:, 0], _RING_SIZE)
    flat = members.ravel()
    changed = {name: getattr(customers, name).copy() for name in ("address", "network", "visitor")}
    for values in changed.values():
        values[flat] = values[heads]
    changed["second_visitor"] = customers.second_visitor.copy()
    changed["second_visitor"][flat] = changed["visitor"][flat]
    abuse, coupon_sense = customers.abuse.copy(), customers.coupon_sense.copy()
    dropout, discovery = customers.dropout.copy(), customers.discovery_day.copy()
    abuse[flat], coupon_sense[flat] = FraudKind.PROMOTION_ABUSE, 1.0
    dropout[flat], discovery[flat] = 1.0, customers.birth_day[flat]
    return customers.replace(
        **changed,
        abuse=abuse,
        coupon_sense=coupon_sense,
        dropout=dropout,
        discovery_day=discovery,
    )


def _country_shares(config: MarketConfig) -> FloatArray:
    shares = np.array([share for _, share in config.countries])
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def _shared_keys(n: int, share: float, size: int, rng: np.random.Generator) -> IntArray:
    """Keys of which about ``share`` are held in common by ``size`` or a few more people."""
    own = np.arange(n)
    common = rng.integers(0, max(1, round(n * share / (2 * size))), n)
    return np.where(rng.random(n) < share, 5_000_000 + common, own).astype(np.int64)


def _birth_years(n: int, config: MarketConfig, rng: np.random.Generator) -> IntArray:
    age = np.clip(rng.normal(41, 13, n), 18, 85).astype(np.int64)
    return np.where(rng.random(n) < 0.3, config.start.year - age, -1)


def _devices(n: int, rng: np.random.Generator) -> IntArray:
    kinds = (Device.PHONE, Device.DESKTOP, Device.TABLET)
    return rng.choice(kinds, size=n, p=(0.58, 0.35, 0.07)).astype(np.int64)


def _hours(n: int, rng: np.random.Generator) -> FloatArray:
    evening = rng.random(n) < 0.6
    hours = np.where(evening, rng.normal(19.5, 1.6, n), rng.normal(12.0, 2.5, n))
    return np.clip(hours, 6.0, 22.5)


def _mail_lift(response: IntArray, rng: np.random.Generator) -> FloatArray:
    persuadable = np.clip(rng.normal(0.28, 0.08, len(response)), 0.05, 0.6)
    lift = np.where(response == MailResponse.PERSUADABLE, persuadable, 0.01)
    return np.where(response == MailResponse.SLEEPING_DOG, 0.0, lift)
