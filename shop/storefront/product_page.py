"""Everything a product page shows, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q

from catalog.models import Product, ProductStatus, Variant
from inventory.selectors import stock_promises
from orders.models import Interval
from pricing.selectors import prices_of
from shop.rewards.words import earned_text
from shop.storefront.cards import media_url, money_text, product_address
from shop.storefront.categories import LANGUAGES, category_tree
from shop.storefront.currency import active_currency
from shop.storefront.listing_prices import lowest_before
from shop.storefront.options import ValueName, value_names
from shop.storefront.product_views import (
    AgainView,
    Choice,
    FileView,
    OptionGroup,
    PartView,
    Picture,
    ProductPage,
    Rating,
    RatingBar,
    ReviewView,
    VariantView,
)
from shop.storefront.promises import stock_text
from shop.storefront.sheets import Sheet, SheetReview, read_sheets


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
    sheet = product.sheet
    variants, groups = _variants(sheet, language)
    chosen = _choose(variants, groups, wanted or {})
    name = product.text("name", language)
    return ProductPage(
        id=product.id,
        public_id=product.public_id,
        kind=product.kind,
        name=name,
        brand=product.brand,
        summary=product.text("summary", language),
        description=product.text("description", language),
        paths={code: f"{product_address(code)}{product.text('slug', code)}/" for code in LANGUAGES},
        trail=category_tree(language).trail(product.category_id),
        groups=groups,
        variants=variants,
        chosen=chosen,
        pictures=_pictures(sheet, groups, name),
        facts=[(fact["names"][language], fact["texts"][language]) for fact in sheet["facts"]],
        rating=_rating(sheet),
        reviews=[_review(review) for review in sheet["reviews"]],
        parts=_parts(sheet, chosen, language),
        files=_files(sheet, chosen),
        again=product.again,
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


@dataclass(frozen=True, slots=True)
class _Product:
    """A row of the catalogue; ``texts`` by column name, such as ``name_en``."""

    id: int
    public_id: str
    kind: str
    category_id: int
    brand: str
    sheet: Sheet
    again: AgainView | None
    texts: dict[str, str | None]

    def text(self, field_name: str, language: str) -> str:
        own = self.texts[f"{field_name}_{language}"]
        return own or self.texts[f"{field_name}_{settings.LANGUAGE_CODE}"] or ""


_TEXTS = tuple(
    f"{name}_{code}" for name in ("name", "slug", "summary", "description") for code in LANGUAGES
)


def _product(slug: str) -> _Product | None:
    any_slug = Q()
    for code in LANGUAGES:
        any_slug |= Q(**{f"slug_{code}": slug})
    row = (
        Product.objects.filter(any_slug, status=ProductStatus.PUBLISHED)
        .values_list(
            "pk",
            "public_id",
            "kind",
            "category_id",
            "brand__name",
            "sheet__content",
            "subscription_offer__is_active",
            "subscription_offer__intervals",
            "subscription_offer__basis_points",
            *_TEXTS,
        )
        .first()
    )
    if row is None:
        return None
    pk, public_id, kind, category_id, brand, sheet, is_offered, intervals, share, *texts = row
    return _Product(
        id=pk,
        public_id=public_id,
        kind=kind,
        category_id=category_id,
        brand=brand or "",
        sheet=sheet or read_sheets([pk])[pk],
        again=_again(intervals, share) if is_offered else None,
        texts=dict(zip(_TEXTS, texts, strict=True)),
    )


def _again(intervals: list[str], basis_points: int) -> AgainView:
    labels = tuple((value, str(Interval(value).label)) for value in intervals)
    return AgainView(labels, f"{basis_points / 100:g}" if basis_points else "")


def _variants(sheet: Sheet, language: str) -> tuple[list[VariantView], list[OptionGroup]]:
    """Variants that are sold, at today's price and stock, and the options they differ by."""
    ids = [variant["id"] for variant in sheet["variants"]]
    currency = active_currency()
    quotes = prices_of(ids, currency=currency)
    lowest = lowest_before(quotes, currency)
    promises = stock_promises(ids)
    sold = [variant for variant in sheet["variants"] if variant["id"] in quotes]
    used = {pk for variant in sold for pk in variant["values"]}
    names = value_names(used, language)
    views = [
        VariantView(
            id=variant["id"],
            public_id=variant["public_id"],
            sku=variant["sku"],
            codes={
                names[pk].option_code: names[pk].code for pk in variant["values"] if pk in names
            },
            price=quotes[variant["id"]].amount,
            compare_at=quotes[variant["id"]].compare_at,
            lowest=lowest.get(variant["id"]),
            promise=promises.get(variant["id"]),
        )
        for variant in sold
    ]
    return views, _groups({pk: names[pk] for pk in used if pk in names})


