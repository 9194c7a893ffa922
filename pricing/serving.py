"""What the champion believes of products' elasticities: a few array reads, once opened."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from catalog.models import Product
from mlops.artifacts import ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion
from pricing.learned import ElasticityView, Learned

__all__ = ["NAME", "ElasticityView", "ShopElasticity", "elasticities_of", "shop_elasticity"]

logger = logging.getLogger(__name__)

NAME = "elasticity"


@dataclass(frozen=True, slots=True)
class ShopElasticity:
    """What is believed of the shop's products together.

    ``lift``: what a promotion adds to the logarithm of units beyond its lower price.
    """

    mean: float
    sd: float
    lift: float
    version: str


def elasticities_of(product_ids: Collection[int]) -> dict[int, ElasticityView]:
    """What is believed of each product; empty where no model was trained, or none can be read.

    A product that was not learned from is taken for a newcomer to its category, with the interval
    that goes with it. Products that do not exist are absent.
    """
    version = champion(NAME)
    found = learned(version)
    if version is None or found is None:
        return {}
    categories = dict(
        Product.objects.filter(pk__in=list(product_ids)).values_list("pk", "category_id")
    )
    return {
        product: found.view(product, category, version.version)
        for product, category in categories.items()
    }


def shop_elasticity() -> ShopElasticity | None:
    """What is believed of all products together; None where no model was trained."""
    version = champion(NAME)
    found = learned(version)
    if version is None or found is None:
        return None
    mean, sd = found.shop[:2].tolist()
    return ShopElasticity(mean, sd, found.lift, version.version)


def learned(version: ModelVersion | None) -> Learned | None:
    """What a version learned; None without one, or where its files cannot be read."""
    if version is None or not version.checksums:
        return None
    try:
        return _opened(version.artifact, tuple(sorted(version.checksums.items())))
    except (ArtifactDamaged, KeyError):
        logger.exception("elasticities %s cannot be read; none are told", version.version)
        return None


@lru_cache(maxsize=2)
def _opened(folder: str, checksums: tuple[tuple[str, str], ...]) -> Learned:
    return Learned.from_arrays(read_arrays(folder=folder, checksums=dict(checksums)))
