"""A product page in schema.org's words, for those who read pages by machine."""

from __future__ import annotations

from decimal import Decimal

from inventory.selectors import PromiseKind
from shop.storefront.product_views import ProductPage, VariantView


def structured_data(page: ProductPage, *, base: str, language: str) -> list[dict[str, object]]:
    """The product and its breadcrumbs in schema.org's words."""
    url = f"{base}{page.paths[language]}"
    product: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": f"{url}#product",
        "name": page.name,
        "description": page.summary or page.description,
        "url": url,
        "sku": page.chosen.sku if page.chosen else page.public_id,
        "image": [f"{base}{picture.url}" for picture in page.pictures],
    }
    if page.brand:
        product["brand"] = {"@type": "Brand", "name": page.brand}
    if page.variants:
        product["offers"] = _offers(page.variants, url)
    if page.rating.mean is not None:
        product["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": page.rating.mean,
            "reviewCount": page.rating.count,
        }
    return [product, _breadcrumbs(page, base=base, url=url)]


def _offers(variants: list[VariantView], url: str) -> dict[str, object]:
    amounts: list[Decimal] = [variant.price.amount for variant in variants]
    offer: dict[str, object] = {
        "priceCurrency": variants[0].price.currency,
        "availability": f"https://schema.org/{_availability(variants)}",
        "url": url,
    }
    if min(amounts) == max(amounts):
        return offer | {"@type": "Offer", "price": str(amounts[0])}
    return offer | {
        "@type": "AggregateOffer",
        "lowPrice": str(min(amounts)),
        "highPrice": str(max(amounts)),
        "offerCount": len(variants),
    }


def _availability(variants: list[VariantView]) -> str:
    """The best that any of them is."""
    kinds = {variant.promise.kind if variant.promise else None for variant in variants}
    if kinds & {None, PromiseKind.IN_STOCK}:
        return "InStock"
    if PromiseKind.PREORDER in kinds:
        return "PreOrder"
    return "BackOrder" if PromiseKind.BACKORDER in kinds else "OutOfStock"


def _breadcrumbs(page: ProductPage, *, base: str, url: str) -> dict[str, object]:
    steps = [(shelf.name, f"{base}{shelf.url}") for shelf in page.trail] + [(page.name, url)]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate(steps, start=1)
        ],
    }
