"""Promotions, coupons and buyers to test with, through the real services."""

from typing import Any

from django.conf import settings

from accounts.models import Customer, CustomerGroup
from catalog.models import Product, Variant
from catalog.tests.factories import make_product
from pricing.models import Coupon, Promotion, PromotionKind, PromotionTarget
from pricing.services import save_coupon, save_promotion, set_targets


def make_variant(price: str = "20.00", **more: Any) -> Variant:
    return make_product(price=price, **more).variants.get()


def make_promotion(
    kind: PromotionKind = PromotionKind.PERCENTAGE, *, targets: tuple[Any, ...] = (), **fields: Any
) -> Promotion:
    """A live promotion; ten per cent off everything if nothing else is said."""
    if kind == PromotionKind.PERCENTAGE:
        fields.setdefault("percent_basis_points", 1000)
    fields.setdefault("label", f"A {kind}")
    fields.setdefault("currency", settings.SHOP_BASE_CURRENCY)
    promotion = save_promotion(promotion=Promotion(kind=kind, **fields))
    set_targets(promotion=promotion, targets=[_target(thing) for thing in targets])
    return promotion


def _target(thing: Any) -> PromotionTarget:
    names = {Product: "product", CustomerGroup: "group"}
    return PromotionTarget(**{names.get(type(thing), type(thing).__name__.lower()): thing})


def make_coupon(code: str, promotion: Promotion | None = None, **fields: Any) -> Coupon:
    return save_coupon(coupon=Coupon(code=code, promotion=promotion or make_promotion(), **fields))


def make_customer(email: str = "ada@example.com", *, group: str = "") -> Customer:
    chosen = None
    if group:
        chosen, _made = CustomerGroup.objects.get_or_create(code=group, defaults={"name": group})
    return Customer.objects.create(email=email, group=chosen)
