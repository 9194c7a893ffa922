"""What the champion's training found, for pages: by product, by way of asking, by category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from catalog.models import Category
from mlops.selectors import champion
from pricing.models import CrossEffect, ElasticityEstimate
from pricing.serving import NAME


@dataclass(frozen=True, slots=True)
class Way:
    """An elasticity of the whole shop by one way of asking; None where no price varied."""

    mean: float | None
    sd: float | None


@dataclass(frozen=True, slots=True)
class DiscountPoint:
    """What lines of up to so many units (None: more) cost against single units, as a share off.

    None where there are too few lines to tell.
    """

    largest: int | None
    discount: float | None
    lines: int


@dataclass(frozen=True, slots=True)
class CategoryCross:
    """What a per cent on the price of its neighbours does to a product of this category."""

    name: str
    mean: float
    sd: float
    p_value: float
    is_borne: bool


@dataclass(frozen=True, slots=True)
class DemandAnswers:
    """How the shop's demand answers to price, as the champion was trained.

    ``by_all_lines`` takes quantity discounts for cheapness; ``by_small_lines`` does not;
    ``by_asked_prices`` is what was learned from. ``shop`` and ``lift`` are what is served.
    """

    version: str
    trained_at: datetime
    products: int
    lines: int
    limit: float | None
    curve: tuple[DiscountPoint, ...]
    by_all_lines: Way
    by_small_lines: Way
    by_asked_prices: Way
    shop: Way
    lift: float
    explained: float | None
    explained_by_one: float | None
    cross: tuple[CategoryCross, ...]


def demand_answers() -> DemandAnswers | None:
    """What the champion's training found; None where there is none."""
    version = champion(NAME)
    if version is None:
        return None
    told = version.trained_on.get("answers", {})
    ways: Mapping[str, Any] = told.get("ways", {})
    return DemandAnswers(
        version=version.version,
        trained_at=version.trained_at,
        products=version.trained_on.get("products", 0),
        lines=told.get("lines", 0),
        limit=told.get("limit"),
        curve=tuple(
            DiscountPoint(
                None if point["largest"] is None else int(point["largest"]),
                point["discount"],
                point["lines"],
            )
            for point in told.get("curve", ())
        ),
        by_all_lines=_way(ways.get("all")),
        by_small_lines=_way(ways.get("small")),
        by_asked_prices=_way(ways.get("asked")),
        shop=Way(version.parameters.get("shop"), version.parameters.get("shop_sd")),
        lift=version.parameters.get("lift", 0.0),
        explained=version.metrics.get("explained"),
        explained_by_one=version.baseline.get("explained"),
        cross=_cross(version.parameters.get("cross", ())),
    )


def to_be_tested() -> QuerySet[ElasticityEstimate]:
    """Products whose price has to vary before anything can be learned, the soonest known first."""
    return (
        ElasticityEstimate.objects.filter(needs_variation=True, test_weeks__isnull=False)
        .select_related("product")
        .order_by("test_weeks", "-weekly_units", "pk")
    )


def cross_effects_of(product_id: int) -> QuerySet[CrossEffect]:
    """Whose prices move the sales of a product, the strongest stand-in first."""
    return (
        CrossEffect.objects.filter(product_id=product_id)
        .select_related("other")
        .order_by("-effect", "pk")
    )


def _way(values: Mapping[str, float | None] | None) -> Way:
    return Way(values["mean"], values["sd"]) if values else Way(None, None)


def _cross(rows: Any) -> tuple[CategoryCross, ...]:
    names = {
        category.pk: str(category)
        for category in Category.objects.filter(pk__in=[row["category"] for row in rows])
    }
    found = [
        CategoryCross(names[row["category"]], row["mean"], row["sd"], row["p_value"], row["borne"])
        for row in rows
        if row["category"] in names
    ]
    return tuple(sorted(found, key=lambda one: one.p_value))
