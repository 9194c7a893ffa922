"""From what the models name to what is shown: the staff's rules over an ordered list of candidates.

Relevance is the place a candidate had, from 1 (first) down to nearly 0 (last), not its score:
scores of different models have no common scale, and "lifts it by half the list" is something that
staff can picture. Diversity is maximal marginal relevance (Carbonell & Goldstein, "The use of MMR,
diversity-based reranking", SIGIR 1998).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from recommendations.rules.book import ANYBODY, Candidate, Rule, RuleBook, RuleKind, Shopper

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

ALIKE_BY_CATEGORY = 0.6
ALIKE_BY_BRAND = 0.4


class Deed(StrEnum):
    """What moved a candidate or kept it out."""

    PINNED = "pinned"
    BOOSTED = "boosted"
    BURIED = "buried"
    MARGIN = "margin"
    STOCK = "stock"
    OUT_OF_BAND = "out_of_band"
    VARIETY = "variety"
    EXCLUDED = "excluded"
    SOLD_OUT = "sold_out"
    JUST_BOUGHT = "just_bought"
    CROWDED_OUT = "crowded_out"


@dataclass(frozen=True, slots=True)
class Mark:
    """One deed: by which rule, and by how many places of the considered list it moved."""

    deed: Deed
    rule: int | None = None
    places: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate with its place among those considered (from 0) and what the rules did to it."""

    candidate: Candidate
    before: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is shown, in order, and what is not, with the reasons."""

    shown: list[Placed]
    left_out: list[Placed]


def arrange(
    candidates: Sequence[Candidate],
    book: RuleBook,
    n: int,
    *,
    shopper: Shopper = ANYBODY,
    likeness: FloatArray | None = None,
) -> list[Placed]:
    """At most ``n`` of the candidates, which come best first, as the rules want them."""
    return arrangement(candidates, book, n, shopper=shopper, likeness=likeness).shown


def arrangement(
    candidates: Sequence[Candidate],
    book: RuleBook,
    n: int,
    *,
    shopper: Shopper = ANYBODY,
    likeness: FloatArray | None = None,
) -> Arrangement:
    """``arrange`` with what was left out.

    What is excluded, sold out or just bought never comes back, whatever else is said of it. A pin
    stands at its position where the list is long enough. Category and brand caps, and then price
    bands, give way only where nothing else is left to show.

    Args:
        candidates: best first; of a product named twice the first counts.
        likeness: how alike two candidates are, 0 to 1, float32 [candidates, candidates]; by
            category and brand where it is not given.
    """
    first = {candidate.product: place for place, candidate in reversed(list(enumerate(candidates)))}
    kept: list[int] = []
    left_out: list[Placed] = []
    for place in sorted(first.values()):
        barrier = _barrier(candidates[place], book, shopper)
        if barrier is None:
            kept.append(place)
        else:
            left_out.append(Placed(candidates[place], place, (barrier,)))
    pool = _Pool([candidates[place] for place in kept], book, shopper)
    if likeness is not None:
        pool.likeness = likeness[np.ix_(kept, kept)]
    shown = [Placed(pool.candidates[at], kept[at], tuple(marks)) for at, marks in pool.choose(n)]
    named = {placed.candidate.product for placed in shown}
    left_out += [
        Placed(candidates[place], place, (Mark(Deed.CROWDED_OUT),))
        for place in kept
        if candidates[place].product not in named
    ]
    return Arrangement(shown, left_out)


def _barrier(candidate: Candidate, book: RuleBook, shopper: Shopper) -> Mark | None:
    """Why a candidate may not be shown at all."""
    if candidate.stock is not None and candidate.stock <= 0:
        return Mark(Deed.SOLD_OUT)
    if (rule := book.first(candidate, RuleKind.EXCLUDE)) is not None:
        return Mark(Deed.EXCLUDED, rule.key)
    days = shopper.bought.get(candidate.product)
    if days is not None and not book.offers_again(candidate, days):
        return Mark(Deed.JUST_BOUGHT)
    return None


class _Pool:
    """The candidates that may be shown, and how each stands now."""

    def __init__(self, candidates: list[Candidate], book: RuleBook, shopper: Shopper) -> None:
        self.candidates = candidates
        self.book = book
        self.likeness: FloatArray | None = None
        self.marks: list[list[Mark]] = [[] for _candidate in candidates]
        self.lifts: list[tuple[Deed, npt.NDArray[np.float64]]] = []
        self.relevance = np.linspace(1.0, 0.0, len(candidates), endpoint=False)
        self._lift_by_rules()
        self._lift(Deed.MARGIN, book.margin_boost, [one.margin for one in candidates])
        self._lift(Deed.STOCK, book.stock_boost, [_log(one.stock) for one in candidates])
        self.is_outside = self._outside(shopper)
        self.categories = _codes([one.category for one in candidates])
        self.brands = _codes([one.brand for one in candidates])
        self.free = np.ones(len(candidates), np.bool_)
        self.capped = np.zeros(len(candidates), np.bool_)
        self.caps: list[tuple[IntArray, dict[int, int], int | None]] = [
            (self.categories, {}, book.most_of_category),
            (self.brands, {}, book.most_of_brand),
        ]
        self.like_shown = np.zeros(len(candidates), np.float32)

    def _lift_by_rules(self) -> None:
        """Boost and bury; of several the first by priority."""
        for at, candidate in enumerate(self.candidates):
            rule = self.book.first(candidate, RuleKind.BOOST, RuleKind.BURY)
            if rule is None:
                continue
            is_boost = rule.kind is RuleKind.BOOST
            by = rule.strength if is_boost else -rule.strength
            self.relevance[at] += by
            deed = Deed.BOOSTED if is_boost else Deed.BURIED
            self.marks[at].append(Mark(deed, rule.key, by * len(self.candidates)))

    def _lift(self, deed: Deed, strength: float, values: list[float | None]) -> None:
        """Lift by a fact, from nothing for the least to ``strength`` for the most.

        Who the fact is not known of stands in the middle.
        """
        known = [value for value in values if value is not None]
        if not strength or not known:
            return
        least, spread = min(known), max(known) - min(known)
        if spread <= 0:
            return
        shares = np.array([0.5 if value is None else (value - least) / spread for value in values])
        self.relevance += strength * shares
        self.lifts.append((deed, strength * shares * len(values)))

    def _outside(self, shopper: Shopper) -> npt.NDArray[np.bool_]:
        """Which candidates are out of the shopper's price band: they come after all others."""
        band = self.book.bands.get(shopper.segment) if shopper.segment else None
        if band is None:
            return np.zeros(len(self.candidates), np.bool_)
        return np.array(
            [not band.holds(candidate.price) for candidate in self.candidates], np.bool_
        )

    def choose(self, n: int) -> list[tuple[int, list[Mark]]]:
        """Indices of what is shown, in order, each with its marks."""
        size = min(n, len(self.candidates))
        pinned = self._pinned(size)
        for at in pinned.values():
            self._take(at)
        order = []
        for place in range(size):
            at = pinned[place] if place in pinned else self._best()
            self._take(at)
            order.append(at)
        return [(at, self.marks[at]) for at in order]

    def _take(self, at: int) -> None:
        """Note what is shown: it is free no more, fills its caps, and others may be too like it."""
        if not self.free[at]:
            return
        self.free[at] = False
        for codes, counts, most in self.caps:
            code = int(codes[at])
            counts[code] = counts.get(code, 0) + 1
            if code >= 0 and counts[code] == most:
                self.capped |= codes == code
        if not self.book.diversity:
            return
        if self.likeness is not None:
            np.maximum(self.like_shown, self.likeness[:, at], out=self.like_shown)
        else:
            same = ALIKE_BY_CATEGORY * _same(self.categories, at)
            same += ALIKE_BY_BRAND * _same(self.brands, at)
            np.maximum(self.like_shown, same, out=self.like_shown)

    def _pinned(self, size: int) -> dict[int, int]:
        """Which candidate stands at which place (from 0): the first by priority gets it.

        A later pin of the same place takes the next free one; one beyond the list is left to its
        relevance.
        """
        places: dict[int, int] = {}
        by_relevance = np.argsort(-self.relevance, kind="stable")
        for rule in self.book.pins:
            place = rule.position - 1
            while place in places:
                place += 1
            at = self._first_meant(rule, by_relevance, set(places.values()))
            if at is None or place >= size:
                continue
            places[place] = at
            self.marks[at] = [Mark(Deed.PINNED, rule.key)]
        return places

    def _first_meant(self, rule: Rule, order: IntArray, taken: set[int]) -> int | None:
        """The most relevant candidate that a pin names and no other pin has taken."""
        for at in order.tolist():
            if at not in taken and rule.target in self.candidates[at].targets:
                return int(at)
        return None

    def _best(self) -> int:
        """The next to be shown: within the caps and the price band where anything is left."""
        allowed = self.free & ~self.capped
        if not allowed.any():
            allowed = self.free
        if (inside := allowed & ~self.is_outside).any():
            allowed = inside
        share = self.book.diversity
        worth = (1 - share) * self.relevance - share * self.like_shown
        best = int(np.argmax(np.where(allowed, worth, -np.inf)))
        plain = int(np.argmax(np.where(self.free, self.relevance, -np.inf)))
        marks = self.marks[best]
        marks += [
            Mark(deed, None, by) for deed, places in self.lifts if (by := float(places[best]))
        ]
        if self.is_outside[best]:
            marks.append(Mark(Deed.OUT_OF_BAND))
        if best != plain and not self.is_outside[plain]:
            marks.append(Mark(Deed.VARIETY))
        return best


def _log(stock: int | None) -> float | None:
    """Units as a rank of ten: the difference of 2 and 20 counts like that of 20 and 200."""
    return None if stock is None else math.log1p(stock)


def _codes(keys: list[int | None]) -> IntArray:
    """Keys as an array; -1 where there is none."""
    return np.array([-1 if key is None else key for key in keys], np.int64)


def _same(codes: IntArray, at: int) -> FloatArray:
    """Who is of the same shelf or brand, where it is known: 1, else 0."""
    return ((codes == codes[at]) & (codes >= 0)).astype(np.float32)
