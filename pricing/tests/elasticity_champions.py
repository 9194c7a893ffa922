"""A champion that believes what a test says, through the real register."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from catalog.models import Product
from catalog.tests.factories import make_product
from mlops.models import ModelVersion
from mlops.services import Candidate, Judgement, register_version
from pricing.learned import Learned
from pricing.models import CrossEffect
from pricing.services.elasticities import keep_estimates
from pricing.serving import NAME


def make_elasticities(
    believed: Mapping[int, tuple[float, float]],
    *,
    weekly_units: float = 10.0,
    variation: float = 0.1,
    own: float | None = None,
) -> ModelVersion:
    """A champion with a mean and a standard deviation for each product id."""
    product = np.array(sorted(believed), dtype=np.int64)
    mean, sd = np.array([believed[one] for one in product.tolist()], dtype=np.float64).T
    categories = dict(Product.objects.filter(pk__in=believed).values_list("pk", "category_id"))
    category = np.array([categories[one] for one in product.tolist()], dtype=np.int64)
    n, group = len(product), np.unique(category)
    found = Learned(
        product=product,
        category=category,
        mean=mean,
        sd=sd,
        own=np.full(n, np.nan if own is None else own),
        own_sd=np.full(n, np.inf if own is None else 1.0),
        variation=np.full(n, variation),
        weekly_units=np.full(n, weekly_units),
        noise=np.ones(n),
        weeks=np.full(n, 52),
        from_lines=np.zeros(n, dtype=np.bool_),
        group=group,
        group_mean=np.array([mean[category == one].mean() for one in group]),
        group_sd=np.full(len(group), 1.0),
        shop=np.array([mean.mean(), 0.5, mean.mean(), 1.2, 0.2]),
    )
    candidate = Candidate(
        name=NAME, arrays=found.to_arrays(), judgement=Judgement({}, {}, accepted=True)
    )
    version = register_version(candidate=candidate)
    keep_estimates(version=version)
    return version


def fill_elasticities() -> ModelVersion:
    """Something believed of every product, with stand-ins and a shop that was asked in all ways."""
    if Product.objects.count() < 2:
        make_product("A stand-in")
    products = list(Product.objects.order_by("pk").values_list("pk", "category_id"))
    version = make_elasticities({pk: (-1.8, 0.7) for pk, _category in products}, variation=0.01)
    version.trained_on = {"products": len(products), "answers": ANSWERS}
    version.parameters = {
        "shop": -1.8,
        "shop_sd": 0.2,
        "lift": 0.3,
        "cross": [
            {"category": category, "mean": 0.4, "sd": 0.1, "p_value": 0.001, "borne": True}
            for category in {category for _pk, category in products}
        ],
    }
    version.metrics, version.baseline = {"explained": 0.12}, {"explained": 0.1}
    version.save()
    CrossEffect.objects.bulk_create(
        [
            CrossEffect(product_id=one, other_id=other, effect=0.2, version=version.version)
            for (one, _), (other, _) in pairwise(products)
        ]
    )
    return version


ANSWERS = {
    "lines": 500,
    "limit": 12.0,
    "curve": [
        {"largest": 1.0, "discount": 0.0, "lines": 300},
        {"largest": 12.0, "discount": 0.04, "lines": 150},
        {"largest": 48.0, "discount": 0.11, "lines": 40},
        {"largest": None, "discount": None, "lines": 10},
    ],
    "ways": {
        "all": {"mean": -2.2, "sd": 0.1},
        "small": {"mean": -1.1, "sd": 0.1},
        "asked": {"mean": -1.2, "sd": 0.1},
    },
}
