"""Orders that a marketplace sold become orders of the shop: each once, placed and paid there.

An order with its lines, its payment and its stock stands in one transaction. What is not in stock
was sold all the same: it waits as a backorder that no policy limits.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError

from events.context import EventContext
from events.names import Channel
from foundation import clock
from foundation.transactions import retry_once
from orders.building import line_name, order_number, pack_context
from orders.checkout.complete import complete_order
from orders.models import Order, OrderDiscount, OrderLine, OrderState, Payment
from orders.payments.by_hand import PaidAtMarketplace
from pricing.selectors import exchange_rate
from shop.marketplaces.articles import Articles
from shop.marketplaces.checking import external_ref, terms_of
from shop.marketplaces.models import (
    Marketplace,
    MarketplaceLine,
    MarketplaceOrder,
    OrderFile,
)
from shop.marketplaces.reckoning import Amounts, Reckoned, reckon, share
from shop.marketplaces.sold import SoldItem, SoldOrder


def take_order(
    *,
    marketplace: Marketplace,
    sold: SoldOrder,
    articles: Articles,
    file: OrderFile | None = None,
    at: datetime | None = None,
) -> MarketplaceOrder | None:
    """Place what a marketplace sold; None where the shop has it already, by whomever brought.

    Raises:
        NoRate: its currency has no rate of exchange.
        KeyError: an article of it is not in ``articles``.
    """
    name = external_ref(marketplace, sold.reference)
    if Order.objects.filter(external_ref=name).exists():
        return None
    reckoned = reckon(sold, articles.rates(sold), terms_of(marketplace))

    def write() -> MarketplaceOrder:
        order = _write_order(marketplace, sold, reckoned, at or clock.now())
        _write_lines(order, reckoned, articles)
        entry = _write_entry(marketplace, sold, reckoned, order, file)
        _place(order, sold, at)
        return entry

    try:
        return retry_once(write)
    except IntegrityError:
        if Order.objects.filter(external_ref=name).exists():
            return None  # another upload was faster
        raise


def _write_order(
    marketplace: Marketplace, sold: SoldOrder, reckoned: Reckoned, now: datetime
) -> Order:
    """The order, to be placed. It keeps no address of mail: its buyer is the marketplace's."""
    to = sold.to
    context = EventContext(channel=Channel.MARKETPLACE, country=to.country)
    way = ": ".join(word for word in (marketplace.name, sold.service) if word)
    order = Order.objects.create(
        state=OrderState.PENDING,
        channel=Channel.MARKETPLACE,
        external_ref=external_ref(marketplace, sold.reference),
        language=settings.LANGUAGE_CODE,
        ship_name=to.name, ship_company=to.company, ship_line1=to.line1, ship_line2=to.line2,
        ship_postcode=to.postcode, ship_city=to.city, ship_region=to.region,
        ship_country=to.country, phone=to.phone,
        currency=marketplace.currency,
        base_currency=settings.SHOP_BASE_CURRENCY,
        rate=exchange_rate(marketplace.currency),
        prices_include_tax=marketplace.prices_include_tax,
        tax_exemption=marketplace.name if marketplace.collects_tax else "",
        subtotal_minor=reckoned.subtotal,
        discount_minor=reckoned.discount,
        shipping_minor=reckoned.shipping,
        shipping_tax_minor=reckoned.shipping_tax,
        shipping_tax_rate_basis_points=reckoned.shipping_rate,
        tax_minor=reckoned.tax,
        total_minor=reckoned.total,
        shipping_method=way[:80],
        context=pack_context(context),
        created_at=now,
    )  # fmt: skip
    order.number = order_number(order.pk)
    order.save(update_fields=["number"])
    if reckoned.discount:
        OrderDiscount.objects.create(
            order=order, label=marketplace.name, amount_minor=reckoned.discount
        )
    return order


def _write_lines(order: Order, reckoned: Reckoned, articles: Articles) -> None:
    wanted = [(one.item, part) for one in reckoned.items for part in one.parts]
    lines = OrderLine.objects.bulk_create(
        _line(order, item, amounts, articles) for item, amounts in wanted
    )
    MarketplaceLine.objects.bulk_create(
        MarketplaceLine(line=line, item=item.item)
        for line, (item, _amounts) in zip(lines, wanted, strict=True)
        if item.item
    )


def _line(order: Order, item: SoldItem, amounts: Amounts, articles: Articles) -> OrderLine:
    card = articles.card(item)
    return OrderLine(
        order=order,
        variant_id=card.variant_id,
        product_id_then=card.product_id,
        sku=card.sku,
        name=line_name(card.name, card.options)[:240],
        kind=card.kind,
        quantity=amounts.quantity,
        unit_price_minor=amounts.unit_price,
        discount_minor=amounts.discount,
        tax_rate_basis_points=amounts.rate_basis_points,
        tax_minor=amounts.tax,
        total_minor=amounts.total,
        unit_cost_minor=articles.cost(item),
    )


def _write_entry(
    marketplace: Marketplace,
    sold: SoldOrder,
    reckoned: Reckoned,
    order: Order,
    file: OrderFile | None,
) -> MarketplaceOrder:
    commission = sold.commission
    if commission is None:
        commission = share(reckoned.total, marketplace.commission_basis_points)
    return MarketplaceOrder.objects.create(
        order=order,
        marketplace=marketplace,
        file=file,
        reference=sold.reference,
        collected_tax_minor=reckoned.collected_tax,
        commission_minor=commission,
        bought_at=sold.bought_at,
        ship_by=sold.ship_by,
    )


def _place(order: Order, sold: SoldOrder, at: datetime | None) -> None:
    """Paid at the marketplace, and so placed with its stock."""
    payment = Payment.objects.create(
        order=order,
        provider=PaidAtMarketplace.name,
        key=f"order-{order.public_id}",
        amount_minor=order.total_minor,
        currency=order.currency,
        created_at=order.created_at,
    )
    is_placed = complete_order(
        order_id=order.pk, payment_id=payment.pk, provider_ref=sold.reference, at=at
    )
    if not is_placed:
        raise RuntimeError(f"order {order} of a marketplace could not be placed")
