"""Everything a product page shows, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import (
    Product,
    ProductAttribute,
    ProductImage,
    ProductStatus,
    Review,
    ReviewStatus,
    Variant,
)
from foundation.money import Money
from inventory.selectors import availability
from pricing.selectors import PriceQuote, prices_of
from shop.storefront.cards import LOW_STOCK, media_url, money_text, product_address
from shop.storefront.categories import LANGUAGES, Shelf, category_tree

REVIEWS_SHOWN = 6
MOST_AT_ONCE = 10


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
    available: int | None

    @property
    def is_sold_out(self) -> bool:
        return self.available is not None and self.available <= 0


@dataclass(frozen=True, slots=True)
class Picture:
    url: str
    alt: str
    number: int | None
    is_first: bool


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
class ProductPage:
    """A product with all that its page needs, in one language."""

    id: int
    public_id: str
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
    reviews: list[Review]

    @property
    def prices_differ(self) -> bool:
        return len({variant.price.minor for variant in self.variants}) > 1


def product_page(
    slug: str, *, language: str, wanted: Mapping[str, str] | None = None
) -> ProductPage | None:
    """The page of a published product by its slug in any language; None where there is none.

    Args:
        wanted: option values asked for, by option code, such as ``{"colour": "forest"}``.
    """
    product = _product(slug)
    if product is None:
        return None
    variants, groups = _variants(product, language)
    chosen = _choose(variants, groups, wanted or {})
    default_slug = getattr(product, f"slug_{settings.LANGUAGE_CODE}")
    return ProductPage(
        id=product.pk,
        public_id=product.public_id,
        name=_text(product, "name", language),
        brand=product.brand.name if product.brand else "",
        summary=_text(product, "summary", language),
        description=_text(product, "description", language),
        paths={
            code: f"{product_address(code)}{getattr(product, f'slug_{code}') or default_slug}/"
            for code in LANGUAGES
        },
        trail=category_tree(language).trail(product.category_id),
        groups=groups,
        variants=variants,
        chosen=chosen,
        pictures=_pictures(product, groups, _text(product, "name", language)),
        facts=_facts(product, language),
        rating=_rating(product),
        reviews=list(
            Review.objects.filter(product=product, status=ReviewStatus.PUBLISHED).order_by(
                "-written_at"
            )[:REVIEWS_SHOWN]
        ),
    )


def find_variant(*, product_public_id: str, codes: Mapping[str, str]) -> Variant | None:
    """The active variant of a product that has exactly the chosen option values."""
    variants = (
        Variant.objects.filter(product__public_id=product_public_id, is_active=True)
        .select_related("product")
        .prefetch_related("option_values__option")
    )
    for variant in variants:
        own = {value.option.code: value.code for value in variant.option_values.all()}
        if all(codes.get(option) == code for option, code in own.items()):
            return variant
    return None


def stock_text(variant: VariantView | None) -> tuple[str, str]:
    """The state of the stock and its sentence: ``("low", "Only 2 left")``."""
    if variant is None or variant.is_sold_out:
        return "out", _("Sold out")
    if variant.available is not None and variant.available <= LOW_STOCK:
        text = ngettext("Only %(count)d left", "Only %(count)d left", variant.available)
        return "low", text % {"count": variant.available}
    return "in", _("In stock")


def _product(slug: str) -> Product | None:
    any_slug = Q()
    for code in LANGUAGES:
        any_slug |= Q(**{f"slug_{code}": slug})
    return (
        Product.objects.filter(any_slug, status=ProductStatus.PUBLISHED)
        .select_related("brand")
        .first()
    )


def _text(row: object, field_name: str, language: str) -> str:
    own = getattr(row, f"{field_name}_{language}")
    return str(own or getattr(row, f"{field_name}_{settings.LANGUAGE_CODE}") or "")


def _variants(product: Product, language: str) -> tuple[list[VariantView], list[OptionGroup]]:
    """Variants that are sold and the options they differ by, from one query and their prices."""
    value, option = "options__value__", "options__value__option__"
    default = settings.LANGUAGE_CODE
    languages = dict.fromkeys((language, default))
    rows = list(
        Variant.objects.filter(product=product, is_active=True)
        .order_by("position", "pk", f"{option}position", f"{option}code")
        .values_list(
            "pk", "public_id", "sku", f"{value}id", f"{value}code", f"{value}swatch",
            f"{value}position", f"{option}code",
            *(f"{table}name_{code}" for code in languages for table in (value, option)),
        )
    )  # fmt: skip
    ids = list(dict.fromkeys(row[0] for row in rows))
    quotes = prices_of(ids, currency=settings.SHOP_BASE_CURRENCY)
    stock = availability(ids)
    codes: dict[int, dict[str, str]] = {pk: {} for pk in ids}
    groups: dict[str, OptionGroup] = {}
    values: dict[int, tuple[int, str, Choice]] = {}
    for row in rows:
        pk, value_id, code, swatch, position, option_code = row[0], *row[3:8]
        if value_id is None or pk not in quotes:
            continue
        codes[pk][option_code] = code
        groups.setdefault(option_code, OptionGroup(option_code, row[9] or row[-1]))
        choice = Choice(value_id, code, row[8] or row[-2], swatch, 0)
        values.setdefault(value_id, (position, option_code, choice))
    for _position, option_code, choice in sorted(values.values(), key=lambda entry: entry[0]):
        choice.number = len(groups[option_code].choices) + 1
        groups[option_code].choices.append(choice)
    views = [
        _variant_view(row, codes[row[0]], quotes[row[0]], stock.get(row[0]))
        for row in {row[0]: row for row in rows}.values()
        if row[0] in quotes
    ]
    return views, list(groups.values())


def _variant_view(
    row: tuple[object, ...], codes: dict[str, str], quote: PriceQuote, available: int | None
) -> VariantView:
    pk, public_id, sku = row[:3]
    return VariantView(
        id=int(str(pk)),
        public_id=str(public_id),
        sku=str(sku),
        codes=codes,
        price=quote.amount,
        compare_at=quote.compare_at,
        available=available,
    )


def _choose(
    variants: list[VariantView], groups: list[OptionGroup], wanted: Mapping[str, str]
) -> VariantView | None:
    """The variant shown first: of what was asked for the best match, in stock before sold out."""
    if not variants:
        return None

    def match(variant: VariantView) -> tuple[int, bool]:
        asked = sum(variant.codes.get(option) == code for option, code in wanted.items())
        return asked, not variant.is_sold_out

    chosen = max(variants, key=match)
    for group in groups:
        for choice in group.choices:
            choice.is_chosen = chosen.codes.get(group.code) == choice.code
            choice.is_sold_out = all(
                variant.is_sold_out
                for variant in variants
                if variant.codes.get(group.code) == choice.code
            )
    return chosen


def _pictures(product: Product, groups: list[OptionGroup], name: str) -> list[Picture]:
    """The pictures, those of the chosen colour first."""
    numbers = {choice.value_id: choice.number for group in groups for choice in group.choices}
    chosen = {choice.value_id for group in groups for choice in group.choices if choice.is_chosen}
    images = list(
        ProductImage.objects.filter(product=product)
        .order_by("position", "pk")
        .values_list("file", "alt", "option_value_id")
    )
    images.sort(key=lambda image: image[2] not in chosen)
    return [
        Picture(media_url(file), alt or name, numbers.get(value_id), number == 0)
        for number, (file, alt, value_id) in enumerate(images)
    ]


def _facts(product: Product, language: str) -> list[tuple[str, str]]:
    with translation.override(language):
        return [
            (_text(row.attribute, "name", language), row.value)
            for row in ProductAttribute.objects.filter(product=product)
            .select_related("attribute")
            .order_by("attribute__code")
        ]


def _rating(product: Product) -> Rating:
    counts = dict(
        Review.objects.filter(product=product, status=ReviewStatus.PUBLISHED)
        .values_list("rating")
        .annotate(number=Count("pk"))
    )
    count = sum(counts.values())
    if not count:
        return Rating(None, 0, [])
    mean = sum(stars * number for stars, number in counts.items()) / count
    bars = [
        RatingBar(stars, counts.get(stars, 0), round(100 * counts.get(stars, 0) / count))
        for stars in range(5, 0, -1)
    ]
    return Rating(round(mean, 2), count, bars)


def variants_for_script(page: ProductPage, language: str) -> list[dict[str, object]]:
    """What the chooser's script needs of each variant, texts finished."""
    rows: list[dict[str, object]] = []
    for variant in page.variants:
        state, text = stock_text(variant)
        reduced = variant.compare_at
        rows.append(
            {
                "codes": dict(variant.codes),
                "price": money_text(variant.price.minor, variant.price.currency, language),
                "before": money_text(reduced.minor, reduced.currency, language) if reduced else "",
                "state": state,
                "stock": text,
            }
        )
    return rows
