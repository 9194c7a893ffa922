"""What is recommended in a message: personal with consent, else what is wanted by all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from marketing.content.blocks import Picks
from marketing.content.goods import Good, goods_of_products, newest_products
from marketing.content.reading import Reader
from recommendations import serving

SPARE = 3
"""So many times as many are asked for as shown: some are sold out by now."""


def recommended(
    reader: Reader,
    picks: Picks,
    *,
    most: int,
    beside: Sequence[int],
    besides: Collection[int],
    at: datetime,
) -> list[Good]:
    """Products that can be bought now, best first.

    Where a strategy says nothing (no consent, no history, no model) others follow: what is
    wanted now, then what is new on the shelves.

    Args:
        beside: the products of the cart or the order, for ``Picks.GOES_WITH``.
        besides: products that the message shows already.
    """
    asked = most * SPARE
    found: list[int] = []
    for answer in (
        lambda: _ask(reader, picks, asked, beside),
        lambda: [one.product_id for one in serving.trending(n=asked)],
        lambda: newest_products(besides=besides, most=asked),
    ):
        found += [product for product in answer() if product not in besides]
        goods = goods_of_products(found, buyer=reader.buyer, most=most, at=at)
        if len(goods) == most:
            break
    return goods


def _ask(reader: Reader, picks: Picks, n: int, beside: Sequence[int]) -> list[int]:
    match picks:
        case Picks.FOR_THEM:
            found = serving.email_picks(reader.context, n=n)
        case Picks.GOES_WITH:
            found = serving.for_cart(beside, n=n, context=reader.context) if beside else []
        case Picks.NEW:
            found = serving.new_for_you(reader.context, n=n)
        case Picks.TRENDING:
            found = []
    return [one.product_id for one in found]
