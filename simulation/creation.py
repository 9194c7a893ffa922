"""Draw a world and calibrate it, so that the configured conversions and elasticities come out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulation.attacks import draw_attacks
from simulation.browsing import Offering, browse
from simulation.catalogue import Catalogue
from simulation.channels import draw_campaigns, draw_channels, draw_sources
from simulation.choice import Considered, Mood, consider
from simulation.columns import FloatArray, IntArray
from simulation.config import MarketConfig
from simulation.demand import draw_demand
from simulation.kinds import SessionKind, Stream
from simulation.population import draw_customers, draw_guests
from simulation.seasons import draw_seasons
from simulation.streams import stream
from simulation.supply import draw_suppliers
from simulation.tastes import draw_tastes
from simulation.visits import Visits
from simulation.world import Levels, World

_SAMPLE = 2000
_PRIOR_ORDERS = 3.0
_SAMPLE_ORDERS = 5.0
"""Days of orders that the sample stands for."""
_ALIVE = 0.45
"""Customers who have joined and not left, on a middling day."""


def draw_world(catalogue: Catalogue, seed: int, config: MarketConfig) -> World:
    """Draw everything that is fixed, and calibrate the purchase constants.

    Raises:
        ValueError: if no product is launched by the first day.
    """
    if int(catalogue.product_launch_day.min()) > 0:
        raise ValueError("something must be on sale on the first day")
    rng = stream(seed, Stream.WORLD)
    seasons = draw_seasons(catalogue, config, rng)
    customers = draw_customers(config, seasons, rng, config.attacks)
    guests = draw_guests(config, rng)
    tastes = draw_tastes(catalogue, np.concatenate([customers.segment, guests.segment]), rng)
    demand = draw_demand(catalogue, tastes, config, rng)
    world = World(
        seed=seed,
        config=config,
        catalogue=catalogue,
        seasons=seasons,
        customers=customers,
        guests=guests,
        tastes=tastes,
        demand=demand,
        channels=draw_channels(rng),
        suppliers=draw_suppliers(len(catalogue.suppliers), rng),
        attacks=draw_attacks(config, rng),
        levels=Levels(0.0, 0.0, demand.elasticity, customers.purchase_rate),
        category_of_product=np.eye(len(catalogue.categories))[catalogue.product_category],
        variant_table=catalogue.variant_table,
    )
    return replace(world, levels=_calibrated(world, stream(seed, Stream.CALIBRATION)))


def _calibrated(world: World, rng: np.random.Generator) -> Levels:
    """Find the constants on a sample of neutral visits at reference prices.

    The logit's own-price elasticity is slope (1 - P), with P averaged over buyers, so the slope is
    the wanted elasticity over (1 - P).
    """
    config = world.config
    guests = world.rows_of_guests + rng.integers(0, len(world.guests), _SAMPLE)
    customers = rng.integers(0, len(world.customers), _SAMPLE)
    for_guests = _sample(world, guests, SessionKind.GUEST, rng)
    for_customers = _sample(world, customers, SessionKind.CUSTOMER, rng)
    guest = _level(for_guests, config.guest_conversion / config.checkout_completion)
    customer = _level(for_customers, config.customer_conversion / config.checkout_completion)
    share = _share_of_buyers(
        world,
        [
            (for_guests, guest, config.guest_sessions * config.guest_conversion),
            (for_customers, customer, _ALIVE * config.customers * config.purchase_rate_mean),
        ],
    )
    return Levels(
        customer=customer,
        guest=guest,
        price_slope=world.demand.elasticity / (1 - share),
        visit_rate=world.customers.purchase_rate / (config.customer_conversion * _tide(world)),
    )


def _tide(world: World) -> float:
    """Mean factor of weekdays, paydays and Christmas on a customer's orders, over a year."""
    seasons = world.seasons
    days = range(365)
    tide = [seasons.traffic(d) / seasons.growth(d) * np.exp(seasons.mood(d)) for d in days]
    return float(np.mean(tide))


def _sample(
    world: World, persons: IntArray, kind: SessionKind, rng: np.random.Generator
) -> Considered:
    everything = np.ones(world.catalogue.products, dtype=np.bool_)
    source = draw_sources(kind is SessionKind.CUSTOMER, len(persons), rng)
    visits = Visits.build(
        len(persons),
        seat=np.arange(len(persons)),
        person=persons,
        device=0,
        source=source,
        campaign=draw_campaigns(source, rng),
        kind=kind,
        fraud=0,
        failures=0,
    )
    offering = Offering(0, everything, everything, np.ones(world.catalogue.products))
    seen = browse(world, visits, offering, rng)
    zero = np.zeros(world.catalogue.products)
    return consider(world, seen, Mood(0.0, zero, zero, zero.astype(np.int64), everything))


def _level(considered: Considered, wanted: float) -> float:
    """The constant at which the mean chance of a purchase is ``wanted`` (bisection)."""
    inside = np.bincount(considered.visit, weights=considered.weight, minlength=_SAMPLE)
    low, high = -20.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        odds = np.exp(middle) * inside
        if float((odds / (1 + odds)).mean()) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _share_of_buyers(world: World, samples: list[tuple[Considered, float, float]]) -> FloatArray:
    """(P,) chance of choosing the product where it is seen, averaged over those who choose it.

    Args:
        samples: visits of a group, its constant, and the orders that the group makes a day.
    """
    products = world.catalogue.products
    chosen, squared = np.zeros(products), np.zeros(products)
    for considered, level, orders in samples:
        weight = np.exp(level) * considered.weight
        total = np.bincount(considered.visit, weights=weight, minlength=_SAMPLE)
        chance = weight / (1 + total[considered.visit])
        scale = _SAMPLE_ORDERS * orders / float(chance.sum())
        squares = scale * chance**2
        chosen += np.bincount(considered.product, weights=scale * chance, minlength=products)
        squared += np.bincount(considered.product, weights=squares, minlength=products)
    overall = squared.sum() / max(chosen.sum(), 1e-12)
    return np.asarray((squared + _PRIOR_ORDERS * overall) / (chosen + _PRIOR_ORDERS))
