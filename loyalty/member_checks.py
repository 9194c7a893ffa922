"""What points and recommendations must hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from loyalty.models import Earning, EarningState
from mlops.quality.sources import DataSource, data_sources, in_range

LATE: Final = timedelta(days=2)
"""The job runs every hour; an order that is not paid yet is put off by a day."""


def _earnings(at: datetime) -> QuerySet[Earning, Any]:
    is_late = Q(state=EarningState.WAITING, due_at__lt=at - LATE, customer__isnull=False)
    late = Case(When(is_late, then=Value(True)), default=False, output_field=BooleanField())
    return Earning.objects.annotate(is_late=late)


def register() -> None:
    """Declare the points of orders."""
    data_sources.register(
        "points of orders",
        DataSource(
            label=_("Points of orders"),
            owner="loyalty",
            rows=_earnings,
            checks=(
                in_range("due", _("Are credited when they are due"), Q(is_late=False)),
                in_range(
                    "credited", _("Say when they were credited"),
                    Q(credited_at__isnull=False), among=Q(state=EarningState.CREDITED),
                ),
                in_range("kept", _("Earn no more than promised"), Q(points__lte=F("promised"))),
            ),
        ),
    )  # fmt: skip
