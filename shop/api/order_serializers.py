"""What the API says of orders, and what it takes to place one or to send something back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from foundation.money import Money
from orders.cancellation import can_be_cancelled
from orders.models import (
    FulfilmentState,
    Order,
    OrderLine,
    OrderPaymentState,
    OrderState,
    PaymentState,
    ReturnReason,
    ReturnRequest,
    ReturnState,
    ShippingKind,
)
from orders.tenders.told import of_banks
from shop.api.content_serializers import DownloadSerializer
from shop.api.serializers import (
    EXAMPLE_ID,
    CardInCart,
    CountryField,
    MoneyField,
    PublicIdField,
    SeenTotal,
    example,
)
from shop.storefront.order_page import downloads_of

MOST_LINES = 500
MOST_UNITS = 1_000_000
PHONE = r"^[0-9+()/. -]{5,30}$"
ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "12 St James's Square",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "country": "GB",
}


# --- orders ----------------------------------------------------------------------------------
class OrderLineSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="Of the line in its order, from 1.")
    sku = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    shipped = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    returned = serializers.IntegerField()
    is_gift = serializers.BooleanField()
    unit_price = MoneyField()
    discount = MoneyField()
    tax = MoneyField()
    total = MoneyField()


class OrderAddressSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="ship_name", allow_blank=True)
    company = serializers.CharField(source="ship_company", allow_blank=True)
    line1 = serializers.CharField(source="ship_line1", allow_blank=True)
    line2 = serializers.CharField(source="ship_line2", allow_blank=True)
    postcode = serializers.CharField(source="ship_postcode", allow_blank=True)
    city = serializers.CharField(source="ship_city", allow_blank=True)
    region = serializers.CharField(source="ship_region", allow_blank=True)
    country = serializers.CharField(source="ship_country", allow_blank=True)
    phone = serializers.CharField(allow_blank=True)


class OrderSerializer(serializers.Serializer[Any]):
    """An order as its buyer sees it in a list."""

    id = serializers.CharField(source="public_id")
    number = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=OrderState.choices)
    payment_state = serializers.ChoiceField(choices=OrderPaymentState.choices)
    fulfilment_state = serializers.ChoiceField(choices=FulfilmentState.choices)
    created_at = serializers.DateTimeField()
    placed_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    held = serializers.BooleanField(
        source="is_held", help_text="Somebody has a look at it before it is sent."
    )
    held_until = serializers.SerializerMethodField(
        help_text="By when its buyer hears what becomes of it, while it is held."
    )
    can_cancel = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()
    subtotal = MoneyField(help_text="Of the goods before discounts.")
    discount = MoneyField(help_text="Off the goods.")
    shipping = MoneyField()
    tax = MoneyField()
    total = MoneyField()
    prices_include_tax = serializers.BooleanField()

    def to_representation(self, order: Order) -> dict[str, Any]:
        for name in ("subtotal", "discount", "shipping", "tax", "total"):
            setattr(order, name, Money(getattr(order, f"{name}_minor"), order.currency))
        return super().to_representation(order)

    def get_held_until(self, order: Order) -> datetime | None:
        return order.hold_due_at if order.is_held else None

    def get_can_cancel(self, order: Order) -> bool:
        return can_be_cancelled(order)

    def get_lines(self, order: Order) -> OrderLineSerializer(many=True):  # type: ignore[valid-type]
        rows = [
            _line(number, line, order.currency) for number, line in enumerate(order.lines.all(), 1)
        ]
        return OrderLineSerializer(rows, many=True).data


def _line(number: int, line: OrderLine, currency: str) -> dict[str, Any]:
    told = ("sku", "name", "quantity", "shipped", "cancelled", "returned", "is_gift")
    amounts = ("unit_price", "discount", "tax", "total")
    return {
        "number": number,
        **{name: getattr(line, name) for name in told},
        **{name: Money(getattr(line, f"{name}_minor"), currency) for name in amounts},
    }


class PaymentSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=PaymentState.choices)
    provider = serializers.CharField()
    message = serializers.CharField(allow_blank=True)
    action_url = serializers.CharField(
        allow_blank=True, help_text="Where the shopper proves that it is they who pay, if asked."
    )
    due_on = serializers.DateField(allow_null=True)


class ShipmentSerializer(serializers.Serializer[Any]):
    carrier = serializers.CharField(allow_blank=True)
    tracking = serializers.CharField(allow_blank=True)
    tracking_url = serializers.CharField(allow_blank=True)
    shipped_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True)


class ReturnedLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(source="line.sku")
    name = serializers.CharField(source="line.name")
    quantity = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=ReturnReason.choices)


class ReturnSerializer(serializers.Serializer[ReturnRequest]):
    """A return as its buyer sees it."""

    id = serializers.CharField(source="public_id")
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=ReturnState.choices)
    note = serializers.CharField(source="customer_note", allow_blank=True)
    requested_at = serializers.DateTimeField()
    lines = ReturnedLineSerializer(many=True)


class ReturnableSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="Of the line.")
    units = serializers.IntegerField(help_text="That can be sent back.")


class OrderDetailSerializer(OrderSerializer):
    """An order with everything its page shows.

    ``token`` opens a guest's order, in the header ``X-Order-Token``: keep it as a secret of the
    shopper. A customer's order opens by their login, so theirs is null.
    """

    token = serializers.SerializerMethodField()
    email = serializers.CharField(allow_blank=True)
    address = OrderAddressSerializer(source="*")
    shipping_method = serializers.CharField(allow_blank=True)
    expected_from = serializers.DateField(allow_null=True)
    expected_to = serializers.DateField(allow_null=True)
    payment = serializers.SerializerMethodField()
    shipments = ShipmentSerializer(many=True)
    returns = ReturnSerializer(many=True)
    returnable = ReturnableSerializer(many=True)
    return_until = serializers.DateTimeField(allow_null=True)
    downloads = serializers.SerializerMethodField()

    def get_downloads(self, order: Order) -> DownloadSerializer(many=True):  # type: ignore[valid-type]
        return DownloadSerializer(downloads_of(order), many=True).data

    def get_token(self, order: Order) -> str | None:
        return order.token if order.customer_id is None else None

    def get_payment(self, order: Order) -> PaymentSerializer(allow_null=True):  # type: ignore[valid-type]
        payments = of_banks(order.payments.all())
        return PaymentSerializer(payments[-1]).data if payments else None


# --- checkout --------------------------------------------------------------------------------
class PlaceQuery(serializers.Serializer[Any]):
    """Where it would go, as far as it is known."""

    country = CountryField(required=False, help_text="Without it the cart's, else the shop's own.")
    region = serializers.CharField(required=False, max_length=40)
    postcode = serializers.CharField(required=False, max_length=20)
    vat_number = serializers.CharField(required=False, max_length=20)
    address = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Id of a saved address instead."
    )
    use_credit = serializers.BooleanField(
        required=False, help_text="Reckon what is left to pay with the customer's store credit."
    )
    use_points = serializers.BooleanField(
        required=False, help_text="Reckon what is left to pay with the customer's points."
    )


class ShippingQuoteSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="offer.method.public_id")
    name = serializers.CharField(source="offer.method.name")
    description = serializers.CharField(source="offer.method.description", allow_blank=True)
    kind = serializers.ChoiceField(source="offer.method.kind", choices=ShippingKind.choices)
    price = MoneyField(source="offer.price", help_text="After discounts.")
    tax = MoneyField(source="offer.summary.tax", help_text="Of the whole order.")
    total = MoneyField(source="offer.summary.total", help_text="Of the whole order: send it back.")
    rest = MoneyField(
        source="plan.rest",
        help_text="What gift cards, and credit and points where they are to be used, leave to pay.",
    )
    arrives_from = serializers.DateField(source="offer.quote.window.first")
    arrives_to = serializers.DateField(source="offer.quote.window.last")


class PaymentChoiceSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="value")
    name = serializers.CharField(source="choice.name")
    detail = serializers.CharField(source="choice.detail", allow_blank=True)


class MeansSerializer(serializers.Serializer[Any]):
    """What pays beside another way: gift cards of the cart, the customer's credit and points."""

    gift_cards = CardInCart(source="rows", many=True)
    credit = MoneyField(allow_null=True)
    points = serializers.IntegerField()
    points_pay = MoneyField(allow_null=True, help_text="What all of them pay.")


