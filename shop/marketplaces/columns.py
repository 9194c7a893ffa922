"""Which column of a marketplace's file says what: one table a layout. Pure.

Amazon's is that of its order report, as its help for sellers documents it ("Order report fields":
amounts are of the whole quantity, in text with tabs; several promotions take several rows); its
other reports name no prices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from shop.marketplaces.models import Layout

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of columns. Where several are named, amounts are summed and words are joined.

    ``price`` is that of a unit, or of the whole line (``price_is_of_line``). Taxes are of what is
    left after discounts, or of the prices before them (``tax_is_before_discount``); then further
    discounts of a line may stand in rows of their own.
    """

    reference: Names
    sku: Names
    quantity: Names
    price: Names
    price_is_of_line: bool = False
    tax_is_before_discount: bool = False
    item: Names = ()
    discount: Names = ()
    tax: Names = ()
    shipping: Names = ()
    shipping_discount: Names = ()
    shipping_tax: Names = ()
    commission: Names = ()
    currency: Names = ()
    bought_at: Names = ()
    ship_by: Names = ()
    service: Names = ()
    name: Names = ()
    company: Names = ()
    line1: Names = ()
    line2: Names = ()
    postcode: Names = ()
    city: Names = ()
    region: Names = ()
    country: Names = ()
    phone: Names = ()

    @property
    def needed(self) -> Names:
        """Columns without which a file cannot be read."""
        wanted = (
            self.reference, self.sku, self.quantity, self.price[:1], self.name, self.line1[:1],
            self.postcode, self.city, self.country,
        )  # fmt: skip
        return tuple(name for names in wanted for name in names)

    @property
    def known(self) -> frozenset[str]:
        """Every column that is read."""
        values = (getattr(self, one.name) for one in fields(self))
        return frozenset(name for names in values if isinstance(names, tuple) for name in names)


LAYOUTS: Final[Mapping[Layout, Columns]] = {
    Layout.GENERIC: Columns(
        reference=("order",), item=("item",), sku=("sku",), quantity=("quantity",),
        price=("unit_price",), discount=("discount",), tax=("tax",), shipping=("shipping",),
        shipping_tax=("shipping_tax",), commission=("commission",), currency=("currency",),
        bought_at=("bought_at",), ship_by=("ship_by",), service=("service",), name=("name",),
        company=("company",), line1=("line1",), line2=("line2",), postcode=("postcode",),
        city=("city",), region=("region",), country=("country",), phone=("phone",),
    ),
    Layout.AMAZON: Columns(
        reference=("order-id",), item=("order-item-id",), sku=("sku",),
        quantity=("quantity-purchased",), price=("item-price",), price_is_of_line=True,
        tax_is_before_discount=True,
        discount=("item-promotion-discount",), tax=("item-tax",),
        shipping=("shipping-price", "gift-wrap-price"),
        shipping_discount=("ship-promotion-discount",),
        shipping_tax=("shipping-tax", "gift-wrap-tax"), currency=("currency",),
        bought_at=("purchase-date",), ship_by=("promise-date",), service=("ship-service-level",),
        name=("recipient-name",), line1=("ship-address-1",),
        line2=("ship-address-2", "ship-address-3"), postcode=("ship-postal-code",),
        city=("ship-city",), region=("ship-state",), country=("ship-country",),
        phone=("ship-phone-number",),
    ),
}  # fmt: skip
