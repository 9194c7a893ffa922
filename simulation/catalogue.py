"""What the market is told of the shop's goods: arrays over products and over variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.columns import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class VariantSpec:
    """One thing that can be bought. Money in minor units."""

    id: str
    price: int
    cost: int
    colour: str = ""
    size: str = ""
    size_rank: int = 0
    """Place of the size among the product's sizes, the smallest first."""


@dataclass(frozen=True)
class ProductSpec:
    """One product page with its variants.

    ``quality`` in 0..1 drives ratings and returns, ``popularity`` is a positive prior weight,
    ``launch_day`` the first day it can be seen (days from the start of the market).
    """

    id: str
    category: str
    department: str
    variants: tuple[VariantSpec, ...]
    style: str = ""
    brand: str = ""
    supplier: str = ""
    quality: float = 0.7
    popularity: float = 1.0
    launch_day: int = 0


@dataclass(frozen=True)
class CategoryTraits:
    """What the caller wants planted about categories, by their names.

    ``complements``: pairs of which the second is bought with the first (a bulb with a lamp).
    ``cycle_days``: category -> days until it is needed again.
    ``gifts``: categories that peak before Christmas.
    """

    complements: tuple[tuple[str, str], ...] = ()
    cycle_days: tuple[tuple[str, float], ...] = ()
    gifts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """Products (P) and variants (V, sorted by product); names are looked up by the indices."""

    product_ids: tuple[str, ...]
    product_category: IntArray
    product_style: IntArray
    product_brand: IntArray
    product_supplier: IntArray
    product_quality: FloatArray
    product_popularity: FloatArray
    product_launch_day: IntArray
    variant_ids: tuple[str, ...]
    variant_product: IntArray
    variant_colour: IntArray
    variant_size: FloatArray
    """Size as a place between the product's smallest (0) and largest (1); .5 without sizes."""
    variant_price: IntArray
    """Reference price in minor units: what the hidden demand curve is anchored to."""
    variant_cost: IntArray
    category_department: IntArray
    categories: tuple[str, ...]
    departments: tuple[str, ...]
    styles: tuple[str, ...]
    brands: tuple[str, ...]
    suppliers: tuple[str, ...]
    colours: tuple[str, ...]
    complement_categories: IntArray
    """(n, 2) pairs of category indices."""
    category_cycle_days: FloatArray
    """(C,) days between needs; 0 for what is not used up."""
    category_gift: BoolArray

    @property
    def products(self) -> int:
        return len(self.product_ids)

    @property
    def variants(self) -> int:
        return len(self.variant_ids)

    @property
    def variant_table(self) -> IntArray:
        """(P, most variants of a product) variant indices, -1 where a product has fewer."""
        counts = np.bincount(self.variant_product, minlength=self.products)
        first = np.cumsum(counts) - counts
        columns = np.arange(int(counts.max()))
        table = first[:, None] + columns[None, :]
        return np.where(columns[None, :] < counts[:, None], table, -1)

    @property
    def product_price(self) -> FloatArray:
        """(P,) mean reference price of each product's variants, in minor units."""
        total = np.bincount(
            self.variant_product, weights=self.variant_price, minlength=self.products
        )
        return total / np.bincount(self.variant_product, minlength=self.products)


def build_catalogue(
    products: Sequence[ProductSpec], traits: CategoryTraits | None = None
) -> Catalogue:
    """Turn product descriptions into the arrays that the market reads.

    Indices follow the order of first appearance, products and variants keep the given order.

    Raises:
        ValueError: without products, for a product without variants, a price below one, a repeated
            id, a category in two departments, or a trait of an unknown category.
    """
    _check_products(products)
    traits = traits or CategoryTraits()
    variants = [(row, v) for row, p in enumerate(products) for v in p.variants]
    categories = _names(p.category for p in products)
    departments = _names(p.department for p in products)
    styles = _names(p.style for p in products)
    brands = _names(p.brand for p in products)
    suppliers = _names(p.supplier for p in products)
    colours = _names(v.colour for _, v in variants)
    home = {p.category: p.department for p in products}
    return Catalogue(
        product_ids=tuple(p.id for p in products),
        product_category=_codes((p.category for p in products), categories),
        product_style=_codes((p.style for p in products), styles),
        product_brand=_codes((p.brand for p in products), brands),
        product_supplier=_codes((p.supplier for p in products), suppliers),
        product_quality=np.array([p.quality for p in products], dtype=np.float64),
        product_popularity=np.array([p.popularity for p in products], dtype=np.float64),
        product_launch_day=np.array([p.launch_day for p in products], dtype=np.int64),
        variant_ids=tuple(v.id for _, v in variants),
        variant_product=np.array([row for row, _ in variants], dtype=np.int64),
        variant_colour=_codes((v.colour for _, v in variants), colours),
        variant_size=_size_places(products),
        variant_price=np.array([v.price for _, v in variants], dtype=np.int64),
        variant_cost=np.array([v.cost for _, v in variants], dtype=np.int64),
        category_department=_codes((home[c] for c in categories), departments),
        categories=categories,
        departments=departments,
        styles=styles,
        brands=brands,
        suppliers=suppliers,
        colours=colours,
        complement_categories=_pairs(traits, categories),
        category_cycle_days=_cycles(traits, categories),
        category_gift=np.isin(np.arange(len(categories)), _codes(traits.gifts, categories)),
    )


def _check_products(products: Sequence[ProductSpec]) -> None:
    if not products:
        raise ValueError("a market needs at least one product")
    ids = [p.id for p in products]
    variant_ids = [v.id for p in products for v in p.variants]
    if len(set(ids)) != len(ids) or len(set(variant_ids)) != len(variant_ids):
        raise ValueError("product and variant ids must be unique")
    home: dict[str, str] = {}
    for product in products:
        if not product.variants:
            raise ValueError(f"product {product.id} has no variants")
        if any(v.price < 1 or v.cost < 0 for v in product.variants):
            raise ValueError(f"product {product.id} has a price below one or a negative cost")
        if product.popularity <= 0 or not 0 <= product.quality <= 1:
            raise ValueError(f"product {product.id} has a popularity or quality out of range")
        if home.setdefault(product.category, product.department) != product.department:
            raise ValueError(f"category {product.category} lies in two departments")


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _codes(values: Iterable[str], names: Sequence[str]) -> IntArray:
    place = {name: index for index, name in enumerate(names)}
    try:
        return np.array([place[value] for value in values], dtype=np.int64)
    except KeyError as unknown:
        raise ValueError(f"unknown name {unknown}") from None


def _size_places(products: Sequence[ProductSpec]) -> FloatArray:
    places: list[float] = []
    for product in products:
        ranks = [v.size_rank for v in product.variants]
        low, span = min(ranks), max(ranks) - min(ranks)
        places += [(rank - low) / span if span else 0.5 for rank in ranks]
    return np.array(places)


def _pairs(traits: CategoryTraits, categories: Sequence[str]) -> IntArray:
    flat = _codes((name for pair in traits.complements for name in pair), categories)
    return flat.reshape(-1, 2)


def _cycles(traits: CategoryTraits, categories: Sequence[str]) -> FloatArray:
    cycles = np.zeros(len(categories))
    for name, days in traits.cycle_days:
        cycles[_codes([name], categories)[0]] = days
    return cycles
