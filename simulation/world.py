"""The market as it is, fixed by the seed: everything that is drawn once and then only lived."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.attacks import AttackCalendar
from simulation.catalogue import Catalogue
from simulation.channels import Channels
from simulation.columns import FloatArray, IntArray
from simulation.config import MarketConfig
from simulation.demand import DemandTruth
from simulation.population import Customers, Guests
from simulation.seasons import Seasons
from simulation.supply import Suppliers
from simulation.tastes import Tastes


@dataclass(frozen=True)
class Levels:
    """Constants found by calibration, so that configured conversions come out."""

    customer: float
    """Log odds constant of a purchase for customers."""
    guest: float
    price_slope: FloatArray
    """(P,) coefficient of log price in the logit that gives the true elasticities."""
    visit_rate: FloatArray
    """(customers,) visits a day that give each one's purchase rate."""


@dataclass(frozen=True)
class World:
    """Hidden nature of one market."""

    seed: int
    config: MarketConfig
    catalogue: Catalogue
    seasons: Seasons
    customers: Customers
    guests: Guests
    tastes: Tastes
    demand: DemandTruth
    channels: Channels
    suppliers: Suppliers
    attacks: AttackCalendar
    levels: Levels
    category_of_product: FloatArray
    """(P, C) one-hot."""
    variant_table: IntArray

    @property
    def rows_of_guests(self) -> int:
        """Where the guests' profiles begin among the persons of ``tastes``."""
        return len(self.customers)
