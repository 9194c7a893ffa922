"""What a message may show of its reader's own: the cart, the last order, what a flow is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils import translation

from catalog.models import Review
from catalog.selectors import variant_cards
from marketing.content.goods import Good, goods_of_products, goods_of_variants, product_path
from marketing.content.reading import Reader
from notifications.links import picture
from orders.carts import LIVE_STATES
from orders.models import Cart, Order, OrderState
from orders.selectors import cart_summary

MOST_LINES = 6


def subject_goods(reader: Reader, *, most: int, at: datetime) -> list[Good]:
    """What the flow is about, as far as it can still be bought; variants before products."""
    variants, products = _ids(reader, "variants"), _ids(reader, "products")
    if variants:
        return goods_of_variants(variants, buyer=reader.buyer, most=most, at=at)
    return goods_of_products(products, buyer=reader.buyer, most=most, at=at)


def cart_goods(reader: Reader, *, at: datetime) -> list[Good]:
    """What lies in the reader's cart and can be ordered, at the prices that the cart shows."""
    cart = _cart(reader)
    if cart is None or reader.customer is None:
        return []
    with translation.override(reader.language):
        lines = cart_summary(cart, customer=reader.customer, at=at).lines
    return [
        Good(
            product_id=line.product_id,
            variant_id=line.variant_id,
            name=line.name,
            options=line.options,
            path=product_path(line.slug, reader.language),
            picture=picture(line.picture),
            price=line.unit_price,
            quantity=line.quantity,
        )
        for line in lines
        if not line.problem and not line.is_gift and line.slug
    ][:MOST_LINES]


def order_goods(reader: Reader) -> list[Good]:
    """What the reader ordered last (or the order that a flow is about), as it was ordered."""
    order = _order(reader)
    if order is None:
        return []
    lines = [line for line in order.lines.all() if line.variant_id and not line.is_gift]
    with translation.override(reader.language):
        cards = variant_cards([line.variant_id for line in lines if line.variant_id])
    return [
        Good(
            product_id=card.product_id,
            variant_id=card.variant_id,
            name=card.name,
            options=card.options,
            path=product_path(card.slug, reader.language),
            picture=picture(card.picture),
            price=None,
            quantity=line.quantity,
        )
        for line in lines
        if (card := cards.get(line.variant_id or 0)) and card.slug and card.is_for_sale
    ][:MOST_LINES]


def unreviewed_goods(reader: Reader) -> list[Good]:
    """What was ordered and its reader has not yet written of; paths lead to the review form."""
    goods = order_goods(reader)
    written = set(
        Review.objects.filter(
            customer=reader.customer, product__in=[good.product_id for good in goods]
        ).values_list("product_id", flat=True)
    )
    first = {good.product_id: good for good in reversed(goods)}
    return [
        replace(good, path=f"{good.path}review/", quantity=1)
        for good in goods
        if good.product_id not in written and first[good.product_id] is good
    ]


def _cart(reader: Reader) -> Cart | None:
    """Their live cart; where a flow is about one, only that."""
    if reader.customer is None:
        return None
    carts = Cart.objects.filter(customer=reader.customer, state__in=LIVE_STATES)
    about = reader.about.get("cart")
    return carts.filter(pk=about).first() if isinstance(about, int) else carts.first()


def _order(reader: Reader) -> Order | None:
    if reader.customer is None:
        return None
    orders = Order.objects.filter(customer=reader.customer, state=OrderState.PLACED)
    about = reader.about.get("order")
    if isinstance(about, str) and about:
        orders = orders.filter(public_id=about)
    return orders.prefetch_related("lines").order_by("-placed_at", "-pk").first()


def _ids(reader: Reader, name: str) -> list[int]:
    told = reader.about.get(name)
    return [one for one in told if isinstance(one, int)] if isinstance(told, list) else []
