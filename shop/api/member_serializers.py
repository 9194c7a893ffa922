"""What the API says and takes of a customer's own: addresses, lists, reviews, alerts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.models import Review, ReviewStatus
from catalog.reviews import LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE, SHORTEST_TEXT
from catalog.wishlists import LONGEST_NAME
from inventory.models import AlertState
from shop.api.order_serializers import ADDRESS, PHONE
from shop.api.serializers import EXAMPLE_ID, CountryField, MoneyField, PublicIdField, example


# --- addresses -------------------------------------------------------------------------------
class AddressSerializer(serializers.Serializer[Any]):
    """An address of the customer's book."""

    id = serializers.IntegerField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    name = serializers.CharField()
    company = serializers.CharField(allow_blank=True)
    vat_id = serializers.CharField(allow_blank=True)
    line1 = serializers.CharField()
    line2 = serializers.CharField(allow_blank=True)
    postcode = serializers.CharField()
    city = serializers.CharField()
    region = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    is_default = serializers.BooleanField()


@example("An office", {"label": "Work", **ADDRESS, "is_default": True})
class NewAddress(serializers.Serializer[Any]):
    label = serializers.CharField(max_length=40, required=False, allow_blank=True)  # type: ignore[assignment]
    name = serializers.CharField(max_length=120)
    company = serializers.CharField(max_length=120, required=False, allow_blank=True)
    vat_id = serializers.CharField(max_length=20, required=False, allow_blank=True)
    line1 = serializers.CharField(max_length=120)
    line2 = serializers.CharField(max_length=120, required=False, allow_blank=True)
    postcode = serializers.CharField(max_length=20)
    city = serializers.CharField(max_length=80)
    region = serializers.CharField(max_length=80, required=False, allow_blank=True)
    country = CountryField()
    phone = serializers.RegexField(PHONE, required=False, allow_blank=True)
    is_default = serializers.BooleanField(required=False, default=False)


# --- wishlists -------------------------------------------------------------------------------
class WishlistSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    count = serializers.IntegerField(source="wishes")
    is_shared = serializers.BooleanField(source="token")
    created_at = serializers.DateTimeField()


class WishSerializer(serializers.Serializer[Any]):
    variant = serializers.CharField(source="card.public_id")
    product = serializers.CharField(source="card.product_public_id")
    sku = serializers.CharField(source="card.sku")
    name = serializers.CharField(source="card.name")
    options = serializers.CharField(source="card.options", allow_blank=True)
    price = MoneyField(allow_null=True, help_text="Null where it is not sold now.")
    can_be_bought = serializers.BooleanField()


class WishlistDetailSerializer(serializers.Serializer[Any]):
    """A list with what is on it, the latest first."""

    id = serializers.CharField(source="wishlist.public_id")
    name = serializers.CharField(source="wishlist.name")
    url = serializers.CharField(
        allow_null=True, help_text="Shows the list to whoever has it; null until it is shared."
    )
    items = WishSerializer(source="wishes", many=True)


@example("A list", {"name": "Kitchen"})
class WishlistName(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=LONGEST_NAME)


@example("A thing", {"variant": EXAMPLE_ID})
class NewWish(serializers.Serializer[Any]):
    variant = PublicIdField(help_text="Id of a variant.")


# --- reviews ---------------------------------------------------------------------------------
class ReviewSerializer(serializers.Serializer[Any]):
    """A review as everybody reads it."""

    id = serializers.CharField(source="public_id")
    author = serializers.CharField()
    rating = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    is_verified = serializers.BooleanField(help_text="Written by somebody who bought it.")
    helpful_votes = serializers.IntegerField()
    unhelpful_votes = serializers.IntegerField()
    written_at = serializers.DateTimeField()


class OwnReviewSerializer(ReviewSerializer):
    """One's own, whether it is shown yet or not."""

    product = serializers.CharField(source="product.public_id")
    status = serializers.ChoiceField(choices=ReviewStatus.choices)
    refusal = serializers.SerializerMethodField()

    def get_refusal(self, review: Review) -> str:
        """Why it is not shown, in words; empty if it is or may be."""
        return str(review.get_refusal_display()) if review.refusal else ""


class ReviewQuery(serializers.Serializer[Any]):
    rating = serializers.IntegerField(required=False, min_value=1, max_value=5)


@example("Four stars", {"rating": 4, "title": "Sturdy", "text": "Holds a lot and looks good."})
class NewReview(serializers.Serializer[Any]):
    rating = serializers.IntegerField(min_value=1, max_value=5)
    title = serializers.CharField(
        max_length=LONGEST_TITLE, required=False, allow_blank=True, default=""
    )
    text = serializers.CharField(min_length=SHORTEST_TEXT, max_length=LONGEST_TEXT)
    author = serializers.CharField(
        max_length=LONGEST_AUTHOR, required=False, allow_blank=True, default="",
        help_text="Name to show; without one the first name and an initial.",
    )  # fmt: skip


@example("It helped", {"is_helpful": True})
class Vote(serializers.Serializer[Any]):
    is_helpful = serializers.BooleanField(allow_null=True, help_text="Null takes the vote back.")


# --- alerts ----------------------------------------------------------------------------------
class AlertSerializer(serializers.Serializer[Any]):
    variant = serializers.CharField(source="variant.public_id")
    sku = serializers.CharField(source="variant.sku")
    state = serializers.ChoiceField(choices=AlertState.choices)
    created_at = serializers.DateTimeField()


class AlertAsked(serializers.Serializer[Any]):
    must_confirm = serializers.BooleanField(
        help_text="Whether the address is sent a link first, to be sure that it agrees."
    )


@example("Tell me", {"variant": EXAMPLE_ID, "email": "ada@example.com"})
class NewAlert(serializers.Serializer[Any]):
    variant = PublicIdField(help_text="Id of a variant.")
    email = serializers.EmailField(
        max_length=254, required=False, help_text="Without it a customer's own."
    )
