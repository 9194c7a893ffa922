"""Reading suggestions: the queue and its filters, what is decided, what a product had before."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from catalog.models import Category, Variant
from pricing.models import PriceSuggestion, SuggestionKind, SuggestionState


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What of the queue is asked for; what is left out is not asked."""

    states: tuple[SuggestionState, ...] = (SuggestionState.PROPOSED,)
    kind: SuggestionKind | None = None
    category: Category | None = None
    brand_id: int | None = None
    policy_id: int | None = None
    raises: bool | None = None
    binding_rule: int | None = None
    automatic: bool | None = None
    text: str = ""


def queue(filters: QueueFilters | None = None) -> QuerySet[PriceSuggestion]:
    """Suggestions that fit, those that gain most first, with product, policy and lines."""
    asked = filters or QueueFilters()
    return (
        PriceSuggestion.objects.filter(_condition(asked))
        .select_related("product__category", "product__brand", "policy")
        .prefetch_related("lines__variant")
        .order_by("-gain_minor", "pk")
    )


def history_of(product_id: int) -> QuerySet[PriceSuggestion]:
    """What was ever proposed for a product, the latest first."""
    return PriceSuggestion.objects.filter(product_id=product_id).order_by("-made_at", "-pk")


def moves_with(suggestion: PriceSuggestion) -> QuerySet[PriceSuggestion]:
    """The suggestions of a price family that are decided together with this one, itself too."""
    if suggestion.together is None:
        return PriceSuggestion.objects.filter(pk=suggestion.pk)
    return PriceSuggestion.objects.filter(together=suggestion.together).order_by("pk")


def counts_by_state() -> dict[SuggestionState, int]:
    """How many suggestions are in each state; states of none are absent."""
    rows = PriceSuggestion.objects.order_by().values("state").annotate(count=Count("pk"))
    return {SuggestionState(row["state"]): row["count"] for row in rows}


def _condition(asked: QueueFilters) -> Q:
    condition = Q(state__in=asked.states)
    plain = {
        "kind": asked.kind,
        "product__brand_id": asked.brand_id,
        "policy_id": asked.policy_id,
        "binding_rule": asked.binding_rule,
        "automatic": asked.automatic,
    }
    condition &= Q(**{name: value for name, value in plain.items() if value is not None})
    if asked.category is not None:
        condition &= Q(product__category__path__startswith=asked.category.path)
    if asked.raises is not None:
        condition &= Q(step_basis_points__gt=0) if asked.raises else Q(step_basis_points__lt=0)
    if asked.text:
        of_sku = Variant.objects.filter(sku__iexact=asked.text).values("product")
        condition &= Q(product__name__icontains=asked.text) | Q(product__in=of_sku)
    return condition
