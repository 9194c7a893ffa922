"""The words of the rules: what may be said about which goods, on which surface, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from recommendations.algorithms.segments import Segment as Segment
from recommendations.algorithms.segments import segment_of as segment_of


class ShopSurface(StrEnum):
    """A place of the shop where something is recommended."""

    FOR_YOU = "for_you"
    BECAUSE_VIEWED = "because_viewed"
    BUY_AGAIN = "buy_again"
    SIMILAR = "similar"
    TOGETHER = "together"
    UPSELL = "upsell"
    CART = "cart"
    TRENDING = "trending"
    NEW_FOR_YOU = "new_for_you"
    NEIGHBOURS = "neighbours"
    EMAIL = "email"
    CATEGORY = "category"


class RuleKind(StrEnum):
    PIN = "pin"
    BOOST = "boost"
    BURY = "bury"
    EXCLUDE = "exclude"
    REPEAT = "repeat"


class TargetKind(StrEnum):
    """By what a rule names goods; an option is a colour, a size or another trait of a variant."""

    PRODUCT = "product"
    CATEGORY = "category"
    BRAND = "brand"
    OPTION = "option"


Target = tuple[TargetKind, int]


@dataclass(frozen=True)
class Candidate:
    """A product that may be shown, with what rules ask of it; unknown facts are None.

    ``categories`` are its own and those above it, its own first. ``price`` is in minor units of
    the base currency, ``margin`` a share of the price, ``stock`` in units (None: not tracked).
    """

    product: int
    categories: tuple[int, ...] = ()
    brand: int | None = None
    options: frozenset[int] = frozenset()
    price: int | None = None
    margin: float | None = None
    stock: int | None = None

    @property
    def category(self) -> int | None:
        return self.categories[0] if self.categories else None

    @cached_property
    def targets(self) -> frozenset[Target]:
        """Every name under which a rule may mean it."""
        named: set[Target] = {(TargetKind.PRODUCT, self.product)}
        named |= {(TargetKind.CATEGORY, key) for key in self.categories}
        named |= {(TargetKind.OPTION, key) for key in self.options}
        if self.brand is not None:
            named.add((TargetKind.BRAND, self.brand))
        return frozenset(named)


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the staff.

    ``strength`` (0 to 1) is how far a boost lifts or a bury sinks, as a share of the list that
    was considered. ``position`` counts from 1. ``days`` after a purchase a repeat offers again.
    Of two rules that disagree, the one of the smaller ``priority`` holds.
    """

    key: int
    kind: RuleKind
    target: Target
    strength: float = 0.5
    position: int = 1
    days: int = 0
    priority: int = 100


@dataclass(frozen=True, slots=True)
class PriceBand:
    """Prices in minor units of the base currency, both ends included; None is open."""

    lowest: int | None = None
    highest: int | None = None

    def holds(self, price: int | None) -> bool:
        """Whether a price is within; one that nobody knows is not held against a product."""
        if price is None:
            return True
        return (self.lowest is None or price >= self.lowest) and (
            self.highest is None or price <= self.highest
        )


@dataclass(frozen=True, slots=True)
class Shopper:
    """What rules ask of the person: their segment, and the days since they bought a product."""

    segment: Segment | None = None
    bought: Mapping[int, float] = field(default_factory=dict)


ANYBODY = Shopper()


@dataclass(frozen=True)
class RuleBook:
    """The rules of one surface at one moment, with its settings; strengths are from 0 to 1."""

    rules: tuple[Rule, ...] = ()
    margin_boost: float = 0.0
    stock_boost: float = 0.0
    diversity: float = 0.0
    most_of_category: int | None = None
    most_of_brand: int | None = None
    bands: Mapping[Segment, PriceBand] = field(default_factory=dict)

    @cached_property
    def is_empty(self) -> bool:
        """Nothing is said: the order of the models stays as it is."""
        settings = (self.margin_boost, self.stock_boost, self.diversity)
        caps = (self.most_of_category, self.most_of_brand)
        return not (self.rules or self.bands or any(settings) or any(caps))

    @cached_property
    def repeats(self) -> bool:
        """Whether anything may be offered again after it was bought."""
        return bool(self._by_kind[RuleKind.REPEAT])

    @cached_property
    def pinned_products(self) -> tuple[int, ...]:
        """Products with a place of their own, which the models may not have named."""
        return tuple(rule.target[1] for rule in self.pins if rule.target[0] is TargetKind.PRODUCT)

    @cached_property
    def pins(self) -> tuple[Rule, ...]:
        """By priority: the first to name a place gets it."""
        pins = (rule for rule in self.rules if rule.kind is RuleKind.PIN)
        return tuple(sorted(pins, key=lambda rule: (rule.priority, rule.position, rule.key)))

    @cached_property
    def _by_kind(self) -> dict[RuleKind, dict[Target, Rule]]:
        """For each kind and name the rule that holds, so that a candidate asks only for itself."""
        found: dict[RuleKind, dict[Target, Rule]] = {kind: {} for kind in RuleKind}
        for rule in sorted(self.rules, key=lambda rule: (rule.priority, rule.key), reverse=True):
            found[rule.kind][rule.target] = rule
        return found

    def first(self, candidate: Candidate, *kinds: RuleKind) -> Rule | None:
        """The rule of these kinds that holds for a candidate, by priority; None where none does."""
        found = [
            held[target]
            for kind in kinds
            # Most rules mean few goods: that none means this one is asked first, and cheaply.
            if (held := self._by_kind[kind]) and not candidate.targets.isdisjoint(held)
            for target in held.keys() & candidate.targets
        ]
        return _first(found) if found else None

    def offers_again(self, candidate: Candidate, days: float) -> bool:
        """Whether something bought so many days ago may be shown."""
        rule = self.first(candidate, RuleKind.REPEAT)
        return rule is not None and days >= rule.days


def _first(rules: Iterable[Rule]) -> Rule | None:
    return min(rules, key=lambda rule: (rule.priority, rule.key), default=None)
