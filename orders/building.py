"""From what was agreed to rows: the same pure functions for the checkout and for history."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from events.context import EventContext
from events.names import Channel, Device, EventName
from events.services import Fact
from foundation.money import Money
from orders.models import Order, OrderDiscount, OrderLine, ShippingKind, ShippingMethod
from orders.shipping import tax_place
from pricing.engine import AppliedPromotion
from pricing.selectors import Destination
from pricing.totals import BasketTotals, TaxRule

FIRST_NUMBER = 100_000


@dataclass(frozen=True, slots=True)
class BillingAddress:
    """Whose name and address stand on the invoice, where they are not the delivery's."""

    name: str
    line1: str
    postcode: str
    city: str
    country: str
    company: str = ""
    line2: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class GiftWish:
    """To whom the gift cards of an order go instead of its buyer; without a day at once."""

    email: str
    name: str = ""
    message: str = ""
    send_on: date | None = None


@dataclass(frozen=True, slots=True)
class CheckoutDetails:
    """Who gets it and where; as typed, checked by the form.

    ``starts_at_once``: the buyer agreed that downloads start at once and cannot be withdrawn;
    ``renews``: that what comes again is charged again, each time on the means that is kept.
    """

    email: str
    name: str
    line1: str
    postcode: str
    city: str
    country: str
    line2: str = ""
    phone: str = ""
    company: str = ""
    region: str = ""
    vat_number: str = ""
    note: str = ""
    billing: BillingAddress | None = None
    po_number: str = ""
    starts_at_once: bool = False
    gift: GiftWish | None = None
    renews: bool = False

    @property
    def invoice_country(self) -> str:
        return self.billing.country if self.billing else self.country


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """What a line was when it was ordered; ``unit_cost`` None where unknown.

    Without ``tax_rate_basis_points`` the order's own rate is the line's.
    """

    variant_id: int | None
    product_id: int | None
    sku: str
    name: str
    quantity: int
    unit_price: Money
    unit_cost: Money | None
    tax_rate_basis_points: int | None = None


def order_number(order_id: int) -> str:
    """What people call an order. It stands on paper and in mails, never in an address."""
    return f"{FIRST_NUMBER + order_id}"


def first_key(order: Order) -> str:
    """The key of an order's first payment: there is no other before it was declined."""
    return f"order-{order.public_id}"


def order_discount(order: Order, applied: AppliedPromotion) -> OrderDiscount:
    """The row of what a promotion did for an order."""
    return OrderDiscount(
        order=order,
        promotion_id_then=applied.promotion_id if applied.promotion_id > 0 else None,
        label=applied.label[:160],
        code=applied.code,
        amount_minor=applied.amount.minor,
        is_shipping=applied.is_shipping,
    )


def line_name(name: str, options: str) -> str:
    """What a line calls its product, such as ``Ember mug (Rust)``."""
    return f"{name} ({options})" if options else name


def ship_to(details: CheckoutDetails, *, method: ShippingMethod | None = None) -> dict[str, Any]:
    """The columns of an order that say who gets it and where.

    Picked up, it goes nowhere: the country is then that of the counter. By e-mail it goes to no
    street either: the country is the buyer's, for the tax.
    """
    has_no_street = method is not None and method.kind != ShippingKind.DELIVERY
    place = tax_place(method, Destination(details.country))
    return {
        "email": details.email.lower(),
        "ship_name": details.name,
        "ship_company": details.company,
        "ship_line1": "" if has_no_street else details.line1,
        "ship_line2": "" if has_no_street else details.line2,
        "ship_postcode": "" if has_no_street else details.postcode,
        "ship_city": "" if has_no_street else details.city,
        "ship_region": "" if has_no_street else details.region,
        "ship_country": place.country,
        "phone": details.phone,
        "billing": asdict(details.billing) if details.billing else {},
        "vat_number": details.vat_number,
        "customer_note": details.note,
        "po_number": details.po_number.strip(),
    }


