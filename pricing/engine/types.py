"""What goes into the reckoning of a basket and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from foundation.money import Money
from pricing.engine.taxes import TaxShare


class Reason(StrEnum):
    """Why a coupon does nothing. The sentence to each is made where people read it."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SPENT = "spent"
    USED_BY_YOU = "used_by_you"
    CURRENCY = "currency"
    SIGN_IN = "sign_in"
    NOT_FOR_YOU = "not_for_you"
    NOT_FIRST_ORDER = "not_first_order"
    NO_MATCHING_ITEMS = "no_matching_items"
    MINIMUM_VALUE = "minimum_value"
    MINIMUM_QUANTITY = "minimum_quantity"
    NOT_COMBINABLE = "not_combinable"
    BETTER_OFFER = "better_offer"
    NO_EFFECT = "no_effect"
    GIFT_GONE = "gift_gone"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why, and for a minimum how much is missing: minor units or pieces."""

    reason: Reason
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A variant in the basket at its unit price, in minor units of the basket's currency.

    ``categories`` are the keys of its category and of all above it. ``compare_at`` and
    ``unit_cost`` are carried through, the first one also tells what is reduced already.
    """

    variant_id: int
    product_id: int
    quantity: int
    unit_price: int
    compare_at: int | None = None
    unit_cost: int | None = None
    tax_class: str = ""
    categories: frozenset[str] = frozenset()
    brand_id: int | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys, as far as promotions ask. ``is_first_order`` is None where nobody knows."""

    is_known: bool = False
    group_id: int | None = None
    company_id: int | None = None
    is_first_order: bool | None = None


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code that was typed, the promotion it opens and why it may not."""

    code: str
    promotion_id: int | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    """Everything about a purchase but the rules. ``shipping`` is None until a way is chosen.

    ``gifts`` are the variants that promotions may give, by variant id, at their usual price; the
    quantity is how many there are to give.
    """

    currency: str
    items: tuple[Item, ...]
    buyer: Buyer = Buyer()
    coupons: tuple[Coupon, ...] = ()
    shipping: int | None = None
    gifts: Mapping[int, Item] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its money: ``total`` is what is paid for it, with tax.

    ``parts`` are the promotions that make up ``discount``: (promotion id, minor units).
    """

    variant_id: int
    quantity: int
    unit_price: Money
    compare_at: Money | None
    unit_cost: Money | None
    discount: Money
    tax_rate_basis_points: int
    tax: Money
    total: Money
    is_gift: bool = False
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AppliedPromotion:
    """What a promotion did: ``amount`` is what it took off goods or shipping, zero for a gift."""

    promotion_id: int
    label: str
    code: str
    amount: Money
    is_shipping: bool = False


@dataclass(frozen=True, slots=True)
class PricedBasket:
    """A basket that was reckoned; in the order of its items, gifts after them.

    ``subtotal`` and ``shipping`` are before discounts, as prices are shown. With prices that
    include tax: total = subtotal - discount + shipping - shipping_discount; with net prices the
    tax comes on top. The discounts of the lines sum to ``discount``, the shares to ``tax``.
    """

    lines: tuple[PricedLine, ...]
    subtotal: Money
    discount: Money
    shipping: Money
    shipping_discount: Money
    shipping_tax: Money
    shipping_tax_rate_basis_points: int
    tax: Money
    total: Money
    taxes: tuple[TaxShare, ...]
    applied: tuple[AppliedPromotion, ...]
    refusals: Mapping[str, Refusal]
    prices_include_tax: bool
    reverse_charge: bool
    tax_exempt: bool = False
    coupon_problems: Mapping[str, str] = field(default_factory=dict)

    def line(self, variant_id: int) -> PricedLine | None:
        """The line that is bought of a variant; None where the variant has no price."""
        return next(
            (row for row in self.lines if row.variant_id == variant_id and not row.is_gift), None
        )

    @property
    def gifts(self) -> tuple[PricedLine, ...]:
        return tuple(row for row in self.lines if row.is_gift)
