"""What is true of a product, as sentences: price, stock, choices, stars.

In the language that is active, amounts as that language writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel.numbers import format_decimal
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistant.goods.facts import ProductFacts, VariantFacts
from assistant.tools.base import Situation
from inventory.selectors import PromiseKind, StockPromise

FEW = 5


def price_text(product: ProductFacts, language: str) -> str:
    """``€49.00``, or ``from €49.00`` where its variants cost differently."""
    price = product.cheapest.formatted(language)
    return _("from %(price)s") % {"price": price} if product.has_several_prices else price


def stock_text(product: ProductFacts) -> str:
    """What is promised of it, the best of its variants."""
    promises = [variant.promise for variant in product.variants]
    if any(promise is None for promise in promises):
        return _("In stock")
    told = [promise for promise in promises if promise is not None]
    best = max(told, key=lambda one: (one.in_stock > 0, one.sellable))
    return promise_text(best, with_number=len(told) == 1)


def promise_text(promise: StockPromise | None, *, with_number: bool = True) -> str:
    """What is promised of one variant."""
    if promise is None:
        return _("In stock")
    if promise.sellable <= 0:
        return _("Sold out")
    if promise.kind == PromiseKind.PREORDER:
        return _with_day(promise, _("Preorder: comes out on %(day)s"), _("Preorder"))
    if promise.kind == PromiseKind.BACKORDER:
        unknown = _("Not in stock now: sent as soon as it comes in")
        return _with_day(promise, _("Not in stock now: expected on %(day)s"), unknown)
    if with_number and promise.sellable <= FEW:
        few = ngettext("Only %(count)d left", "Only %(count)d left", promise.sellable)
        return few % {"count": promise.sellable}
    return _("In stock")


def stars_text(product: ProductFacts, language: str) -> str:
    """``4.6 of 5 stars from 12 reviews``; "" without any review."""
    if product.stars is None:
        return ""
    mean = format_decimal(round(product.stars, 1), format="0.0", locale=language)
    text = ngettext(
        "%(mean)s of 5 stars from %(count)d review",
        "%(mean)s of 5 stars from %(count)d reviews",
        product.reviews,
    )
    return text % {"mean": mean, "count": product.reviews}


def choices_text(values: Sequence[str]) -> str:
    """Values side by side: ``S, M, L``."""
    return ", ".join(values)


def facts_of(product: ProductFacts, situation: Situation) -> dict[str, Any]:
    """What may be said of a product, as JSON for a language model."""
    language = situation.language
    cheapest = min(product.variants, key=lambda one: one.price.minor)
    return {
        "name": product.name,
        "brand": product.brand,
        "category": product.category,
        "price": price_text(product, language),
        "price_before": cheapest.before.formatted(language) if cheapest.before else "",
        "stock": stock_text(product),
        "rating": stars_text(product, language),
        "traits": dict(product.traits),
        "choices": product.options(),
    }


def placed_facts(shown: Sequence[ProductFacts], situation: Situation) -> list[dict[str, Any]]:
    """Products shown, each with the place by which it may be spoken of."""
    return [
        {"place": place, **facts_of(one, situation)} for place, one in enumerate(shown, start=1)
    ]


def variant_name(variant: VariantFacts) -> str:
    """What it differs by: ``Forest, M``; "" where there is nothing to choose."""
    return ", ".join(value for _option, value in variant.values)


def _with_day(promise: StockPromise, with_day: str, without: str) -> str:
    if promise.expected_at is None:
        return without
    return with_day % {"day": date_format(promise.expected_at, "DATE_FORMAT")}
