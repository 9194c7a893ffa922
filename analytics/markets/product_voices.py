"""What reviews say of each product, for the floors below: the feature ``sentiment``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, Q

from analytics.markets.dataset import PLAIN_LEANING
from analytics.models import AspectOpinion, ReviewSentiment
from foundation import clock
from mlops.services import forget_features, write_features

FEATURE = "sentiment"


def write_product_voices(*, at: datetime | None = None) -> int:
    """Write ``product:<id>`` → reviews, mean leaning, and [praise, complaints] of each aspect.

    Products of which no review was read have none. Returns how many were written.
    """
    now = at or clock.now()
    values: dict[str, dict[str, Any]] = {}
    means = (
        ReviewSentiment.objects.order_by()
        .values("review__product")
        .annotate(count=Count("pk"), mean=Avg("score"))
    )
    for row in means.iterator():
        values[f"product:{row['review__product']}"] = {
            "reviews": row["count"],
            "leaning": round(row["mean"], 4),
            "aspects": {},
        }
    sums = (
        AspectOpinion.objects.order_by()
        .values("sentiment__review__product", "aspect")
        .annotate(
            praise=Count("pk", filter=Q(score__gte=PLAIN_LEANING)),
            complaints=Count("pk", filter=Q(score__lte=-PLAIN_LEANING)),
        )
    )
    for row in sums.iterator():
        told = values.get(f"product:{row['sentiment__review__product']}")
        if told is not None:
            told["aspects"][row["aspect"]] = [row["praise"], row["complaints"]]
    write_features(name=FEATURE, values=values, as_of=now)
    forget_features(name=FEATURE, before=now)
    return len(values)
