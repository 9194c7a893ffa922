"""What the staff's part of the API says and takes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from foundation.money import Money
from inventory.models import StockLevel
from orders.carts import LONGEST_CODE
from orders.models import FulfilmentState, Order, OrderPaymentState, OrderState
from pricing.models import Price
from shop.api.order_serializers import MOST_LINES, WantedLine
from shop.api.serializers import MoneyField, example

MOST_UNITS = 1_000_000
MOST_USES = 2**31 - 1
MOST_MAJOR = Decimal("9999999.999")


class StaffLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    shipped = serializers.IntegerField()
    returned = serializers.IntegerField()
    unit_price = MoneyField()
    total = MoneyField()


class StaffOrderSerializer(serializers.Serializer[Any]):
    """An order without what tells who bought: names are read in the admin, by whom may."""

    id = serializers.CharField(source="public_id")
    number = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=OrderState.choices)
    payment_state = serializers.ChoiceField(choices=OrderPaymentState.choices)
    fulfilment_state = serializers.ChoiceField(choices=FulfilmentState.choices)
    held = serializers.BooleanField(
        source="is_held", help_text="It cannot be sent before staff release it."
    )
    country = serializers.CharField(source="ship_country", allow_blank=True)
    total = MoneyField()
    created_at = serializers.DateTimeField()
    placed_at = serializers.DateTimeField(allow_null=True)
    lines = StaffLineSerializer(many=True)

    def to_representation(self, order: Order) -> dict[str, Any]:
        order.total = Money(order.total_minor, order.currency)  # type: ignore[attr-defined]
        for line in order.lines.all():
            line.unit_price = Money(line.unit_price_minor, order.currency)  # type: ignore[attr-defined]
            line.total = Money(line.total_minor, order.currency)  # type: ignore[attr-defined]
        return super().to_representation(order)


class StockLevelSerializer(serializers.Serializer[StockLevel]):
    sku = serializers.CharField(source="variant.sku")
    warehouse = serializers.CharField(source="warehouse.code")
    on_hand = serializers.IntegerField()
    allocated = serializers.IntegerField()


class StaffPriceSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(source="variant.sku")
    amount = MoneyField()
    compare_at = MoneyField(allow_null=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, price: Price) -> dict[str, Any]:
        reduced = price.compare_at_minor
        shown = {
            "variant": price.variant,
            "amount": Money(price.amount_minor, price.currency),
            "compare_at": Money(reduced, price.currency) if reduced is not None else None,
            "starts_at": price.starts_at,
            "ends_at": price.ends_at,
        }
        return super().to_representation(shown)


class StaffShipmentLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(source="line.sku")
    quantity = serializers.IntegerField()


class StaffShipmentSerializer(serializers.Serializer[Any]):
    """A parcel: what left which warehouse."""

    id = serializers.CharField(source="public_id")
    warehouse = serializers.CharField(source="warehouse.code", allow_null=True, default=None)
    carrier = serializers.CharField(allow_blank=True)
    tracking = serializers.CharField(allow_blank=True)
    tracking_url = serializers.CharField(allow_blank=True)
    shipped_at = serializers.DateTimeField()
    delivered_at = serializers.DateTimeField(allow_null=True)
    lines = StaffShipmentLineSerializer(many=True)


class CouponSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    promotion = serializers.IntegerField(source="promotion_id")
    promotion_name = serializers.CharField(source="promotion.label")
    batch = serializers.CharField(allow_blank=True)
    most_uses = serializers.IntegerField(allow_null=True)
    most_uses_each = serializers.IntegerField(allow_null=True)
    uses = serializers.IntegerField(help_text="Redemptions that stand.")
    is_active = serializers.BooleanField()
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)


class MomentField(serializers.DateTimeField):
    """A moment of our times: long ago, clocks kept local times that no format of ours can tell."""

    default_error_messages = {"far": gettext_lazy("Choose a day between 1970 and 2200.")}

    def to_internal_value(self, value: Any) -> datetime:
        moment = super().to_internal_value(value)
        if not 1970 < moment.year < 2200:
            self.fail("far")
        return moment


class OrderQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=OrderState.choices, required=False)
    payment_state = serializers.ChoiceField(choices=OrderPaymentState.choices, required=False)
    fulfilment_state = serializers.ChoiceField(choices=FulfilmentState.choices, required=False)
    held = serializers.BooleanField(
        required=False, help_text="Only those that wait for a review, or only the others."
    )
    placed_since = MomentField(required=False)
    placed_until = MomentField(required=False)
    number = serializers.CharField(required=False, max_length=20)


class StockQuery(serializers.Serializer[Any]):
    sku = serializers.CharField(required=False, max_length=60)
    warehouse = serializers.CharField(required=False, max_length=40)
    at_most = serializers.IntegerField(
        required=False, min_value=0, max_value=MOST_UNITS, help_text="No more on hand than this."
    )


class PriceQuery(serializers.Serializer[Any]):
    sku = serializers.CharField(required=False, max_length=60)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    in_force = serializers.BooleanField(default=True)


@example("Counted", {"sku": "CHAIR-OAK", "on_hand": 7, "note": "Counted on Friday"})
class NewCount(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=60)
    on_hand = serializers.IntegerField(min_value=0, max_value=MOST_UNITS)
    note = serializers.CharField(max_length=200, help_text="Why, for whoever reads the ledger.")
    warehouse = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Its code; else the default one."
    )


@example("Reduced", {"sku": "CHAIR-OAK", "currency": "EUR", "amount": "99.90", "compare_at": "120"})
class NewPrice(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=60)
    currency = serializers.ChoiceField(choices=[(code, code) for code in settings.SHOP_CURRENCIES])
    amount = serializers.DecimalField(
        max_digits=10, decimal_places=3, min_value=Decimal(0), max_value=MOST_MAJOR,
        help_text="Major units.",
    )  # fmt: skip
    compare_at = serializers.DecimalField(
        max_digits=10, decimal_places=3, min_value=Decimal(0), max_value=MOST_MAJOR,
        required=False, allow_null=True, help_text="What it is reduced from.",
    )  # fmt: skip


class CouponQuery(serializers.Serializer[Any]):
    promotion = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    batch = serializers.CharField(required=False, max_length=60)
    is_active = serializers.BooleanField(required=False, allow_null=True, default=None)


class _Uses(serializers.Serializer[Any]):
    most_uses = serializers.IntegerField(
        min_value=1, max_value=MOST_USES, required=False, allow_null=True
    )
    most_uses_each = serializers.IntegerField(
        min_value=1, max_value=MOST_USES, required=False, allow_null=True
    )
    starts_at = MomentField(required=False, allow_null=True)
    ends_at = MomentField(required=False, allow_null=True)


@example("A code for a newsletter", {"code": "SPRING10", "promotion": 3, "most_uses": 500})
class NewCoupon(_Uses):
    code = serializers.CharField(max_length=LONGEST_CODE)
    promotion = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, help_text="Key of the promotion that it opens."
    )
    batch = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


@example("Switched off", {"is_active": False})
class CouponChanges(_Uses):
    is_active = serializers.BooleanField(required=False)


@example("Two of the first line", {"lines": [{"number": 1, "quantity": 2}], "tracking": "JJD0001"})
class NewShipment(serializers.Serializer[Any]):
    """Without lines all that lies ready leaves."""

    lines = serializers.ListField(child=WantedLine(), required=False, max_length=MOST_LINES)
    warehouse = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default="",
        help_text="Its code; else from wherever the units lie.",
    )  # fmt: skip
    carrier = serializers.CharField(
        max_length=60, required=False, allow_blank=True, default="",
        help_text="Else that of the way of delivery.",
    )  # fmt: skip
    tracking = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


@example("All of it", {"reason": "The buyer called"})
class NewCancellation(serializers.Serializer[Any]):
    """Without lines all of the order."""

    lines = serializers.ListField(child=WantedLine(), required=False, max_length=MOST_LINES)
    reason = serializers.CharField(max_length=200)
