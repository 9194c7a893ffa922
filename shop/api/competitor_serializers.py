"""What the API says of competitors' prices, and what it takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foundation.money import Money
from pricing.competition.positions import Place
from pricing.models import CompetitorOffer, MatchedBy, MatchState
from shop.api.serializers import MoneyField, example

MOST_PRICES = 1_000
LONGEST = 500


class CompetitorOfferSerializer(serializers.Serializer[Any]):
    """What a competitor asks for one thing, and which variant it is known to be."""

    competitor = serializers.CharField(source="competitor.code")
    key = serializers.CharField(help_text="What the competitor calls it.")
    title = serializers.CharField()
    barcode = serializers.CharField(help_text="Fourteen digits, or empty.")
    sku = serializers.CharField(source="variant.sku", allow_null=True, default=None)
    amount = MoneyField()
    is_available = serializers.BooleanField()
    first_seen_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=MatchState.choices)
    matched_by = serializers.ChoiceField(choices=MatchedBy.choices, allow_blank=True)

    def to_representation(self, offer: CompetitorOffer) -> dict[str, Any]:
        offer.amount = Money(offer.amount_minor, offer.currency)  # type: ignore[attr-defined]
        return super().to_representation(offer)


class CompetitorOfferQuery(serializers.Serializer[Any]):
    competitor = serializers.CharField(max_length=40, required=False)
    sku = serializers.CharField(max_length=60, required=False)
    state = serializers.ChoiceField(choices=MatchState.choices, required=False)


class PricePositionSerializer(serializers.Serializer[Any]):
    """Our price among those of competitors, in the base currency."""

    sku = serializers.CharField()
    own = MoneyField()
    lowest = MoneyField()
    median = MoneyField()
    highest = MoneyField()
    offers = serializers.IntegerField()
    newest = serializers.DateTimeField()
    stale = serializers.BooleanField(help_text="Known by prices too old to act upon.")
    place = serializers.ChoiceField(choices=[(place.value, place.value) for place in Place])


def _words(help_text: str = "", *, most: int = LONGEST) -> serializers.CharField:
    return serializers.CharField(
        max_length=most, required=False, allow_blank=True, default="", help_text=help_text
    )


class SeenPrice(serializers.Serializer[Any]):
    """One look at one price. Name it by ``key``, ``barcode``, ``url`` or ``our_sku``."""

    price = serializers.CharField(max_length=30, help_text="Major units, such as 19.99.")
    currency = _words("ISO 4217; else the shop's base currency.", most=3)
    key = _words("What the competitor calls it.", most=120)
    our_sku = _words("Ours, where you know it: matched at once.", most=60)
    barcode = _words("GTIN-8, -12, -13 or -14.", most=20)
    title = _words()
    brand = _words()
    url = _words()
    availability = _words("Such as in_stock or out_of_stock.", most=40)
    seen_at = _words("A day or a moment of ISO 8601; else now.", most=40)


@example(
    "Two prices",
    {
        "prices": [
            {"key": "A-17", "barcode": "4006381333931", "price": "17.50", "currency": "EUR"},
            {"our_sku": "MUG-1", "price": "18.90", "availability": "out_of_stock"},
        ]
    },
)
class NewCompetitorPrices(serializers.Serializer[Any]):
    prices = serializers.ListField(child=SeenPrice(), min_length=1, max_length=MOST_PRICES)


class TakenInSerializer(serializers.Serializer[Any]):
    """What became of prices that were told."""

    looks = serializers.IntegerField(help_text="Prices that could be read.")
    offers = serializers.IntegerField(help_text="Offers not known before.")
    prices = serializers.IntegerField(help_text="Amounts not known before.")
    older = serializers.IntegerField(help_text="Overtaken by a later look.")
    matched = serializers.IntegerField(help_text="Newly known to be goods of yours.")
    refused = serializers.IntegerField()
    problems = serializers.ListField(
        child=serializers.CharField(), help_text="Why, each with its place in the list."
    )
