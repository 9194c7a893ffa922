"""When a product would arrive and for how much, as the checkout would promise it."""

from __future__ import annotations

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assistant.goods.facts import ProductFacts, VariantFacts
from assistant.tools.base import Situation
from inventory.selectors import PromiseKind
from orders.selectors import shipping_estimates
from orders.shipping import ShippingQuote
from pricing.selectors import Destination

MOST_WAYS = 3


def told(product: ProductFacts, situation: Situation) -> str:
    """The ways in which it is delivered to where the shopper is; what is awaited says so first."""
    variant = next((one for one in product.variants if not one.is_sold_out), None)
    if variant is None:
        return _("It is sold out, so I cannot promise a day.")
    if variant.promise is not None and variant.promise.kind != PromiseKind.IN_STOCK:
        return _awaited(variant)
    quotes = shipping_estimates(
        goods=variant.price,
        weight_grams=variant.weight_grams,
        destination=Destination(situation.asker.country or settings.SHOP_COUNTRY),
    )
    if not quotes:
        return _("I know no way of delivery for it to your country. The cart shows all ways.")
    lines = [_way(quote, situation.language) for quote in quotes[:MOST_WAYS]]
    return " ".join([_("Ordered now:"), *lines])


def _way(quote: ShippingQuote, language: str) -> str:
    first, last = (
        date_format(day, "DATE_FORMAT") for day in (quote.window.first, quote.window.last)
    )
    told = {
        "name": str(quote.method),
        "price": quote.price.formatted(language) if quote.price else _("free of charge"),
        "first": first,
        "last": last,
    }
    if quote.window.is_one_day:
        return _("%(name)s (%(price)s): %(first)s.") % told
    return _("%(name)s (%(price)s): %(first)s to %(last)s.") % told


def _awaited(variant: VariantFacts) -> str:
    promise = variant.promise
    if promise is None or promise.expected_at is None:
        return _("It is not in stock now, and leaves as soon as it comes in.")
    day = date_format(promise.expected_at, "DATE_FORMAT")
    return _("It is not in stock now, and is expected on %(day)s.") % {"day": day}
