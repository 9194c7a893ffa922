"""What a promotion takes off goods that stand at certain amounts. Pure integers, line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from foundation.money import BASIS_POINTS, allocate
from pricing.engine.promotions import (
    AmountOff,
    BuyGet,
    FixedPrice,
    FreeShipping,
    Gift,
    Match,
    PercentOff,
    Promotion,
    Spread,
)
from pricing.engine.types import Item


@dataclass(frozen=True, slots=True)
class Standing:
    """The goods with what is left to pay of each line, and of the shipping once it is known."""

    items: tuple[Item, ...]
    left: tuple[int, ...]
    shipping: int | None
    gifts: Mapping[int, Item]

    def without(self, outcome: Outcome) -> Standing:
        left = tuple(a - b for a, b in zip(self.left, outcome.parts, strict=True))
        shipping = None if self.shipping is None else self.shipping - outcome.shipping
        return Standing(self.items, left, shipping, self._gifts_without(outcome))

    def _gifts_without(self, outcome: Outcome) -> Mapping[int, Item]:
        if outcome.gift is None:
            return self.gifts
        item, given = outcome.gift
        return {**self.gifts, item.variant_id: replace(item, quantity=item.quantity - given)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one promotion did. ``parts`` are taken off the lines, ``gift`` is given."""

    promotion: Promotion
    parts: tuple[int, ...]
    shipping: int = 0
    gift: tuple[Item, int] | None = None
    promises_shipping: bool = False

    @property
    def amount(self) -> int:
        return sum(self.parts) + self.shipping

    @property
    def worth(self) -> int:
        """What it is worth to the buyer: a gift counts as what it costs otherwise."""
        given = self.gift[0].unit_price * self.gift[1] if self.gift else 0
        return self.amount + given

    @property
    def does_something(self) -> bool:
        return self.amount > 0 or self.gift is not None or self.promises_shipping


def outcome(promotion: Promotion, standing: Standing) -> Outcome:
    """What a promotion that holds does to goods as they stand, within its cap."""
    effect = promotion.effect
    nothing = (0,) * len(standing.items)
    if isinstance(effect, FreeShipping):
        taken = _at_most(standing.shipping or 0, promotion.cap)
        return Outcome(promotion, nothing, taken, promises_shipping=standing.shipping is None)
    if isinstance(effect, Gift):
        item = standing.gifts.get(effect.variant_id)
        if item is None or item.quantity < effect.quantity:
            return Outcome(promotion, nothing)
        return Outcome(promotion, nothing, gift=(item, effect.quantity))
    parts = _parts(promotion, standing)
    taken = _at_most(sum(parts), promotion.cap)
    return Outcome(promotion, tuple(_spread(taken, parts)))


def _parts(promotion: Promotion, standing: Standing) -> list[int]:
    effect, match = promotion.effect, promotion.match
    left = [
        amount if match.fits(item) else 0
        for item, amount in zip(standing.items, standing.left, strict=True)
    ]
    if isinstance(effect, PercentOff):
        return _spread(_share(sum(left), effect.basis_points, BASIS_POINTS), left)
    if isinstance(effect, BuyGet):
        return _buy_get(effect, match, standing)
    if isinstance(effect, AmountOff) and effect.spread is Spread.TOGETHER:
        return _spread(min(effect.amount, sum(left)), left)
    if isinstance(effect, AmountOff):
        return [
            min(effect.amount * item.quantity, amount)
            for item, amount in zip(standing.items, left, strict=True)
        ]
    if isinstance(effect, FixedPrice):
        return [
            max(amount - effect.price * item.quantity, 0)
            for item, amount in zip(standing.items, left, strict=True)
        ]
    raise TypeError(f"{effect} takes nothing off goods")


def _buy_get(effect: BuyGet, match: Match, standing: Standing) -> list[int]:
    """Off the cheapest pieces, so many that for each ``get`` of them ``buy`` others are paid."""
    reward = effect.get_from or match
    places = range(len(standing.items))
    by_price = sorted(
        (place for place in places if reward.fits(standing.items[place])),
        key=lambda place: (standing.left[place] / standing.items[place].quantity, place),
    )
    bought = [place for place in places if match.fits(standing.items[place])]
    pieces = sum(standing.items[place].quantity for place in by_price)
    limit = pieces if effect.sets is None else min(pieces, effect.sets * effect.get)

    def taken(number: int) -> dict[int, int]:
        chosen = {}
        for place in by_price:
            chosen[place] = min(number, standing.items[place].quantity)
            number -= chosen[place]
        return chosen

    def is_earned(number: int) -> bool:
        chosen = taken(number)
        paid = sum(standing.items[place].quantity - chosen.get(place, 0) for place in bought)
        return paid >= effect.buy * -(-number // effect.get)

    chosen = taken(_largest(limit, is_earned))
    return [
        _share(
            standing.left[place] * chosen.get(place, 0),
            effect.basis_points,
            BASIS_POINTS * standing.items[place].quantity,
        )
        for place in places
    ]


def _largest(limit: int, holds: Callable[[int], bool]) -> int:
    """The largest number up to ``limit`` for which a condition holds that, once false, stays so."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _spread(amount: int, weights: Sequence[int]) -> list[int]:
    """``allocate``, nothing where there is nothing; no part exceeds its weight."""
    return allocate(amount, weights) if amount else [0] * len(weights)


def _share(amount: int, numerator: int, denominator: int) -> int:
    """``amount * numerator / denominator`` rounded half up, in integers."""
    return (2 * amount * numerator + denominator) // (2 * denominator)


def _at_most(amount: int, cap: int | None) -> int:
    return amount if cap is None else min(amount, cap)
