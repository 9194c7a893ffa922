"""ABC and XYZ classes of all goods: how safe each is to be kept, and how often to order it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Sum
from django.db.models.functions import TruncWeek

from events.models import DailyDemand
from forecasting.models import ReplenishmentPolicy
from inventory.algorithms.classes import SERVICE_LEVELS, Steadiness, Worth, abc_xyz
from inventory.algorithms.exchange import cycle_ratios

WEEKS = 13


@dataclass(frozen=True, slots=True)
class Standing:
    """A variant's classes, as letters, and the service level that they ask for.

    ``cycle`` is how long an order should last beside a usual one: under 1 for what turns over much.
    """

    abc: str
    xyz: str
    service_level: float
    cycle: float = 1.0


UNSOLD = Standing(
    Worth.C.name, Steadiness.Z.name, SERVICE_LEVELS[Worth.C, Steadiness.Z]
)  # what nobody bought is not worth insuring


def shop_standings(*, day: date) -> dict[int, Standing]:
    """Classes of what sold in the last 13 whole weeks before ``day``, by variant.

    ABC by revenue, XYZ by how much the weeks differ; order cycles by revenue too, for margins
    differ less than turnover does.
    """
    last_monday = day - timedelta(days=day.weekday())
    first = last_monday - timedelta(weeks=WEEKS)
    rows = (
        DailyDemand.objects.filter(day__gte=first, day__lt=last_monday)
        .annotate(week=TruncWeek("day"))
        .values_list("variant_id", "week")
        .annotate(units=Sum("units"), revenue=Sum("revenue_minor"))
        .order_by("variant_id")
    )
    places: dict[int, int] = {}
    told: list[tuple[int, int, int, int]] = []
    for variant_id, week, units, revenue in rows.iterator():
        place = places.setdefault(variant_id, len(places))
        told.append((place, (week - first).days // 7, max(units, 0), max(revenue, 0)))
    if not told:
        return {}
    value, weekly = np.zeros(len(places)), np.zeros((len(places), WEEKS))
    for place, column, units, revenue in told:
        weekly[place, column] = units
        value[place] += revenue
    classes = abc_xyz(value, weekly)
    levels = classes.service_levels()
    cycles = cycle_ratios(value)
    return {
        variant_id: Standing(
            Worth(int(classes.worth[place])).name,
            Steadiness(int(classes.steadiness[place])).name,
            float(levels[place]),
            float(cycles[place]),
        )
        for variant_id, place in places.items()
    }


def cover_of(policy: ReplenishmentPolicy, standing: Standing) -> float:
    """How many days an order of a variant should last by its policy."""
    return policy.cover_days * (standing.cycle if policy.cover_varies else 1.0)