class QuotesSerializer(serializers.Serializer[Any]):
    """What the cart costs at a place by each way of delivery, and how it can be paid."""

    country = serializers.CharField(source="quote.destination.country")
    reverse_charge = serializers.BooleanField(source="summary.reverse_charge")
    shipping = ShippingQuoteSerializer(source="means.ways", many=True)
    payment = PaymentChoiceSerializer(source="payments", many=True)
    means = MeansSerializer()


class GiftSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    message = serializers.CharField(max_length=500, required=False, allow_blank=True)
    day = serializers.DateField(required=False, help_text="To be sent on; without it at once.")


class TypedAddress(serializers.Serializer[Any]):
    """An address as it is typed; what a way of delivery needs of it, the checkout says."""

    name = serializers.CharField(max_length=120)
    company = serializers.CharField(max_length=120, required=False, allow_blank=True)
    line1 = serializers.CharField(max_length=120, required=False, allow_blank=True)
    line2 = serializers.CharField(max_length=120, required=False, allow_blank=True)
    postcode = serializers.CharField(max_length=20, required=False, allow_blank=True)
    city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    country = CountryField()


class DeliveryAddress(TypedAddress):
    region = serializers.CharField(max_length=40, required=False, allow_blank=True)
    phone = serializers.RegexField(PHONE, required=False, allow_blank=True)


