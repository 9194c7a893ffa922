"""What the API says of subscriptions."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from orders.models import Interval, OutOfStockChoice, RenewalState, SubscriptionState
from shop.api.serializers import MoneyField


class SubscriptionLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()


class RenewalSerializer(serializers.Serializer[Any]):
    """One due day, and the order that it became."""

    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=RenewalState.choices)
    order = serializers.CharField(
        source="order.public_id", default=None, allow_null=True, help_text="Id of its order."
    )


class SubscriptionSerializer(serializers.Serializer[Any]):
    """Goods that come again until their buyer ends it."""

    id = serializers.CharField()
    state = serializers.ChoiceField(choices=SubscriptionState.choices)
    interval = serializers.ChoiceField(source="subscription.interval", choices=Interval.choices)
    next_on = serializers.DateField(
        allow_null=True, help_text="When it is ordered next; null while nothing is."
    )
    next_total = MoneyField(
        source="told", allow_null=True, help_text="What that will cost at most, once it is told."
    )
    if_out_of_stock = serializers.ChoiceField(
        source="subscription.if_out", choices=OutOfStockChoice.choices
    )
    means = serializers.CharField(
        source="subscription.mandate.label", default="", allow_blank=True,
        help_text="What it is paid with, such as the end of a card's number.",
    )  # fmt: skip
    news = serializers.CharField(allow_blank=True, help_text="Why nothing comes, or comes later.")
    lines = SubscriptionLineSerializer(many=True)
    renewals = RenewalSerializer(source="past", many=True)
    created_at = serializers.DateTimeField(source="subscription.created_at")
