"""What was sold day by day, as the charts of staff show it beside what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q, Sum

from catalog.models import Category, Product
from events.models import DailyDemand
from forecasting.models import Level

DAYS_A_WEEK = 7


def sold_by_day(*, level: Level, subject_id: int, until: date, days: int) -> list[float]:
    """Units of each of the ``days`` before ``until``, oldest first; returns take away.

    A category is counted with all that hangs below it. One query, two for a category.
    """
    first = until - timedelta(days=days)
    rows = (
        DailyDemand.objects.filter(_about(level, subject_id), day__gte=first, day__lt=until)
        .values("day")
        .annotate(sold=Sum("units"))
        .values_list("day", "sold")
    )
    by_day = dict(rows)
    return [float(by_day.get(first + timedelta(days=index), 0)) for index in range(days)]


def by_week(daily: Sequence[float]) -> list[float]:
    """Sums of seven days, counted from the end; days that fill no week are left out."""
    whole = len(daily) // DAYS_A_WEEK * DAYS_A_WEEK
    recent = daily[len(daily) - whole :]
    return [sum(recent[at : at + DAYS_A_WEEK]) for at in range(0, whole, DAYS_A_WEEK)]


def _about(level: Level, subject_id: int) -> Q:
    if level == Level.VARIANT:
        return Q(variant_id=subject_id)
    if level == Level.PRODUCT:
        return Q(product_id=subject_id)
    if level == Level.CATEGORY:
        category = Category.objects.filter(pk=subject_id).first()
        below = Category.objects.get_tree(category) if category else Category.objects.none()
        return Q(product_id__in=Product.objects.filter(category__in=below).values("pk"))
    return Q()
