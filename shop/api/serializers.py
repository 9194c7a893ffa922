"""What the API says and what it takes. Rows are named by public ids, never by their keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

from foundation.ids import PUBLIC_ID_LENGTH
from foundation.money import Money
from inventory.selectors import PromiseKind
from orders.carts import LONGEST_CODE, MOST_OF_ONE
from shop.api.content_serializers import FileSerializer, PartSerializer
from shop.storefront.forms import countries
from shop.storefront.selectors import Sort

PUBLIC_ID = rf"^[0-9a-z]{{{PUBLIC_ID_LENGTH}}}$"
MOST_RECOMMENDED = 24
MOST_MINOR = 10**15 - 1
EXAMPLE_ID = "7k2m9x4c1v8b5n3q"
COUNTRIES = sorted(code for code, _name in countries(settings.LANGUAGE_CODE))

Shape = TypeVar("Shape", bound=type[serializers.Serializer[Any]])


def example(name: str, value: dict[str, Any]) -> Callable[[Shape], Shape]:
    """A body of a request as the description of the API shows it."""
    shown = OpenApiExample(name, value=value, request_only=True)
    mark: Callable[[Shape], Shape] = extend_schema_serializer(examples=[shown])
    return mark


class CountryField(serializers.RegexField):
    """A country that the post can bring something to."""

    default_error_messages = {"invalid": gettext_lazy("Choose a country.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "ISO 3166 code of two letters.")
        super().__init__(f"^({'|'.join(COUNTRIES)})$", **options)


class MoneySerializer(serializers.Serializer[Money]):
    amount = serializers.CharField(help_text="Major units, exact: 19.90.")
    minor = serializers.IntegerField(help_text="The same in minor units: 1990.")
    currency = serializers.CharField(help_text="ISO 4217.")


@extend_schema_field(MoneySerializer)
class MoneyField(serializers.Field[Money, Any, dict[str, Any], Any]):
    """An amount with its currency."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Money) -> dict[str, Any]:
        return {
            "amount": str(value.amount),
            "minor": value.minor,
            "currency": value.currency,
        }


class PictureField(serializers.CharField):
    """The absolute address of a picture, from a path on this host; null without one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        if not value:
            return None
        if not value.startswith("/"):
            value = f"{settings.MEDIA_URL}{value}"
        return str(self.context["request"].build_absolute_uri(value))


class PublicIdField(serializers.RegexField):
    def __init__(self, **options: Any) -> None:
        super().__init__(PUBLIC_ID, **options)


# --- catalogue -----------------------------------------------------------------------------
class ProductCardSerializer(serializers.Serializer[Any]):
    """A product as lists show it."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    slug = serializers.CharField(allow_null=True)
    brand = serializers.CharField(allow_blank=True)
    picture = PictureField(allow_null=True)
    price = MoneyField(help_text="Of the cheapest variant.")
    highest_price = MoneyField(help_text="Of the dearest variant.")
    compare_at = MoneyField(allow_null=True, help_text="What it is reduced from.")
    in_stock = serializers.BooleanField()
    rating = serializers.FloatField(allow_null=True)
    review_count = serializers.IntegerField()
    url = serializers.SerializerMethodField()

    def to_representation(self, listing: Any) -> dict[str, Any]:
        listing.price = Money(listing.price_minor, listing.currency)
        listing.highest_price = Money(listing.highest_price_minor, listing.currency)
        reduced = listing.compare_at_minor
        listing.compare_at = None if reduced is None else Money(reduced, listing.currency)
        return super().to_representation(listing)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, listing: Any) -> str:
        address = self.context["product_address"]
        return str(self.context["request"].build_absolute_uri(f"{address}{listing.slug}/"))


class CategorySerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    parent = serializers.CharField(allow_null=True, help_text="Slug of the category above.")  # type: ignore[assignment]
    url = serializers.CharField()


class VariantSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    sku = serializers.CharField()
    options = serializers.DictField(source="codes", child=serializers.CharField())
    price = MoneyField()
    compare_at = MoneyField(allow_null=True)
    lowest = MoneyField(
        allow_null=True, help_text="The lowest of the 30 days before it was reduced."
    )
    available = serializers.SerializerMethodField()
    in_stock = serializers.SerializerMethodField()
    delivery = serializers.ChoiceField(
        source="promise.kind", choices=[kind.value for kind in PromiseKind], allow_null=True,
        default=None, help_text="Whether it lies ready; null where stock is not counted.",
    )  # fmt: skip
    expected_at = serializers.DateField(
        source="promise.expected_at", allow_null=True, default=None,
        help_text="When ordered ahead of the stock: the day on which it comes, if it is known.",
    )  # fmt: skip

    def get_available(self, variant: Any) -> int | None:
        """Units that can be had; null where stock is not counted."""
        return variant.promise.sellable if variant.promise is not None else None

    def get_in_stock(self, variant: Any) -> bool:
        return not variant.is_sold_out


class OptionValueSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    swatch = serializers.CharField(allow_blank=True, help_text="Colour as #rrggbb.")


class OptionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    values = OptionValueSerializer(source="choices", many=True)


class PictureSerializer(serializers.Serializer[Any]):
    url = PictureField(allow_null=True)
    alt = serializers.CharField()


class FactSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    value = serializers.CharField()

    def to_representation(self, fact: tuple[str, str]) -> dict[str, str]:
        name, value = fact
        return {"name": name, "value": value}


class TrailSerializer(serializers.Serializer[Any]):
    slug = serializers.SerializerMethodField()
    name = serializers.CharField()

    def get_slug(self, shelf: Any) -> str:
        return str(shelf.slugs[self.context["language"]])


class ProductSerializer(serializers.Serializer[Any]):
    """A product with everything its page shows."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    brand = serializers.CharField(allow_blank=True)
    summary = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    url = serializers.SerializerMethodField()
    categories = TrailSerializer(source="trail", many=True, help_text="From the top down.")
    options = OptionSerializer(source="groups", many=True)
    variants = VariantSerializer(many=True)
    pictures = PictureSerializer(many=True)
    attributes = FactSerializer(source="facts", many=True)
    rating = serializers.FloatField(source="rating.mean", allow_null=True)
    review_count = serializers.IntegerField(source="rating.count")
    parts = PartSerializer(many=True, help_text="Of a bundle: what is in the first variant.")
    files = FileSerializer(many=True, help_text="Of a download: the files of the first variant.")

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, page: Any) -> str:
        path = page.paths[self.context["language"]]
        return str(self.context["request"].build_absolute_uri(path))


class LanguageQuery(serializers.Serializer[Any]):
    language = serializers.ChoiceField(
        choices=[code for code, _name in settings.LANGUAGES],
        required=False,
        help_text="Of names and texts; English without it.",
    )


class ProductQuery(LanguageQuery):
    q = serializers.CharField(
        required=False, max_length=100, help_text="Words that the name or the brand must have."
    )
    category = serializers.SlugField(
        required=False, max_length=120, allow_unicode=True,
        help_text="Slug of a category: its products and those of all below it.",
    )  # fmt: skip
    brand = serializers.CharField(required=False, max_length=120)
    min_price = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=3, min_value=0,
        help_text="Major units of the shop's currency.",
    )  # fmt: skip
    max_price = serializers.DecimalField(
        required=False, max_digits=12, decimal_places=3, min_value=0
    )
    in_stock = serializers.BooleanField(required=False, allow_null=True, default=None)
    sort = serializers.ChoiceField(
        required=False, choices=[sort.value for sort in Sort], default=Sort.POPULAR.value
    )


# --- cart ----------------------------------------------------------------------------------
class CartLineSerializer(serializers.Serializer[Any]):
    variant = serializers.CharField(source="variant_public_id")
    product = serializers.CharField(source="product_public_id")
    sku = serializers.CharField()
    name = serializers.CharField()
    options = serializers.CharField(allow_blank=True)
    picture = PictureField(allow_null=True)
    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    price_before = MoneyField(
        allow_null=True,
        help_text="What a unit cost when it was last chosen, where that has changed since.",
    )
    discount = MoneyField()
    total = MoneyField(help_text="After discounts.")
    is_gift = serializers.BooleanField()
    available = serializers.IntegerField(allow_null=True)
    problem = serializers.CharField(
        allow_blank=True, help_text="Why the line cannot be ordered as it is; empty if it can."
    )


class CartCouponSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    problem = serializers.CharField(
        allow_blank=True, help_text="Why the code does nothing yet; empty if it works."
    )


class AppliedSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    code = serializers.CharField(allow_blank=True, help_text="The coupon that opened it.")
    amount = MoneyField()
    is_shipping = serializers.BooleanField(help_text="Off the shipping, not off the goods.")


class CartSerializer(serializers.Serializer[Any]):
    """A cart with today's prices. ``token`` opens it: keep it as a secret of the shopper."""

    token = serializers.SerializerMethodField()
    currency = serializers.CharField()
    count = serializers.IntegerField(help_text="Units in all lines.")
    lines = CartLineSerializer(many=True)
    subtotal = MoneyField(help_text="Before discounts.")
    discount = MoneyField()
    coupons = CartCouponSerializer(many=True)
    promotions = AppliedSerializer(source="applied", many=True)
    tax = MoneyField()
    total = MoneyField()
    prices_include_tax = serializers.BooleanField()
    has_problems = serializers.BooleanField()

    @extend_schema_field({"type": "string", "nullable": True})
    def get_token(self, summary: Any) -> str | None:
        """None for a customer's cart, which opens by their login, and where there is no cart."""
        return self.context["token"] or None


