"""What the catalogue holds of a person: reviews, votes, wishlists."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext

from catalog.models import Review, ReviewVote, Wishlist
from catalog.reviews import count_votes
from catalog.services import announce_changes
from foundation.registries import PersonalData, privacy


def register() -> None:
    """Called when the app is ready."""
    privacy.register("reviews and wishlists", PersonalData(export=_export, erase=_erase))


def _export(customer_id: int) -> list[dict[str, object]]:
    reviews = Review.objects.filter(customer=customer_id).order_by("written_at")
    votes = ReviewVote.objects.filter(customer=customer_id).order_by("voted_at")
    lists = Wishlist.objects.filter(customer=customer_id).order_by("created_at")
    return [
        *(
            {"what": "review", **row}
            for row in reviews.values(
                "product__name", "author", "rating", "title", "text", "status", "refusal",
                "is_verified", "written_at", "edited_at",
            )
        ),
        *({"what": "vote", **row} for row in votes.values("review", "is_helpful", "voted_at")),
        *(
            {
                "what": "wishlist",
                "name": wishlist.name,
                "shared": bool(wishlist.token),
                "created_at": wishlist.created_at,
                "wishes": list(wishlist.items.values("variant__sku", "added_at")),
            }
            for wishlist in lists
        ),
    ]  # fmt: skip


@transaction.atomic
def _erase(customer_id: int) -> int:
    """Published reviews stay without their author's name; what was never shown goes, too."""
    reviews = Review.objects.filter(customer=customer_id)
    products = list(reviews.values_list("product", flat=True))
    hidden, _by_model = reviews.exclude(status="published").delete()
    shown = reviews.update(customer=None, author=gettext("Former customer"))
    announce_changes(product_ids=products)
    voted_on = list(Review.objects.filter(votes__customer=customer_id))
    votes, _by_model = ReviewVote.objects.filter(customer=customer_id).delete()
    for review in voted_on:
        count_votes(review=review)
    wishes, _by_model = Wishlist.objects.filter(customer=customer_id).delete()
    return hidden + shown + votes + wishes
