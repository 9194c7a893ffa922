"""What a variant is of: its category and those above, its brand, its attributes and options."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from analytics.models import TrendKind
from catalog.models import AttributeType, Category, Product, ProductAttribute, VariantOption

Groups = dict[str, list[int]]
FEWEST_PRODUCTS = 2
"""An attribute that one product alone has is that product."""
LONGEST_SUBJECT = 200
_AT_ONCE = 5_000


def groups_of(product_of: Mapping[int, int]) -> dict[TrendKind, Groups]:
    """The variants of each subject, by kind; of products that still stand in the catalogue.

    ``product_of`` names the product of each variant.
    """
    variants_of: dict[int, list[int]] = defaultdict(list)
    for variant, product in product_of.items():
        variants_of[product].append(variant)
    found: dict[TrendKind, Groups] = {
        kind: defaultdict(list)
        for kind in (TrendKind.CATEGORY, TrendKind.BRAND, TrendKind.ATTRIBUTE, TrendKind.PRODUCT)
    }
    above = _categories_above()
    products = Product.objects.values_list("pk", "category_id", "brand_id")
    for product, category, brand in products.iterator(_AT_ONCE):
        if not (variants := variants_of.get(product)):
            continue
        found[TrendKind.PRODUCT][f"product:{product}"] += variants
        for each in above.get(category, ()):
            found[TrendKind.CATEGORY][f"category:{each}"] += variants
        if brand is not None:
            found[TrendKind.BRAND][f"brand:{brand}"] += variants
    for subject, variants in (*_attributes(variants_of), *_options(product_of)):
        found[TrendKind.ATTRIBUTE][subject] += variants
    found[TrendKind.ATTRIBUTE] = _shared(found[TrendKind.ATTRIBUTE], product_of)
    return {kind: dict(groups) for kind, groups in found.items()}


def _categories_above() -> dict[int, list[int]]:
    """Each category with all that it lies in, itself first."""
    by_path = {category.path: category.pk for category in Category.objects.all()}
    step = Category.steplen
    return {
        pk: [by_path[path[:end]] for end in range(len(path), 0, -step) if path[:end] in by_path]
        for path, pk in by_path.items()
    }


def _attributes(variants_of: Mapping[int, list[int]]) -> Iterator[tuple[str, list[int]]]:
    """Texts, choices and yes or no; numbers make no groups."""
    rows = ProductAttribute.objects.exclude(attribute__type=AttributeType.NUMBER).values_list(
        "product_id", "attribute_id", "text", "boolean"
    )
    for product, attribute, text, boolean in rows.iterator(_AT_ONCE):
        value = text or ("" if boolean is None else "yes" if boolean else "no")
        if value and (variants := variants_of.get(product)):
            yield f"attribute:{attribute}={value}"[:LONGEST_SUBJECT], variants


def _options(variants: Collection[int]) -> Iterator[tuple[str, list[int]]]:
    """Colours and sizes, of which each variant has its own."""
    rows = VariantOption.objects.values_list("variant_id", "value_id")
    for variant, value in rows.iterator(_AT_ONCE):
        if variant in variants:
            yield f"option:{value}", [variant]


def _shared(groups: Groups, product_of: Mapping[int, int]) -> Groups:
    everything = len(set(product_of.values()))
    kept = {}
    for subject, variants in groups.items():
        products = len({product_of[variant] for variant in variants})
        if FEWEST_PRODUCTS <= products < everything:
            kept[subject] = variants
    return kept
