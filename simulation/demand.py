"""What moves purchases of a product: its price, promotions, and what it is bought with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.catalogue import Catalogue
from simulation.columns import FloatArray, IntArray
from simulation.config import MarketConfig
from simulation.tastes import Tastes

PARTNERS = 4


@dataclass(frozen=True)
class DemandTruth:
    """Per product (P,), fixed for the market's life."""

    elasticity: FloatArray
    """Own-price elasticity of units at reference prices, below zero."""
    promotion_uplift: FloatArray
    """Log odds that being promoted adds, beyond the lower price."""
    partners: IntArray
    """(P, PARTNERS) complements bought with the product, -1 where there are fewer."""
    return_rate: FloatArray
    price_tested: IntArray
    """Products whose price is moved at random."""

    @property
    def complements(self) -> IntArray:
        """(pairs, 2) product and complement."""
        product = np.repeat(np.arange(len(self.partners)), self.partners.shape[1])
        partner = self.partners.ravel()
        return np.stack([product, partner], axis=1)[partner >= 0]


def draw_demand(
    catalogue: Catalogue, tastes: Tastes, config: MarketConfig, rng: np.random.Generator
) -> DemandTruth:
    products = catalogue.products
    tested = rng.permutation(products)[: round(products * config.price_test_share)]
    return DemandTruth(
        elasticity=_elasticities(catalogue, config, rng),
        promotion_uplift=np.clip(
            rng.normal(config.promotion_uplift_mean, 0.15, products), 0.0, None
        ),
        partners=_partners(catalogue, tastes, rng),
        return_rate=_return_rates(catalogue, config, rng),
        price_tested=np.sort(tested),
    )


def _elasticities(
    catalogue: Catalogue, config: MarketConfig, rng: np.random.Generator
) -> FloatArray:
    """N(mean, sd) over products, of which a part is the category's; clipped below zero."""
    between = min(config.elasticity_category_sd, config.elasticity_sd)
    within = np.sqrt(config.elasticity_sd**2 - between**2)
    category = rng.normal(0, between, len(catalogue.categories))[catalogue.product_category]
    drawn = config.elasticity_mean + category + rng.normal(0, within, catalogue.products)
    return np.asarray(np.minimum(drawn, -0.1), dtype=np.float64)


def _partners(catalogue: Catalogue, tastes: Tastes, rng: np.random.Generator) -> IntArray:
    """For each product a few of the complement category, nearest in hidden qualities and style."""
    partners = np.full((catalogue.products, PARTNERS), -1, dtype=np.int64)
    filled = np.zeros(catalogue.products, dtype=np.int64)
    latent = tastes.latent
    for first, second in catalogue.complement_categories:
        goods = np.flatnonzero(catalogue.product_category == second)
        for product in np.flatnonzero(catalogue.product_category == first):
            room = min(2, PARTNERS - int(filled[product]), len(goods))
            if room <= 0:
                continue
            nearness = latent[goods] @ latent[product] + rng.normal(0, 0.5, len(goods))
            chosen = goods[np.argsort(-nearness)[:room]]
            partners[product, filled[product] : filled[product] + room] = chosen
            filled[product] += room
    return partners


def _return_rates(
    catalogue: Catalogue, config: MarketConfig, rng: np.random.Generator
) -> FloatArray:
    """Worse goods and some departments (what must fit) come back more often."""
    department = rng.uniform(0.5, 1.8, len(catalogue.departments))[
        catalogue.category_department[catalogue.product_category]
    ]
    sizes = np.bincount(
        catalogue.variant_product, weights=catalogue.variant_size != 0.5, minlength=len(department)
    )
    fit = np.where(sizes > 0, 1.6, 1.0)
    rate = config.return_rate * department * fit * (1.9 - 1.3 * catalogue.product_quality)
    return np.asarray(np.clip(rate, 0.0, 0.6), dtype=np.float64)