@example(
    "Sent to an address, paid by card",
    {
        "email": "ada@example.com",
        "address": ADDRESS,
        "shipping": EXAMPLE_ID,
        "payment": "test:success",
        "total": {"minor": 2990, "currency": "EUR"},
    },
)
class NewOrder(serializers.Serializer[Any]):
    """The address is typed, or one of the customer's own is named by ``address_id``."""

    email = serializers.EmailField(max_length=254)
    address = DeliveryAddress(required=False)
    address_id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    billing = TypedAddress(required=False, help_text="Of the invoice, where it is another.")
    vat_number = serializers.CharField(max_length=20, required=False, allow_blank=True)
    po_number = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        help_text="The buyer's own, on the invoice.",
    )
    shipping = PublicIdField(help_text="Id of a way of delivery.")
    payment = serializers.CharField(max_length=60, help_text="Id of a way to pay.")
    total = SeenTotal(help_text="What the shopper saw: another is refused.")
    rest = SeenTotal(
        required=False,
        help_text="What the shopper saw is left to pay: where it is sent, another is refused.",
    )
    use_credit = serializers.BooleanField(
        required=False, help_text="Pay as much as there is with the customer's store credit."
    )
    use_points = serializers.BooleanField(
        required=False, help_text="Pay as much as there is with the customer's points."
    )
    gift = GiftSerializer(
        required=False, help_text="Who gets the gift cards of the order, where not its buyer."
    )
    starts_at_once = serializers.BooleanField(
        required=False,
        help_text="The buyer agrees that downloads start at once and cannot be withdrawn.",
    )
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("address" in attrs) == ("address_id" in attrs):
            message = gettext_lazy("Give an address, or the id of one of your own.")
            raise serializers.ValidationError({"address": [message]})
        return attrs


class AskedSerializer(serializers.Serializer[Any]):
    """Where a cart went that needs approval."""

    id = serializers.CharField(help_text="Of the approval.")


# --- afterwards ------------------------------------------------------------------------------
class WantedLine(serializers.Serializer[Any]):
    number = serializers.IntegerField(
        min_value=1, max_value=MOST_LINES, help_text="Of the line in its order."
    )
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_UNITS)


class UnwantedLine(WantedLine):
    reason = serializers.ChoiceField(choices=ReturnReason.choices)


@example(
    "One thing is too small",
    {"lines": [{"number": 1, "quantity": 1, "reason": "too_small"}], "note": "One size up, please"},
)
class NewReturn(serializers.Serializer[Any]):
    lines = serializers.ListField(child=UnwantedLine(), allow_empty=False, max_length=MOST_LINES)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ReorderedSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(
        source="cart_token", allow_null=True, help_text="Opens the cart; null of a customer's."
    )
    units = serializers.IntegerField(help_text="That are in the cart now.")
    refused = serializers.ListField(
        child=serializers.CharField(), help_text="What is not, with the reason."
    )
