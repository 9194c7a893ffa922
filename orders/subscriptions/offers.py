"""What can be had again and again: staff say how often, and how much less it costs then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product, ProductKind
from orders.models import CartLine, CartState, Interval, SubscriptionOffer
from orders.subscriptions.errors import SubscriptionRefused

HIGHEST_SHARE = 9_000
"""The most that may be taken off, in basis points: what is given away is no sale."""
_KINDS = (ProductKind.GOODS, ProductKind.BUNDLE)


@transaction.atomic
def set_offer(
    *, product: Product, intervals: Iterable[Interval], basis_points: int, is_active: bool = True
) -> SubscriptionOffer:
    """Offer a product as a subscription, or change how; what was subscribed to stays as agreed.

    Open carts follow: what is no longer offered so is bought once.

    Raises:
        SubscriptionRefused: it is nothing that is sent, no interval is chosen, or too much is off.
    """
    chosen = check_offer(product=product, intervals=intervals, basis_points=basis_points)
    offer, _made = SubscriptionOffer.objects.update_or_create(
        product=product,
        defaults={"intervals": chosen, "basis_points": basis_points, "is_active": is_active},
    )
    _have_carts_follow(product.pk, chosen if is_active else [], basis_points)
    return offer


@transaction.atomic
def withdraw_offer(*, offer: SubscriptionOffer) -> None:
    """Take an offer out; what was subscribed to stays as agreed, open carts buy once."""
    _have_carts_follow(offer.product_id, [], 0)
    offer.delete()


def _have_carts_follow(product_id: int, intervals: Sequence[str], basis_points: int) -> None:
    lines = CartLine.objects.filter(
        variant__product=product_id, cart__state=CartState.OPEN, cart__renewal__isnull=True
    ).exclude(interval="")
    lines.filter(interval__in=intervals).update(basis_points=basis_points)
    lines.exclude(interval__in=intervals).update(interval="", basis_points=0)


def check_offer(*, product: Product, intervals: Iterable[Interval], basis_points: int) -> list[str]:
    """The intervals to keep, from often to seldom.

    Raises:
        SubscriptionRefused: it is nothing that is sent, no interval is chosen, or too much is off.
    """
    wanted = set(intervals)
    if product.kind not in _KINDS:
        raise SubscriptionRefused(_("Only goods that are sent can come again."), field="product")
    if not wanted:
        raise SubscriptionRefused(_("Choose how often it may come."), field="intervals")
    if not 0 <= basis_points <= HIGHEST_SHARE:
        raise SubscriptionRefused(_("Choose between 0 and 90 per cent."), field="percent")
    return [interval.value for interval in Interval if interval in wanted]


def offer_of(product_id: int) -> SubscriptionOffer | None:
    """How a product can be subscribed to; None where it cannot."""
    return SubscriptionOffer.objects.filter(product=product_id, is_active=True).first()


def rhythms_of(lines: Iterable[CartLine]) -> dict[int, list[Interval]]:
    """How often the goods of a cart may come, by product; those that come once are absent.

    Asks no database where the lines were read with their offers, as ``cart_quote`` reads them.
    """
    offers = (getattr(line.variant.product, "subscription_offer", None) for line in lines)
    return {
        offer.product_id: list(intervals_of(offer)) for offer in offers if offer and offer.is_active
    }


def share_off(product_id: int, interval: str) -> int | None:
    """How much less something costs that comes so often, in basis points; None: not offered so.

    What is bought once (an empty interval) is always offered, at its price.
    """
    if not interval:
        return 0
    offer = offer_of(product_id)
    return offer.basis_points if offer and interval in offer.intervals else None


def intervals_of(offer: SubscriptionOffer | None) -> Sequence[Interval]:
    """How often it may come, from often to seldom; nothing where it is not offered so."""
    return [Interval(value) for value in offer.intervals] if offer else []
