"""The sessions of a day before anything has happened in them."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.columns import BoolArray, Columns, FloatArray, IntArray
from simulation.kinds import SessionKind


@dataclass(frozen=True)
class Visits(Columns):
    seat: IntArray
    """Which random numbers are theirs: the customer's index, or a guest's place after them."""
    person: IntArray
    """Row in ``Tastes``; -1 for bots and attacks."""
    visitor: IntArray
    customer: IntArray
    device: IntArray
    source: IntArray
    campaign: IntArray
    country: IntArray
    network: IntArray
    start: IntArray
    kind: IntArray
    fraud: IntArray
    newcomer: FloatArray
    """Log odds that the first days as a customer add to a purchase."""
    due_product: IntArray
    """What was used up and is to be bought again."""
    cart_product: IntArray
    """What an earlier session left in the cart."""
    intent: FloatArray
    """Log odds that the reason to come adds to a purchase: what a mail was about."""
    code_percent: IntArray
    """Percent off everything by a code of their own; -1 or 0 without."""
    failures: IntArray
    """Scripted failed payments of attacks."""
    pays: BoolArray
    """Whether a scripted attack ends in an order."""

    @property
    def shopping(self) -> BoolArray:
        """Sessions of people who look around by their own taste."""
        return self.kind <= SessionKind.GUEST


@dataclass(frozen=True)
class Views(Columns):
    """Product views; ``rank`` orders what happens within a visit."""

    visit: IntArray
    rank: FloatArray
    product: IntArray
    surface: IntArray
    position: IntArray


@dataclass(frozen=True)
class Wants(Columns):
    """Variants that somebody would put into the cart, at the given place in the visit."""

    visit: IntArray
    rank: FloatArray
    product: IntArray
    variant: IntArray
    quantity: IntArray
    surface: IntArray
    position: IntArray


@dataclass(frozen=True)
class Shown(Columns):
    """Impressions before they have a time."""

    visit: IntArray
    rank: FloatArray
    surface: IntArray
    position: IntArray
    product: IntArray
    clicked: BoolArray
