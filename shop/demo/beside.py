"""What the demo store sells beside goods on a shelf: sets, a guide to download, gift cards."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.text import slugify

from catalog.history import NewImage, NewProduct, NewVariant, ProductText, record_history
from catalog.illustrations import Kind, Look, Pattern, draw
from catalog.models import (
    Brand,
    Category,
    Option,
    OptionValue,
    Product,
    ProductImage,
    ProductKind,
    Variant,
)
from catalog.selling import add_file
from catalog.services import publish_product
from foundation.money import Money
from inventory.models import StockPolicy
from inventory.selectors import availability
from inventory.services import set_bundle_parts
from pricing.services import set_bundle_share, set_price
from shop.demo.guide import CHAPTERS, make_guide
from shop.demo.shelving import REFERENCE, store_picture

SET_SHARE = 1_200
"""Basis points that a set costs less than its parts."""
CARD_VALUES = (2_500, 5_000, 10_000)
GUIDE_PRICE = 900
GUIDE_DAYS, GUIDE_DOWNLOADS = 90, 5
GUIDE, CARDS = "The mending guide", "Gift card"


@dataclass(frozen=True, slots=True)
class Beside:
    """A product of another kind, as its merchandisers describe it; texts by language."""

    names: Mapping[str, str]
    summaries: Mapping[str, str]
    descriptions: Mapping[str, str]
    shelf: str
    brand: str
    kind: ProductKind
    picture: Kind
    look: Look

    @property
    def name(self) -> str:
        return self.names["en"]


@dataclass(frozen=True, slots=True)
class Set:
    """A bundle: units of products of the range by their names."""

    product: Beside
    parts: Mapping[str, int]


def sell_beside(*, at: datetime) -> None:
    """Put sets, the guide and gift cards on the shelves, from ``at`` on.

    A range without the parts of a set has no such set.
    """
    for one in SETS:
        _sell_set(one, at)
    _sell_guide(at)
    _sell_cards(at)


def variants_named(name: str) -> list[Variant]:
    """The variants of a product of the demo, those first of which most is left."""
    variants = list(
        Variant.objects.filter(product__external_ref=reference(name), is_active=True)
        .select_related("product")
        .order_by("pk")
    )
    stock = availability([variant.pk for variant in variants])
    policies = StockPolicy.objects.filter(variant__in=variants)
    ahead = set(policies.values_list("variant_id", flat=True))  # sold before it is there
    return sorted(variants, key=lambda one: (one.pk in ahead, -stock.get(one.pk, 0)))


def reference(name: str) -> str:
    return f"{REFERENCE}{slugify(name)}"[:60]


def _sell_set(one: Set, at: datetime) -> None:
    found = {name: variants_named(name) for name in one.parts}
    if not all(found.values()):
        return
    parts = {name: variants[0] for name, variants in found.items()}
    bundle = _shelve(
        one.product,
        at,
        skus=(f"SET-{slugify(one.product.name).upper()}",),
        pictures=[_picture_of(part, name) for name, part in parts.items()],
    )[0]
    set_bundle_parts(
        variant=bundle, parts={parts[name].pk: units for name, units in one.parts.items()}
    )
    set_bundle_share(variant=bundle, share_basis_points=SET_SHARE, at=at)
    publish_product(product=bundle.product, at=at)


def _picture_of(variant: Variant, name: str) -> NewImage:
    """What a part looks like, for the page of its set."""
    pictures = ProductImage.objects.filter(product=variant.product_id)
    own = pictures.filter(option_value__in=variant.option_values.all()).first()
    return NewImage(file=(own or pictures.earliest("pk")).file.name, alt=name)


def _sell_guide(at: datetime) -> None:
    guide = _shelve(_GUIDE, at, skus=("MENDING-GUIDE",))[0]
    add_file(
        variant=guide,
        title=f"{GUIDE} (PDF)",
        file=ContentFile(make_guide(), name="mending-guide.pdf"),
        days=GUIDE_DAYS,
        downloads=GUIDE_DOWNLOADS,
        at=at,
    )
    set_price(variant=guide, amount=Money(GUIDE_PRICE, settings.SHOP_BASE_CURRENCY), at=at)
    publish_product(product=guide.product, at=at)


def _sell_cards(at: datetime) -> None:
    base = settings.SHOP_BASE_CURRENCY
    option = Option.objects.create(code="value", name_en="Value", name_de="Wert", position=2)
    values = [
        OptionValue.objects.create(
            option=option,
            code=str(minor),
            name_en=Money(minor, base).formatted("en"),
            name_de=Money(minor, base).formatted("de"),
            position=position,
        )
        for position, minor in enumerate(CARD_VALUES)
    ]
    skus = [f"GIFT-CARD-{minor // 100}" for minor in CARD_VALUES]
    cards = _shelve(_CARDS, at, skus=skus, options=[(value.pk,) for value in values])
    for card, minor in zip(cards, CARD_VALUES, strict=True):
        set_price(variant=card, amount=Money(minor, base), at=at)
    publish_product(product=cards[0].product, at=at)


def _shelve(
    one: Beside,
    at: datetime,
    *,
    skus: Sequence[str],
    options: Sequence[tuple[int, ...]] = ((),),
    pictures: Sequence[NewImage] = (),
) -> list[Variant]:
    """A draft with its picture before others; returns its variants in the order of ``skus``."""
    texts = {
        language: ProductText(
            name, slugify(name), one.summaries[language], one.descriptions[language]
        )
        for language, name in one.names.items()
    }
    drawn = draw(one.picture, one.look, seed=_seed(one.name))
    picture = NewImage(file=store_picture(slugify(one.name), drawn), alt=one.name)
    stored = record_history(
        products=[
            NewProduct(
                texts=texts,
                category_id=Category.objects.get(slug_en=one.shelf).pk,
                brand_id=Brand.objects.get(name=one.brand).pk,
                kind=one.kind,
                created_at=at,
                external_ref=reference(one.name),
                variants=tuple(
                    NewVariant(sku=sku, option_value_ids=chosen)
                    for sku, chosen in zip(skus, options, strict=True)
                ),
                images=(picture, *pictures),
            )
        ]
    )
    keys = stored[0].variants
    product = Product.objects.get(pk=stored[0].id)
    variants = {variant.pk: variant for variant in product.variants.select_related("product")}
    return [variants[keys[sku]] for sku in skus]


def _seed(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])


SETS = (
    Set(
        Beside(
            names={"en": "Breakfast for two", "de": "Frühstück zu zweit"},
            summaries={
                "en": "Two mugs, two bowls and a tin of tea, for less than one by one.",
                "de": "Zwei Becher, zwei Schalen und eine Dose Tee, günstiger als einzeln.",
            },
            descriptions={
                "en": "What the pottery's own kitchen has breakfast from. Thrown and glazed in one "
                "yard, so that it matches without being the same.",
                "de": "Woraus die Küche der Töpferei selbst frühstückt. In einem Hof gedreht und "
                "glasiert: Es passt zusammen, ohne gleich zu sein.",
            },
            shelf="tableware",
            brand="Pebble Yard",
            kind=ProductKind.BUNDLE,
            picture=Kind.TRAY,
            look=Look.named("sage"),
        ),
        parts={"Cobble mug": 2, "Quarry bowl": 2, "Morning porch tea": 1},
    ),
    Set(
        Beside(
            names={"en": "A rainy evening", "de": "Ein Regenabend"},
            summaries={
                "en": "A throw, a candle and slow tea: the evening is looked after.",
                "de": "Eine Decke, eine Kerze und langsamer Tee: Für den Abend ist gesorgt.",
            },
            descriptions={
                "en": "Three things that are asked for together whenever it rains, put into one "
                "box. Give it, or keep it and tell nobody.",
                "de": "Drei Dinge, die bei Regen zusammen gekauft werden, in einer Schachtel. Zum "
                "Verschenken, oder zum Behalten, ohne davon zu erzählen.",
            },
            shelf="cushions-and-throws",
            brand="Small Hours",
            kind=ProductKind.BUNDLE,
            picture=Kind.BASKET,
            look=Look.named("plum"),
        ),
        parts={"Croft throw": 1, "Hearth candle": 1, "Slow rain tea": 1},
    ),
)
_GUIDE = Beside(
    names={"en": GUIDE, "de": "Der Stopfratgeber"},
    summaries={
        "en": "Darning, patching and buttons, as the mill teaches it. A PDF to keep.",
        "de": "Stopfen, Flicken, Knöpfe, wie die Weberei es lehrt. Ein PDF zum Behalten.",
    },
    descriptions={
        "en": f"{len(CHAPTERS)} short lessons for what wears out first, in English. You get the "
        f"link by e-mail as soon as it is paid, and may download it {GUIDE_DOWNLOADS} times.",
        "de": f"{len(CHAPTERS)} kurze Lektionen für das, was zuerst verschleißt, auf Englisch. Der "
        f"Link kommt per E-Mail, sobald bezahlt ist, und gilt für {GUIDE_DOWNLOADS} Abrufe.",
    },
    shelf="stationery",
    brand="Marlow Mill",
    kind=ProductKind.DIGITAL,
    picture=Kind.BOOK,
    look=Look.named("denim", Pattern.CHECK),
)
_CARDS = Beside(
    names={"en": CARDS, "de": "Geschenkkarte"},
    summaries={
        "en": "For those who know best themselves what they like. Comes by e-mail.",
        "de": "Für alle, die selbst am besten wissen, was ihnen gefällt. Kommt per E-Mail.",
    },
    descriptions={
        "en": "Choose a value and, at the checkout, to whom it goes, with which words and on which "
        "day. It pays for anything in the shop, in parts too, until nothing is left on it.",
        "de": "Wert wählen, und an der Kasse, an wen sie geht, mit welchen Worten und an welchem "
        "Tag. Sie zahlt für alles im Laden, auch in Teilen, bis nichts mehr darauf ist.",
    },
    shelf="stationery",
    brand="Small Hours",
    kind=ProductKind.GIFT_CARD,
    picture=Kind.CARD,
    look=Look.named("coral", Pattern.HEARTS),
)
