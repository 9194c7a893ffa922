"""What the API says of price suggestions, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foundation.money import Money
from pricing.models import (
    BindingRule,
    PriceSuggestion,
    RejectReason,
    SuggestionKind,
    SuggestionState,
)
from pricing.repricing.explaining import explain
from pricing.repricing.outcomes import LONGEST_NOTE
from shop.api.serializers import MoneyField, example

MOST_AT_ONCE = 200
LARGEST_ID = 2**63 - 1
_RULES = [rule.name.lower() for rule in BindingRule]
_AMOUNTS = ("revenue_now", "revenue_after", "margin_now", "margin_after")


class SuggestedPriceSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField()
    before = MoneyField()
    after = MoneyField()
    compare_at = MoneyField(allow_null=True, help_text="Shown as reduced from this.")


class MeasuredAmountSerializer(serializers.Serializer[Any]):
    minor = serializers.IntegerField()
    low_minor = serializers.IntegerField()
    high_minor = serializers.IntegerField()


class MeasuredChangeSerializer(serializers.Serializer[Any]):
    """Against like goods that were left alone; intervals of 80 per cent."""

    first = serializers.DateField()
    last = serializers.DateField()
    lift = serializers.FloatField(help_text="Of the units there would have been; 0.1 is a tenth.")
    low = serializers.FloatField()
    high = serializers.FloatField()
    units = serializers.FloatField()
    revenue = MeasuredAmountSerializer()
    margin = MeasuredAmountSerializer(allow_null=True)
    matched = serializers.IntegerField(help_text="Goods it was held against.")
    pre_trend_p = serializers.FloatField()
    untold = serializers.CharField(allow_blank=True, help_text="Why it cannot be told, if so.")


class SuggestionSerializer(serializers.Serializer[Any]):
    """A step that all variants of a product would take, with what it is expected to do."""

    id = serializers.IntegerField(source="pk")
    product = serializers.CharField(source="product.public_id")
    name = serializers.CharField(source="product.name")
    together = serializers.UUIDField(
        allow_null=True, help_text="Suggestions that share it are decided as one."
    )
    kind = serializers.ChoiceField(choices=SuggestionKind.choices)
    state = serializers.ChoiceField(choices=SuggestionState.choices)
    policy = serializers.CharField(source="policy.name", allow_null=True, default=None)
    step_basis_points = serializers.IntegerField()
    prices = SuggestedPriceSerializer(many=True)
    model_version = serializers.CharField(allow_blank=True)
    elasticity = serializers.FloatField(allow_null=True)
    elasticity_sd = serializers.FloatField(allow_null=True)
    horizon_days = serializers.IntegerField()
    units_now = serializers.FloatField()
    units_after = serializers.FloatField()
    revenue_now = MoneyField()
    revenue_after = MoneyField()
    margin_now = MoneyField()
    margin_after = MoneyField()
    gain_minor = serializers.IntegerField(
        help_text="Of the policy's goal: minor units, or units where it is units sold."
    )
    gain_low_minor = serializers.IntegerField()
    gain_high_minor = serializers.IntegerField()
    chance_to_lose = serializers.FloatField()
    cover_now = serializers.FloatField(allow_null=True, help_text="Days that the stock lasts.")
    cover_after = serializers.FloatField(allow_null=True)
    held_back_by = serializers.ChoiceField(choices=_RULES)
    reasons = serializers.ListField(child=serializers.CharField())
    made_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    reject_reason = serializers.ChoiceField(choices=RejectReason.choices, allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    scheduled_for = serializers.DateTimeField(allow_null=True)
    applied_at = serializers.DateTimeField(allow_null=True)
    reverted_at = serializers.DateTimeField(allow_null=True)
    automatic = serializers.BooleanField()
    effect = MeasuredChangeSerializer(allow_null=True)

    def to_representation(self, row: PriceSuggestion) -> dict[str, Any]:
        shown: Any = row
        for name in _AMOUNTS:
            setattr(shown, name, Money(getattr(row, f"{name}_minor"), row.currency))
        shown.prices = [_prices(line, row.currency) for line in row.lines.all()]
        shown.held_back_by = BindingRule(row.binding_rule).name.lower()
        told = row.reasons
        shown.reasons = explain(row)
        answer = super().to_representation(shown)
        row.reasons = told
        return answer


class RefusedSuggestionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="suggestion.pk")
    message = serializers.CharField()


class OutcomeSerializer(serializers.Serializer[Any]):
    """``done`` with those of the same price families; ``refused`` with the reason of each."""

    done = SuggestionSerializer(many=True)
    refused = RefusedSuggestionSerializer(many=True)


class SuggestionQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(
        choices=SuggestionState.choices, required=False, default=SuggestionState.PROPOSED
    )
    kind = serializers.ChoiceField(choices=SuggestionKind.choices, required=False)
    product = serializers.CharField(max_length=16, required=False, help_text="Its public id.")
    sku = serializers.CharField(max_length=60, required=False)
    automatic = serializers.BooleanField(required=False, allow_null=True, default=None)


class ChosenSuggestions(serializers.Serializer[Any]):
    suggestions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        min_length=1, max_length=MOST_AT_ONCE,
    )  # fmt: skip


@example("Change the prices at once", {"suggestions": [17, 18]})
class Approval(ChosenSuggestions):
    apply = serializers.BooleanField(
        default=True, help_text="Otherwise agreed to, for somebody else to apply."
    )


@example("Too low", {"suggestions": [17], "reason": "too_low"})
class Rejection(ChosenSuggestions):
    reason = serializers.ChoiceField(choices=RejectReason.choices)
    note = serializers.CharField(
        max_length=LONGEST_NOTE, required=False, allow_blank=True, default="",
        help_text="Needed where the reason is another one.",
    )  # fmt: skip


@example("On Monday", {"suggestions": [17], "when": "2026-12-07T06:00:00Z"})
class Scheduling(ChosenSuggestions):
    when = serializers.DateTimeField()


@example("Change the prices now", {"suggestions": [17]})
class Application(ChosenSuggestions):
    pass


@example("Give the former prices back", {"suggestion": 17})
class Reversal(serializers.Serializer[Any]):
    suggestion = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


def _prices(line: Any, currency: str) -> dict[str, Any]:
    above = line.compare_at_minor
    return {
        "sku": line.variant.sku,
        "before": Money(line.before_minor, currency),
        "after": Money(line.after_minor, currency),
        "compare_at": None if above is None else Money(above, currency),
    }
