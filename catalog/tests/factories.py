"""Products to test with: complete, priced, stocked and pictured, through the real services."""

from collections.abc import Sequence
from itertools import count

from django.conf import settings
from django.utils.text import slugify

from catalog.illustrations import COLOURS, Kind, Look, draw
from catalog.models import Brand, Category, Option, OptionValue, Product, Variant, VariantOption
from catalog.services import add_picture, publish_product
from foundation.money import Money
from inventory.services import adjust_stock, receive_stock
from pricing.services import set_price

_numbers = count(1)


def make_category(name: str = "Home", *, parent: Category | None = None) -> Category:
    """The category of that name, made where it is missing."""
    slug = slugify(name)
    if found := Category.objects.filter(slug_en=slug).first():
        return found
    category = Category(name_en=name, slug_en=slug)
    if parent is not None:
        return Category.objects.add_child(parent, instance=category)
    return Category.objects.add_root(instance=category)


def make_option(code: str, values: Sequence[str]) -> list[OptionValue]:
    """Values of an option, such as ``make_option("colour", ["forest", "sand"])``."""
    option, _created = Option.objects.get_or_create(
        code=code, defaults={"name_en": code.capitalize(), "position": 0 if code == "colour" else 1}
    )
    made = []
    for position, value in enumerate(values):
        palette = COLOURS.get(value)
        found, _created = OptionValue.objects.get_or_create(
            option=option,
            code=slugify(value),
            defaults={
                "name_en": value.capitalize() if code == "colour" else value,
                "swatch": palette.swatch if palette else "",
                "position": position,
            },
        )
        made.append(found)
    return made


def make_product(
    name: str = "",
    *,
    price: str = "20.00",
    compare_at: str = "",
    stock: int | None = 10,
    colours: Sequence[str] = (),
    sizes: Sequence[str] = (),
    category: Category | str = "Home",
    brand: str = "",
    kind: Kind | None = None,
    description: str = "",
    published: bool = True,
) -> Product:
    """A product that is on the shelves: one variant for each colour and size.

    Args:
        price: of every variant, in the base currency's major units.
        stock: units of each variant in the default warehouse; ``None`` is not tracked.
        colours: names in ``catalog.illustrations.COLOURS``; each gets its picture.
        kind: what the pictures show; without it there are no pictures.
    """
    number = next(_numbers)
    name = name or f"Product {number}"
    shelf = make_category(category) if isinstance(category, str) else category
    product = Product.objects.create(
        name_en=name,
        slug_en=f"{slugify(name)}-{number}",
        description_en=description,
        category=shelf,
        brand=_brand(brand),
    )
    for variant in _make_variants(product, colours, sizes):
        _sell(variant, price=price, compare_at=compare_at, stock=stock)
    if kind is not None:
        _picture(product, kind, colours)
    return publish_product(product=product) if published else product


def _brand(name: str) -> Brand | None:
    if not name:
        return None
    return Brand.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def _make_variants(product: Product, colours: Sequence[str], sizes: Sequence[str]) -> list[Variant]:
    combinations: list[list[OptionValue]] = [[]]
    for code, names in (("colour", colours), ("size", sizes)):
        if names:
            made = make_option(code, names)
            combinations = [[*chosen, value] for chosen in combinations for value in made]
    variants = []
    for position, values in enumerate(combinations):
        variant = Variant.objects.create(
            product=product, sku=f"SKU-{product.pk}-{position}", position=position
        )
        VariantOption.objects.bulk_create(
            VariantOption(variant=variant, value=value) for value in values
        )
        variants.append(variant)
    return variants


def _sell(variant: Variant, *, price: str, compare_at: str, stock: int | None) -> None:
    currency = settings.SHOP_BASE_CURRENCY
    set_price(
        variant=variant,
        amount=Money.of(price, currency),
        compare_at=Money.of(compare_at, currency) if compare_at else None,
    )
    if stock is None:
        return
    if stock:
        receive_stock(variant_id=variant.pk, quantity=stock, reference="factory")
        return
    # Tracked and empty: a level must exist, else the variant could always be sold.
    receive_stock(variant_id=variant.pk, quantity=1, reference="factory")
    adjust_stock(variant_id=variant.pk, on_hand=0, note="factory")


def _picture(product: Product, kind: Kind, colours: Sequence[str]) -> None:
    chosen: list[OptionValue | None] = [None]
    if colours:
        chosen = [*make_option("colour", colours)]
    for position, value in enumerate(chosen):
        look = Look.named(value.code if value else "forest")
        add_picture(
            product=product,
            name=f"{product.slug}-{position}.svg",
            content=draw(kind, look, seed=product.pk).encode(),
            alt=f"{product.name}, {value.name}" if value else str(product.name),
            option_value=value,
            position=position,
        )
