"""What a product page shows, in one language and currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from catalog.models import ProductKind
from foundation.money import Money
from inventory.selectors import StockPromise
from orders.sending import needs_sending
from shop.storefront.categories import Shelf


@dataclass(slots=True)
class Choice:
    """A value of an option: a colour swatch or a size. ``number`` ties pictures to it."""

    value_id: int
    code: str
    name: str
    swatch: str
    number: int
    is_chosen: bool = False
    is_sold_out: bool = True


@dataclass(slots=True)
class OptionGroup:
    """An option of the product with the values that its variants have."""

    code: str
    name: str
    choices: list[Choice] = field(default_factory=list)

    @property
    def is_swatches(self) -> bool:
        return all(choice.swatch for choice in self.choices)

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)


@dataclass(frozen=True, slots=True)
class VariantView:
    """A variant that is sold; ``codes`` is its option values by option code."""

    id: int
    public_id: str
    sku: str
    codes: Mapping[str, str]
    price: Money
    compare_at: Money | None
    lowest: Money | None
    promise: StockPromise | None

    @property
    def is_sold_out(self) -> bool:
        return self.promise is not None and self.promise.sellable <= 0


@dataclass(frozen=True, slots=True)
class Picture:
    url: str
    alt: str
    number: int | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    pk: int
    author: str
    rating: int
    title: str
    text: str
    is_verified: bool
    written_on: date
    helpful_votes: int
    unhelpful_votes: int


@dataclass(frozen=True, slots=True)
class RatingBar:
    stars: int
    reviews: int
    per_cent: int


@dataclass(frozen=True, slots=True)
class Rating:
    """Published reviews in numbers; ``mean`` is None without any."""

    mean: float | None
    count: int
    bars: list[RatingBar]


@dataclass(frozen=True, slots=True)
class PartView:
    """Units of something in the bundle that is shown; ``url`` is empty where it has no page."""

    name: str
    units: int
    url: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the download that is shown; ``kind`` such as PDF, ``size`` in bytes."""

    title: str
    kind: str
    size: int
    days: int
    downloads: int


@dataclass(frozen=True, slots=True)
class AgainView:
    """How often the product can come again, in words by code, and how much less it costs then."""

    intervals: tuple[tuple[str, str], ...]
    percent: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product with all that its page needs, in one language."""

    id: int
    public_id: str
    kind: str
    name: str
    brand: str
    summary: str
    description: str
    paths: dict[str, str]
    trail: list[Shelf]
    groups: list[OptionGroup]
    variants: list[VariantView]
    chosen: VariantView | None
    pictures: list[Picture]
    facts: list[tuple[str, str]]
    rating: Rating
    reviews: list[ReviewView]
    parts: list[PartView]
    files: list[FileView]
    again: AgainView | None

    @property
    def prices_differ(self) -> bool:
        return len({variant.price.minor for variant in self.variants}) > 1

    @property
    def is_sent(self) -> bool:
        """Whether a parcel brings it; else it comes by e-mail."""
        return needs_sending(self.kind)

    @property
    def is_gift_card(self) -> bool:
        """Money for later: no tax is on it, and it earns no points."""
        return self.kind == ProductKind.GIFT_CARD
