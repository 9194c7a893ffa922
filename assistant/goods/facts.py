"""Products as an answer needs them: prices, stock, choices, traits and stars, in a fixed number of
queries however many products there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Avg, Count
from django.utils import translation

from accounts.models import Customer
from assistant.languages import page_language
from assistant.tools.base import Situation
from catalog.models import (
    Product,
    ProductAttribute,
    ProductStatus,
    Review,
    ReviewStatus,
    Variant,
    VariantOption,
)
from foundation.money import Money
from inventory.selectors import StockPromise, stock_promises
from pricing.selectors import PriceQuote, own_prices, prices_of


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """What is bought: ``values`` are (option, value) by name, in the order of the shop's options.

    Without a ``promise`` the stock is not tracked: there is always some.
    """

    id: int
    values: tuple[tuple[str, str], ...]
    price: Money
    before: Money | None
    promise: StockPromise | None
    weight_grams: int = 0

    @property
    def is_sold_out(self) -> bool:
        return self.promise is not None and self.promise.sellable <= 0


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A published product that is for sale. ``traits`` are (name, value) as its page says them."""

    id: int
    public_id: str
    name: str
    brand: str
    category: str
    category_id: int
    summary: str
    slug: str
    variants: tuple[VariantFacts, ...]
    traits: tuple[tuple[str, str], ...] = ()
    stars: float | None = None
    reviews: int = 0

    @property
    def cheapest(self) -> Money:
        """What the cheapest of its variants costs, of those that can be had where any can."""
        sold = [one for one in self.variants if not one.is_sold_out] or list(self.variants)
        return min((one.price for one in sold), key=lambda price: price.minor)

    @property
    def has_several_prices(self) -> bool:
        return len({one.price.minor for one in self.variants}) > 1

    @property
    def is_sold_out(self) -> bool:
        return all(one.is_sold_out for one in self.variants)

    def options(self, *, of: Iterable[VariantFacts] | None = None) -> dict[str, list[str]]:
        """The values of each option that differs among some variants (all of them by default)."""
        chosen: dict[str, list[str]] = {}
        for variant in self.variants if of is None else of:
            for option, value in variant.values:
                if value not in chosen.setdefault(option, []):
                    chosen[option].append(value)
        return {option: values for option, values in chosen.items() if len(values) > 1}


@dataclass(slots=True)
class _Row:
    """A product while its parts are gathered."""

    product: Product
    variants: list[VariantFacts] = field(default_factory=list)
    traits: list[tuple[str, str]] = field(default_factory=list)
    stars: float | None = None
    reviews: int = 0


def products(product_ids: Sequence[int], situation: Situation) -> list[ProductFacts]:
    """The products in that order; those that are not published or have no price are left out."""
    with translation.override(page_language(situation)):
        rows = {
            product.pk: _Row(product)
            for product in Product.objects.filter(
                pk__in=product_ids, status=ProductStatus.PUBLISHED
            ).select_related("brand", "category")
        }
        _add_variants(rows, situation)
        _add_traits(rows)
        _add_stars(rows)
        return [
            _facts(rows[pk])
            for pk in dict.fromkeys(product_ids)
            if pk in rows and rows[pk].variants
        ]


def product(product_id: int, situation: Situation) -> ProductFacts | None:
    """One product; None where it is not for sale."""
    return next(iter(products([product_id], situation)), None)


def names_of(product_ids: Sequence[int], situation: Situation) -> dict[int, str]:
    """Names of published products by id: one query."""
    with translation.override(page_language(situation)):
        rows = Product.objects.filter(pk__in=product_ids, status=ProductStatus.PUBLISHED)
        return {row.pk: str(row.name) for row in rows}


def _facts(row: _Row) -> ProductFacts:
    product = row.product
    return ProductFacts(
        id=product.pk,
        public_id=product.public_id,
        name=str(product.name),
        brand=product.brand.name if product.brand else "",
        category=str(product.category.name),
        category_id=product.category_id,
        summary=str(product.summary),
        slug=product.slug or "",
        variants=tuple(row.variants),
        traits=tuple(row.traits),
        stars=row.stars,
        reviews=row.reviews,
    )


def _add_variants(rows: Mapping[int, _Row], situation: Situation) -> None:
    variants = list(Variant.objects.filter(product__in=rows, is_active=True))
    ids = [variant.pk for variant in variants]
    quotes = _own(ids, situation.asker.currency, situation.asker.customer)
    promises = stock_promises(ids)
    values = _values(ids)
    for variant in variants:
        if (quote := quotes.get(variant.pk)) is None:
            continue
        rows[variant.product_id].variants.append(
            VariantFacts(
                id=variant.pk,
                values=values.get(variant.pk, ()),
                price=quote.amount,
                before=quote.compare_at,
                promise=promises.get(variant.pk),
                weight_grams=variant.weight_grams,
            )
        )


def _own(
    variant_ids: Sequence[int], currency: str, customer: Customer | None
) -> dict[int, PriceQuote]:
    """Prices in force, those of the customer's own lists where they are lower for one unit."""
    quotes = prices_of(variant_ids, currency=currency)
    if customer is None:
        return quotes
    for pk, steps in own_prices(variant_ids, currency=currency, customer=customer).items():
        single = [step.amount for step in steps if step.minimum <= 1]
        if single and pk in quotes and single[0] < quotes[pk].amount:
            quotes[pk] = PriceQuote(single[0], None, quotes[pk].cost)
    return quotes


def _values(variant_ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    rows = (
        VariantOption.objects.filter(variant__in=variant_ids)
        .select_related("value__option")
        .order_by("value__option__position", "value__option_id")
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        pair = (str(row.value.option.name), str(row.value.name))
        found.setdefault(row.variant_id, []).append(pair)
    return {pk: tuple(pairs) for pk, pairs in found.items()}


def _add_traits(rows: Mapping[int, _Row]) -> None:
    found = (
        ProductAttribute.objects.filter(product__in=rows)
        .select_related("attribute")
        .order_by("product", "attribute__code")
    )
    for row in found:
        if row.value:
            rows[row.product_id].traits.append((str(row.attribute.name), row.value))


def _add_stars(rows: Mapping[int, _Row]) -> None:
    sums = (
        Review.objects.filter(product__in=rows, status=ReviewStatus.PUBLISHED)
        .order_by()
        .values("product")
        .annotate(mean=Avg("rating"), count=Count("pk"))
    )
    for row in sums:
        rows[row["product"]].stars = round(row["mean"], 2)
        rows[row["product"]].reviews = row["count"]
