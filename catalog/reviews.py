"""Reviews: writing, voting, moderation. Only published ones count, and shoppers hear at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from catalog.models import Product, RefusalReason, Review, ReviewStatus, ReviewVote
from catalog.services import announce_change
from events.context import NOBODY, EventContext
from events.names import EventName
from events.outbox import publish
from events.services import Fact, record
from foundation import clock
from foundation.refusals import Refusal

SHORTEST_TEXT = 10
LONGEST_TEXT = 5_000
LONGEST_TITLE = 120
LONGEST_AUTHOR = 80


@transaction.atomic
def write_review(
    *,
    product: Product,
    customer: Customer,
    rating: int,
    title: str,
    text: str,
    verified: bool,
    author: str = "",
    context: EventContext = NOBODY,
    at: datetime | None = None,
) -> Review:
    """Write a review, or write one's own anew; either way it waits for the moderators.

    Args:
        rating: 1 to 5 stars.
        verified: whether the customer bought the product: the floor of the orders vouches for it.
        author: the name to show; without one, the first name and an initial.

    Raises:
        Refusal: a field that cannot be, named by ``field``.
    """
    title, text = title.strip(), text.strip()
    _check(rating, title, text, author)
    now = at or clock.now()
    review = Review.objects.select_for_update().filter(product=product, customer=customer).first()
    rated_before = review.rating if review is not None else None
    if review is None:
        review = Review(product=product, customer=customer, written_at=now)
    else:
        review.edited_at = now
    review.rating, review.title, review.text = rating, title, text
    review.author = author.strip() or shown_name(customer)
    review.is_verified = verified
    review.status = ReviewStatus.PENDING
    review.refusal = ""
    review.save()
    announce_change(product_id=product.pk)
    if rating != rated_before:
        fact = Fact(
            name=EventName.REVIEW_WRITTEN,
            product_id=product.pk,
            payload={"rating": rating, "verified": verified},
            at=now,
        )
        record(fact, context=context)
    return review


def _check(rating: int, title: str, text: str, author: str) -> None:
    if not 1 <= rating <= 5:
        raise Refusal(_("Choose one to five stars."), field="rating")
    if len(title) > LONGEST_TITLE:
        raise Refusal(
            _("At most %(most)d characters fit here.") % {"most": LONGEST_TITLE}, field="title"
        )
    if len(text) < SHORTEST_TEXT:
        raise Refusal(_("Write a sentence or two."), field="text")
    if len(text) > LONGEST_TEXT:
        raise Refusal(
            _("At most %(most)d characters fit here.") % {"most": LONGEST_TEXT}, field="text"
        )
    if len(author.strip()) > LONGEST_AUTHOR:
        raise Refusal(
            _("At most %(most)d characters fit here.") % {"most": LONGEST_AUTHOR}, field="author"
        )


def shown_name(customer: Customer) -> str:
    """“Ada L.” for Ada Lovelace: the name shown where somebody chose none."""
    first, *others = customer.name.split() or [_("A customer")]
    initial = f" {others[-1][0]}." if others else ""
    return f"{first}{initial}"[:LONGEST_AUTHOR]


@transaction.atomic
def remove_review(*, review: Review, customer: Customer) -> None:
    """Take one's own review back.

    Raises:
        Refusal: it is somebody else's.
    """
    if review.customer_id != customer.pk:
        raise Refusal(_("This is not your review."))
    product_id = review.product_id
    review.delete()
    announce_change(product_id=product_id)


@transaction.atomic
def vote(
    *, review: Review, customer: Customer, is_helpful: bool | None, at: datetime | None = None
) -> Review:
    """Say whether a review helped, change one's mind, or take the vote back with None.

    Raises:
        Refusal: one's own review, or one that is not shown.
    """
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.status != ReviewStatus.PUBLISHED:
        raise Refusal(_("This review is not shown any more."))
    if review.customer_id == customer.pk:
        raise Refusal(_("You cannot vote on your own review."))
    if is_helpful is None:
        ReviewVote.objects.filter(review=review, customer=customer).delete()
    else:
        ReviewVote.objects.update_or_create(
            review=review,
            customer=customer,
            defaults={"is_helpful": is_helpful, "voted_at": at or clock.now()},
        )
    return count_votes(review=review)


def count_votes(*, review: Review) -> Review:
    """Write the sums of a review's votes and tell the readers of its product."""
    sums = review.votes.aggregate(
        helpful=Count("pk", filter=Q(is_helpful=True)),
        unhelpful=Count("pk", filter=Q(is_helpful=False)),
    )
    review.helpful_votes, review.unhelpful_votes = sums["helpful"], sums["unhelpful"]
    review.save(update_fields=["helpful_votes", "unhelpful_votes"])
    announce_change(product_id=review.product_id)
    return review


@transaction.atomic
def moderate_review(
    *,
    review: Review,
    status: ReviewStatus,
    reason: RefusalReason | None = None,
    at: datetime | None = None,
) -> Review:
    """Publish or refuse a review; a refusal names its reason (``OTHER`` where none is given)."""
    review.status = status
    refused = status == ReviewStatus.REFUSED
    review.refusal = (reason or RefusalReason.OTHER) if refused else ""
    review.moderated_at = at or clock.now()
    review.save(update_fields=["status", "refusal", "moderated_at"])
    announce_change(product_id=review.product_id)
    publish("review.moderated", {"review": review.pk})
    return review


def waiting_reviews() -> QuerySet[Review]:
    """The moderators' queue, the oldest first."""
    return (
        Review.objects.filter(status=ReviewStatus.PENDING)
        .select_related("product")
        .order_by("written_at", "pk")
    )


def review_of(*, customer: Customer, product: Product) -> Review | None:
    """What a customer wrote of a product, whatever its state: the form's beginning."""
    return Review.objects.filter(product=product, customer=customer).first()


def votes_of(*, customer: Customer, product: Product) -> dict[int, bool]:
    """How a customer voted on a product's reviews, by the key of the review."""
    votes = ReviewVote.objects.filter(customer=customer, review__product=product)
    return dict(votes.values_list("review", "is_helpful"))
