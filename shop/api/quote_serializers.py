"""What the API says of quotes, and what it is told to ask for one."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foundation.postcodes import check_postcode
from foundation.refusals import Refusal
from orders.models import QuoteState
from orders.quick_orders.reading import LONGEST_SKU, MOST_UNITS
from orders.quotes.request import MOST_LINES
from shop.api.order_serializers import DeliveryAddress
from shop.api.serializers import MoneyField, example

EXAMPLE_ITEMS = [{"sku": "MUG-RUST", "quantity": 400}]


class ItemBySku(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=LONGEST_SKU)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_UNITS)


class QuoteLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(source="line.sku")
    name = serializers.CharField(source="line.name")
    quantity = serializers.IntegerField(source="line.quantity")
    listed = MoneyField(help_text="The usual price of a unit for this buyer.")
    unit_price = MoneyField(allow_null=True, help_text="Null until it is offered.")


class QuoteSerializer(serializers.Serializer[Any]):
    """A quote in its newest version."""

    id = serializers.CharField(source="quote.public_id")
    number = serializers.CharField(source="quote.number")
    state = serializers.ChoiceField(source="quote.state", choices=QuoteState.choices)
    version = serializers.IntegerField(source="quote.version", help_text="Name it to accept it.")
    lines = QuoteLineSerializer(source="newest.lines", many=True)
    wish = serializers.CharField(source="newest.version.wish", allow_blank=True)
    note = serializers.CharField(
        source="newest.version.note", allow_blank=True, help_text="What the shop says to it."
    )
    shipping = MoneyField(allow_null=True)
    tax = MoneyField(allow_null=True)
    total = MoneyField(allow_null=True, help_text="Null until it is offered.")
    holds_until = serializers.DateField(allow_null=True, help_text="Its last day.")
    po_number = serializers.CharField(source="quote.po_number", allow_blank=True)
    reason = serializers.CharField(source="quote.reason", allow_blank=True)
    order = serializers.CharField(allow_null=True, help_text="Id of the order that it became.")
    created_at = serializers.DateTimeField(source="quote.created_at")


class AskedAgain(serializers.Serializer[Any]):
    """What is needed, and a word to it."""

    items = serializers.ListField(child=ItemBySku(), min_length=1, max_length=MOST_LINES)
    wish = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


@example(
    "Four hundred mugs",
    {
        "items": EXAMPLE_ITEMS,
        "address": {
            "name": "Ada Lovelace", "line1": "12 St James's Square", "postcode": "SW1Y 4JH",
            "city": "London", "country": "GB",
        },
        "wish": "In one parcel",
    },
)  # fmt: skip
class NewQuote(AskedAgain):
    """Where it is to go besides."""

    address = DeliveryAddress()
    vat_number = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")

    def validate_address(self, address: dict[str, Any]) -> dict[str, Any]:
        if address.get("postcode"):
            try:
                check_postcode(address["country"], address["postcode"])
            except Refusal as refusal:
                raise serializers.ValidationError({refusal.field: refusal.message}) from refusal
        return address


@example("Accepted", {"version": 1, "po_number": "PO-7"})
class Acceptance(serializers.Serializer[Any]):
    """The version that was seen; the number where the company asks for one."""

    version = serializers.IntegerField(min_value=1, max_value=10_000)
    po_number = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