def build_order(
    *,
    details: CheckoutDetails,
    totals: BasketTotals,
    tax: TaxRule,
    shipping_method: str,
    base_currency: str,
    rate: Decimal,
    channel: Channel,
    at: datetime,
) -> Order:
    """An unsaved order with its snapshot of address and money."""
    return Order(
        channel=channel,
        **ship_to(details),
        currency=totals.total.currency,
        base_currency=base_currency,
        rate=rate,
        prices_include_tax=tax.included,
        subtotal_minor=totals.subtotal.minor,
        discount_minor=totals.discount.minor,
        shipping_minor=totals.shipping.minor,
        shipping_tax_minor=totals.tax.minor - sum(line.tax for line in totals.lines),
        shipping_tax_rate_basis_points=tax.rate_basis_points,
        tax_minor=totals.tax.minor,
        total_minor=totals.total.minor,
        shipping_method=shipping_method,
        created_at=at,
    )


def build_lines(
    order: Order, snapshots: list[LineSnapshot], totals: BasketTotals, tax: TaxRule
) -> list[OrderLine]:
    """The unsaved lines of an order; ``totals.lines`` are the amounts of ``snapshots``."""
    return [
        OrderLine(
            order=order,
            variant_id=snapshot.variant_id,
            product_id_then=snapshot.product_id,
            sku=snapshot.sku,
            name=snapshot.name,
            quantity=snapshot.quantity,
            unit_price_minor=amount.unit_price,
            discount_minor=amount.discount,
            tax_rate_basis_points=_rate_of(snapshot, tax),
            tax_minor=amount.tax,
            total_minor=amount.total,
            unit_cost_minor=snapshot.unit_cost.minor if snapshot.unit_cost else None,
        )
        for snapshot, amount in zip(snapshots, totals.lines, strict=True)
    ]


def _rate_of(snapshot: LineSnapshot, tax: TaxRule) -> int:
    own = snapshot.tax_rate_basis_points
    return tax.rate_basis_points if own is None else own


def order_facts(order: Order, lines: list[OrderLine], at: datetime) -> list[Fact]:
    """What the log hears of an order that was placed: the order, and each product bought.

    A line that is of no product, such as a charge, is no purchase. The payload's ``base`` is the
    value in the base currency, for the roll-ups, where the order is in another.
    """
    placed = Fact(
        name=EventName.ORDER_PLACED,
        order_ref=order.public_id,
        quantity=sum(line.quantity for line in lines),
        value=Money(order.total_minor, order.currency),
        payload=in_base(order.total_minor, order),
        at=at,
    )
    bought = [
        Fact(
            name=EventName.PRODUCT_PURCHASED,
            product_id=line.product_id_then,
            variant_id=line.variant_id,
            order_ref=order.public_id,
            quantity=line.quantity,
            value=Money(line.total_minor, order.currency),
            payload=in_base(line.total_minor, order),
            at=at,
        )
        for line in lines
        if line.product_id_then is not None
    ]
    return [placed, *bought]


def in_base(minor: int, order: Order) -> dict[str, Any]:
    """An amount of an order as the roll-ups want it: nothing where it is in the base currency."""
    if order.currency == order.base_currency:
        return {}
    paid = Money(minor, order.currency)
    return {"base": paid.converted(order.base_currency, 1 / order.rate).minor}


def pack_context(context: EventContext) -> dict[str, Any]:
    """The circumstances of a checkout as JSON, already without what consent does not cover."""
    kept = context.minimised()
    return {
        "visitor": str(kept.visitor) if kept.visitor else None,
        "session": str(kept.session) if kept.session else None,
        "customer": str(kept.customer) if kept.customer else None,
        "channel": kept.channel.value,
        "source": kept.source,
        "medium": kept.medium,
        "campaign": kept.campaign,
        "device": kept.device.value,
        "country": kept.country,
        "consent": int(kept.consent),
    }


def unpack_context(packed: dict[str, Any]) -> EventContext:
    """What ``pack_context`` packed; nobody's where nothing was."""
    if not packed:
        return EventContext()
    ids = {
        name: UUID(packed[name]) if packed[name] else None
        for name in ("visitor", "session", "customer")
    }
    return EventContext(
        **ids,
        channel=Channel(packed["channel"]),
        source=packed["source"],
        medium=packed["medium"],
        campaign=packed["campaign"],
        device=Device(packed["device"]),
        country=packed["country"],
        consent=packed["consent"],
    )
