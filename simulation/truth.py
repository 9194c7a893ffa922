"""The hidden truth, to be kept in a file beside the data and opened only by judges."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np

from simulation.columns import BoolArray, Columns, FloatArray, IntArray
from simulation.population import Customers
from simulation.results import LostDemand
from simulation.state import NEVER, MarketState
from simulation.world import World

_VERSION = 1
_TABLES: dict[str, type[Columns]] = {"customers": Customers, "lost": LostDemand}


@dataclass(frozen=True)
class HiddenTruth:
    """Everything planted, and everything hidden that happened in ``days`` days.

    Indices are those of the catalogue, of ``Market.customers`` and of the running order and session
    numbers. ``names`` gives the ids and words that they stand for.
    """

    seed: int
    days: int
    start: str
    names: dict[str, list[str]]
    config: dict[str, Any]
    customers: Customers
    person_taste: FloatArray
    """(customers, D); with ``product_taste`` (P, D) the liking of everything."""
    product_taste: FloatArray
    colour_taste: FloatArray
    size_taste: FloatArray
    ideal_price: FloatArray
    elasticity: FloatArray
    """(P,) own-price elasticity at reference prices."""
    price_slope: FloatArray
    """(P,) coefficient of log price in the logit."""
    price_tested: IntArray
    promotion_uplift: FloatArray
    complements: IntArray
    """(pairs, 2) product and what is bought with it."""
    return_rate: FloatArray
    category_month: FloatArray
    """(C, 12) log interest by month."""
    category_christmas: FloatArray
    category_trend: FloatArray
    cycle_days: FloatArray
    traffic: FloatArray
    """(days,) factor on visits."""
    source_lift: FloatArray
    campaign_lift: FloatArray
    supplier_lead_mean: FloatArray
    supplier_lead_sd: FloatArray
    supplier_reliability: FloatArray
    death_day: IntArray
    """(customers,) last day on which each may come; -1 for those still alive."""
    orders: IntArray
    """(customers,) orders so far."""
    session_kind: IntArray
    """By session number; ``SessionKind``."""
    session_fraud: IntArray
    order_fraud: IntArray
    """By order number; ``FraudKind``."""
    abused_returns: IntArray
    """Order numbers whose goods were used and sent back."""
    lost: LostDemand
    attack_day: IntArray
    attack_kind: IntArray

    def utilities(self, customers: IntArray) -> FloatArray:
        """(n, P) standardised liking of every product by the given customers."""
        return np.asarray(self.person_taste[customers] @ self.product_taste.T, dtype=np.float64)

    def alive(self, day: int) -> BoolArray:
        """(customers,) joined by the day and not gone before it ends."""
        gone = (self.death_day >= 0) & (self.death_day <= day)
        return (self.customers.birth_day <= day) & ~gone

    def expected_purchase_rate(self, day: int) -> FloatArray:
        """(customers,) planted purchases a day after ``day``: the rate while alive, else 0."""
        return np.where(self.alive(day), self.customers.purchase_rate, 0.0)

    def save(self, path: str | Path) -> None:
        """Write ``path`` with the suffixes .npz (arrays) and .json (the rest)."""
        target = Path(path)
        arrays, plain = {}, {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Columns):
                for column in fields(value):
                    arrays[f"{field.name}.{column.name}"] = getattr(value, column.name)
            elif isinstance(value, np.ndarray):
                arrays[field.name] = value
            else:
                plain[field.name] = value
        np.savez_compressed(target.with_suffix(".npz"), **arrays)
        text = json.dumps({"version": _VERSION, **plain}, indent=1, sort_keys=True)
        target.with_suffix(".json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what ``save`` wrote.

        Raises:
            FileNotFoundError: if either file is missing.
            ValueError: for a file of another version.
        """
        target = Path(path)
        plain = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
        if plain.pop("version") != _VERSION:
            raise ValueError(f"{target} holds another version of the hidden truth")
        with np.load(target.with_suffix(".npz"), allow_pickle=False) as file:
            arrays = dict(file)
        for name, table in _TABLES.items():
            plain[name] = table(**{f.name: arrays.pop(f"{name}.{f.name}") for f in fields(table)})
        return cls(**plain, **arrays)


def reveal(world: World, state: MarketState) -> HiddenTruth:
    """Gather the truth of a market as it stands."""
    people, log = len(world.customers), state.log
    config = asdict(world.config)
    config["start"] = world.config.start.isoformat()
    return HiddenTruth(
        seed=world.seed,
        days=state.day,
        start=world.config.start.isoformat(),
        names=_names(world),
        config=json.loads(json.dumps(config)),
        customers=world.customers,
        person_taste=world.tastes.person[:people],
        product_taste=world.tastes.product,
        colour_taste=world.tastes.colour[:people],
        size_taste=world.tastes.size[:people],
        ideal_price=world.tastes.ideal_price[:people],
        elasticity=world.demand.elasticity,
        price_slope=world.levels.price_slope,
        price_tested=world.demand.price_tested,
        promotion_uplift=world.demand.promotion_uplift,
        complements=world.demand.complements,
        return_rate=world.demand.return_rate,
        category_month=world.seasons.category_month,
        category_christmas=world.seasons.category_christmas,
        category_trend=world.seasons.category_trend,
        cycle_days=world.catalogue.category_cycle_days,
        traffic=np.array([world.seasons.traffic(day) for day in range(state.day)]),
        source_lift=world.channels.source_lift,
        campaign_lift=world.channels.campaign_lift,
        supplier_lead_mean=world.suppliers.lead_mean,
        supplier_lead_sd=world.suppliers.lead_sd,
        supplier_reliability=world.suppliers.reliability,
        death_day=np.where(state.death_day == NEVER, -1, state.death_day),
        orders=state.orders.copy(),
        session_kind=_joined(log.session_kind),
        session_fraud=_joined(log.session_fraud),
        order_fraud=_joined(log.order_fraud),
        abused_returns=_joined(log.returned_in_abuse),
        lost=LostDemand.concatenate(log.lost),
        attack_day=world.attacks.day,
        attack_kind=world.attacks.kind,
    )


def _names(world: World) -> dict[str, list[str]]:
    catalogue = world.catalogue
    return {
        "products": list(catalogue.product_ids),
        "variants": list(catalogue.variant_ids),
        "categories": list(catalogue.categories),
        "styles": list(catalogue.styles),
        "brands": list(catalogue.brands),
        "suppliers": list(catalogue.suppliers),
        "colours": list(catalogue.colours),
        "countries": [code for code, _ in world.config.countries],
    }


def _joined(parts: list[IntArray]) -> IntArray:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