@example("Two of a thing", {"variant": EXAMPLE_ID, "quantity": 2})
class NewLine(serializers.Serializer[Any]):
    variant = PublicIdField(help_text="Id of a variant.")
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_OF_ONE, default=1)


@example("Three of it", {"quantity": 3})
class LineQuantity(serializers.Serializer[Any]):
    quantity = serializers.IntegerField(
        min_value=0, max_value=MOST_OF_ONE, help_text="Zero takes the line out."
    )


@example("Pay in dollars, deliver to France", {"currency": "USD", "country": "FR"})
class CartChoices(serializers.Serializer[Any]):
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False, help_text="ISO 4217.")
    country = CountryField(required=False)


@example("A code", {"code": "WELCOME10"})
class CouponGiven(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=LONGEST_CODE)


@example("A gift card", {"code": "7K3M-9QWE-2RTY-4HJK"})
class GiftCodeGiven(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=LONGEST_CODE)


class CardInCart(serializers.Serializer[Any]):
    """A gift card that pays for the cart; ``name`` ends as its code does."""

    id = serializers.CharField()
    name = serializers.CharField()
    left = MoneyField()


# --- recommendations -----------------------------------------------------------------------
class RecommendationQuery(LanguageQuery):
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_RECOMMENDED, default=8
    )


class ProductRecommendationQuery(RecommendationQuery):
    product = PublicIdField(help_text="Id of a product.")


class CategoryRecommendationQuery(RecommendationQuery):
    category = serializers.SlugField(max_length=80, help_text="Slug of a category.")


class ReasonSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="For programs, such as because_viewed.")
    text = serializers.CharField(allow_blank=True, help_text="For people.")
    product = serializers.CharField(
        allow_null=True, help_text="Id of the product that the reason speaks of."
    )


class RecommendationSerializer(serializers.Serializer[Any]):
    product = ProductCardSerializer()
    score = serializers.FloatField()
    reason = ReasonSerializer()
    strategy = serializers.CharField(help_text="How it came into the list; impressions tell it.")
    propensity = serializers.FloatField(help_text="How probable it was to be shown there.")


class RecommendationsSerializer(serializers.Serializer[Any]):
    """Recommendations, the best first; empty where no model serves."""

    model = serializers.CharField(allow_null=True, help_text="Name and version that answered.")
    results = RecommendationSerializer(many=True)


# --- errors --------------------------------------------------------------------------------
class SeenTotal(serializers.Serializer[Any]):
    minor = serializers.IntegerField(min_value=0, max_value=MOST_MINOR)
    currency = serializers.RegexField(r"^[A-Z]{3}$")


class ErrorDetail(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="For programs; never changes.")
    message = serializers.CharField(help_text="For people.")
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is wrong with which field of the request.",
    )
    now = SeenTotal(
        required=False, help_text="With `total_changed`: the amount of today, as it is sent back."
    )


class Error(serializers.Serializer[Any]):
    error = ErrorDetail()