def _groups(used: Mapping[int, ValueName]) -> list[OptionGroup]:
    groups: dict[str, OptionGroup] = {}
    for value_id, value in sorted(used.items(), key=lambda entry: entry[1].order):
        group = groups.setdefault(
            value.option_code, OptionGroup(value.option_code, value.option_name)
        )
        number = len(group.choices) + 1
        group.choices.append(Choice(value_id, value.code, value.name, value.swatch, number))
    return list(groups.values())


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


def _pictures(sheet: Sheet, groups: list[OptionGroup], name: str) -> list[Picture]:
    """The pictures, those of the chosen colour first."""
    numbers = {choice.value_id: choice.number for group in groups for choice in group.choices}
    chosen = {choice.value_id for group in groups for choice in group.choices if choice.is_chosen}
    pictures = sorted(sheet["pictures"], key=lambda picture: picture["value"] not in chosen)
    return [
        Picture(
            url=media_url(picture["file"]),
            alt=picture["alt"] or name,
            number=numbers.get(picture["value"]) if picture["value"] else None,
            is_first=place == 0,
        )
        for place, picture in enumerate(pictures)
    ]


def _parts(sheet: Sheet, chosen: VariantView | None, language: str) -> list[PartView]:
    default = settings.LANGUAGE_CODE
    return [
        PartView(
            name=part["names"].get(language) or part["names"][default],
            units=part["units"],
            url=f"{product_address(language)}{slug}/" if (slug := part["slugs"][language]) else "",
        )
        for part in sheet.get("parts", [])
        if chosen is not None and part["bundle"] == chosen.id
    ]


def _files(sheet: Sheet, chosen: VariantView | None) -> list[FileView]:
    return [
        FileView(file["title"], file["kind"], file["size"], file["days"], file["downloads"])
        for file in sheet.get("files", [])
        if chosen is not None and file["variant"] == chosen.id
    ]


def _review(review: SheetReview) -> ReviewView:
    return ReviewView(
        pk=review["id"],
        author=review["author"],
        rating=review["rating"],
        title=review["title"],
        text=review["text"],
        is_verified=review["is_verified"],
        written_on=date.fromisoformat(review["written_on"]),
        helpful_votes=review["helpful"],
        unhelpful_votes=review["unhelpful"],
    )


def _rating(sheet: Sheet) -> Rating:
    counts = {int(stars): number for stars, number in sheet["ratings"].items()}
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
        state, text = stock_text(variant.promise)
        reduced, lowest = variant.compare_at, variant.lowest
        rows.append(
            {
                "id": variant.public_id,
                "codes": dict(variant.codes),
                "price": money_text(variant.price.minor, variant.price.currency, language),
                "before": money_text(reduced.minor, reduced.currency, language) if reduced else "",
                "lowest": money_text(lowest.minor, lowest.currency, language) if lowest else "",
                "points": "" if page.is_gift_card else earned_text(variant.price),
                "state": state,
                "stock": text,
            }
        )
    return rows
