"""Counting decisions in the tables of the floors that keep them, one query each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from analytics.automation.decisions import Decisions, DecisionSource, Matter, decision_sources
from catalog.models import Review, ReviewStatus
from forecasting.models import AutomaticOrder, LineStatus, PlanLine
from forecasting.replenishment.orders import OPEN
from foundation import clock
from inventory.models import PurchaseOrder, PurchaseOrderState
from pricing.models import PriceSuggestion, SuggestionState

_TAKEN = (
    SuggestionState.APPROVED,
    SuggestionState.SCHEDULED,
    SuggestionState.APPLIED,
    SuggestionState.REVERTED,
)
_OVERRULED_PRICE = Q(state=SuggestionState.REJECTED) | Q(
    automatic=True, state=SuggestionState.REVERTED
)


def prices(first: date, last: date) -> Mapping[date, Decisions]:
    """Suggestions by the day on which they were decided.

    A suggestion that closed undecided is no decision; one that a person took and took back later
    stays a person's.
    """
    return _by_day(
        _decided(PriceSuggestion, "decided_at", first, last),
        "decided_at",
        alone=Q(automatic=True, state=SuggestionState.APPLIED),
        by_hand=Q(automatic=False, state__in=_TAKEN),
        overruled=_OVERRULED_PRICE,
    )


def orders(first: date, last: date) -> Mapping[date, Decisions]:
    """Orders to suppliers by the day on which they were made, and lines of the plan dismissed.

    Only the plan's latest word on a line is kept, so that a dismissal counts until it is
    proposed anew.
    """
    alone = AutomaticOrder.objects.filter(purchase_order=OuterRef("pk"))
    rows = _decided(PurchaseOrder, "created_at", first, last).annotate(made_alone=Exists(alone))
    cancelled = Q(state=PurchaseOrderState.CANCELLED)
    ordered = _by_day(
        rows,
        "created_at",
        alone=Q(made_alone=True) & ~cancelled,
        by_hand=Q(made_alone=False) & ~cancelled & ~Q(state=PurchaseOrderState.DRAFT),
        overruled=Q(made_alone=True) & cancelled,
    )
    dismissed = _by_day(
        _decided(PlanLine, "decided_at", first, last),
        "decided_at",
        overruled=Q(status=LineStatus.DISMISSED),
    )
    days = {*ordered, *dismissed}
    return {
        day: ordered.get(day, Decisions()) + dismissed.get(day, Decisions()) for day in sorted(days)
    }


def reviews(first: date, last: date) -> Mapping[date, Decisions]:
    """Reviews that were published or refused: always by a person so far."""
    rows = _decided(Review, "moderated_at", first, last)
    return _by_day(rows, "moderated_at", by_hand=~Q(status=ReviewStatus.PENDING))


def register() -> None:
    """Tell of prices, orders and reviews; questions of customers come with the app that answers."""
    decision_sources.register(
        Matter.PRICES,
        DecisionSource(
            by_day=prices,
            waiting=PriceSuggestion.objects.filter(state=SuggestionState.PROPOSED).count,
            url_name="admin:pricing_pricesuggestion_desk",
        ),
    )
    decision_sources.register(
        Matter.ORDERS,
        DecisionSource(
            by_day=orders,
            waiting=PlanLine.objects.filter(status__in=OPEN, quantity__gt=0).count,
            url_name="admin:forecasting_planline_queue",
        ),
    )
    decision_sources.register(
        Matter.REVIEWS,
        DecisionSource(
            by_day=reviews,
            waiting=Review.objects.filter(status=ReviewStatus.PENDING).count,
            url_name="admin:catalog_review_changelist",
            note=_("Every review is read by a person: nothing publishes or refuses alone."),
        ),
    )


def _decided(model: type[Model], moment: str, first: date, last: date) -> QuerySet[Any, Any]:
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    return model._default_manager.filter(**{f"{moment}__gte": begin, f"{moment}__lt": end})


def _by_day(rows: QuerySet[Any, Any], moment: str, **counted: Q) -> dict[date, Decisions]:
    """How many rows of each day fall under each of the counts of ``Decisions``."""
    counts = {name: Count("pk", filter=fits) for name, fits in counted.items()}
    found = (
        rows.order_by()
        .annotate(day=TruncDate(moment, tzinfo=clock.shop_zone()))
        .values("day")
        .annotate(**counts)
    )
    return {row.pop("day"): Decisions(**row) for row in found}
