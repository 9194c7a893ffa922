"""What the shop asks and announces: prices, their random test, promotions and mailings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.catalogue import Catalogue
from simulation.columns import NONE, BoolArray, FloatArray, IntArray, round_half_up
from simulation.config import MarketConfig
from simulation.kinds import MailKind, MailMedium, Stream
from simulation.streams import stream


@dataclass(frozen=True)
class Promotion:
    """A percentage off some products for a day; the best one counts, they do not add up.

    With ``coupon`` only shoppers who know the code get it, and with ``first_order_only`` only those
    who have not ordered before (as far as the shop can see).
    """

    name: str
    products: IntArray
    percent: int
    coupon: bool = False
    first_order_only: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.percent < 100:
            raise ValueError("a promotion takes between 1 and 99 percent off")


@dataclass(frozen=True)
class Mailing:
    """Mail, or a push, sent today to these customers.

    With ``percent`` everybody gets a code of their own: so much off everything, once, for
    ``valid_days`` days from today on.
    """

    kind: MailKind
    customers: IntArray
    hours: FloatArray | None = None
    """(n,) hour at which each is sent; None sends all before anybody is awake."""
    medium: MailMedium = MailMedium.EMAIL
    percent: int = 0
    valid_days: int = 14

    def __post_init__(self) -> None:
        if not 0 <= self.percent < 100:
            raise ValueError("a code takes less than 100 percent off")
        if self.hours is not None and self.hours.shape != self.customers.shape:
            raise ValueError("a mailing has one hour a customer, or none at all")


@dataclass(frozen=True)
class PriceMoves:
    """The record of the random price test on one day."""

    day: int
    multiplier: FloatArray
    """(P,) factor on the reference price, drawn at random where ``randomised``."""
    randomised: BoolArray
    """(P,) products in the test; the others keep a factor of 1."""
    spell: IntArray
    """(P,) number of the spell: the factor stays the same within one."""
    changed: BoolArray
    """(P,) products whose spell begins today."""

    def prices(self, catalogue: Catalogue) -> IntArray:
        """(V,) reference prices times the factors, in whole minor units, at least one."""
        exact = catalogue.variant_price * self.multiplier[catalogue.variant_product]
        return np.maximum(1, np.floor(exact + 0.5)).astype(np.int64)


def price_moves(
    day: int, products: int, tested: IntArray, config: MarketConfig, seed: int
) -> PriceMoves:
    """The random factors of a day: a function of the seed and the day alone.

    Each tested product runs through spells of ``config.price_spell_days``, begun on staggered days,
    with a factor drawn evenly from ``config.price_levels`` for each.
    """
    length = config.price_spell_days
    offset = stream(seed, Stream.PRICES, 0).integers(0, length, products)
    spell = (day + offset) // length
    multiplier = np.ones(products)
    randomised = np.zeros(products, dtype=np.bool_)
    randomised[tested] = True
    for number in np.unique(spell):
        draw = stream(seed, Stream.PRICES, int(number) + 1).choice(config.price_levels, products)
        multiplier = np.where(randomised & (spell == number), draw, multiplier)
    return PriceMoves(
        day=day,
        multiplier=multiplier,
        randomised=randomised,
        spell=spell.astype(np.int64),
        changed=randomised & ((day + offset) % length == 0),
    )


@dataclass(frozen=True)
class OfferOfTheDay:
    """Prices and promotions in the form in which shoppers meet them."""

    prices: IntArray
    """(V,) list price."""
    open_percent: IntArray
    """(P,) percent off for everyone."""
    open_promotion: IntArray
    """(P,) row of the promotion, or -1."""
    coupon_percent: IntArray
    """(P,) percent off with the day's coupon, for those who know it."""
    coupon: int
    """Row of the coupon promotion, or -1."""
    coupon_first_only: bool
    log_price_ratio: FloatArray
    """(P,) log of what everyone pays over the reference price."""

    @property
    def promoted(self) -> BoolArray:
        return self.open_percent > 0


def offer_of_the_day(
    catalogue: Catalogue, prices: IntArray, promotions: Sequence[Promotion]
) -> OfferOfTheDay:
    """Settle which promotion counts for each product.

    Raises:
        ValueError: for prices of the wrong shape, not integral or below one, or two coupons a day.
    """
    _check_prices(catalogue, prices)
    percent = np.zeros(catalogue.products, dtype=np.int64)
    source = np.full(catalogue.products, NONE, dtype=np.int64)
    coupon_percent = np.zeros(catalogue.products, dtype=np.int64)
    coupons = [row for row, promotion in enumerate(promotions) if promotion.coupon]
    if len(coupons) > 1:
        raise ValueError("at most one coupon a day")
    for row, promotion in enumerate(promotions):
        if promotion.coupon:
            coupon_percent[promotion.products] = promotion.percent
            continue
        better = promotion.products[percent[promotion.products] < promotion.percent]
        percent[better], source[better] = promotion.percent, row
    product = catalogue.variant_product
    paid = prices - discount_of(prices, percent[product])
    ratio = np.log(np.maximum(paid, 1) / catalogue.variant_price)
    mean = np.bincount(product, weights=ratio, minlength=catalogue.products)
    return OfferOfTheDay(
        prices=prices,
        open_percent=percent,
        open_promotion=source,
        coupon_percent=coupon_percent,
        coupon=coupons[0] if coupons else NONE,
        coupon_first_only=bool(coupons) and promotions[coupons[0]].first_order_only,
        log_price_ratio=mean / np.bincount(product, minlength=catalogue.products),
    )


def discount_of(price: IntArray, percent: IntArray) -> IntArray:
    """Money off one unit, halves up."""
    return round_half_up(price * percent, 100)


def _check_prices(catalogue: Catalogue, prices: IntArray) -> None:
    if prices.shape != (catalogue.variants,):
        raise ValueError(f"prices must have one value a variant ({catalogue.variants})")
    if not np.issubdtype(prices.dtype, np.integer):
        raise ValueError("prices are whole minor units")
    if len(prices) and int(prices.min()) < 1:
        raise ValueError("prices start at one minor unit")
