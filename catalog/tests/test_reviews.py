"""Reviews: one a customer, moderated before they show, voted on once, counted in the rating."""

import pytest

from accounts.tests.factories import make_customer
from catalog.models import RefusalReason, Review, ReviewStatus, ReviewVote
from catalog.reviews import (
    moderate_review,
    remove_review,
    review_of,
    vote,
    votes_of,
    waiting_reviews,
    write_review,
)
from catalog.tests.factories import make_product
from events.models import Event, OutboxMessage
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db
TEXT = "Holds a whole pot of tea and pours well."


def _write(product, customer, **changes):
    given = {"rating": 4, "title": "Good", "text": TEXT, "verified": True, **changes}
    return write_review(product=product, customer=customer, **given)


@pytest.fixture
def mug():
    return make_product("Mug")


def test_a_new_review_waits_and_is_told_to_the_log(mug):
    ada = make_customer()
    review = _write(mug, ada)
    assert review.status == ReviewStatus.PENDING
    assert review.is_verified
    assert review.author == "Ada L."
    assert list(waiting_reviews()) == [review]
    assert review_of(customer=ada, product=mug) == review
    assert Event.objects.get(name="review.written").payload == {"rating": 4, "verified": True}


def test_writing_again_edits_and_waits_again(mug):
    ada = make_customer()
    first = _write(mug, ada)
    moderate_review(review=first, status=ReviewStatus.PUBLISHED)
    second = _write(mug, ada, rating=2)
    assert second.pk == first.pk
    assert (second.rating, second.status) == (2, ReviewStatus.PENDING)
    assert second.edited_at is not None
    told = Event.objects.filter(name="review.written").order_by("occurred_at")
    assert [event.payload["rating"] for event in told] == [4, 2]
    _write(mug, ada, rating=2, title="Hm")
    assert told.count() == 2, "the same stars are told once"


@pytest.mark.parametrize(
    ("field", "value"),
    [("rating", 0), ("rating", 6), ("text", "Short"), ("text", "x" * 5001), ("title", "x" * 121),
     ("author", "x" * 81)],
)  # fmt: skip
def test_a_wrong_field_is_named(mug, field, value):
    with pytest.raises(Refusal) as refusal:
        _write(mug, make_customer(), **{field: value})
    assert refusal.value.field == field
    assert not Review.objects.exists()


def test_a_refusal_has_a_reason_and_publishing_clears_it(mug):
    review = _write(mug, make_customer())
    moderate_review(review=review, status=ReviewStatus.REFUSED, reason=RefusalReason.SPAM)
    assert review.refusal == RefusalReason.SPAM
    moderate_review(review=review, status=ReviewStatus.REFUSED)
    assert review.refusal == RefusalReason.OTHER
    moderate_review(review=review, status=ReviewStatus.PUBLISHED)
    assert review.refusal == ""
    assert review.moderated_at is not None


def test_each_customer_has_one_vote_that_they_may_change(mug):
    review = _write(mug, make_customer())
    moderate_review(review=review, status=ReviewStatus.PUBLISHED)
    eve, bob = make_customer("Eve"), make_customer("Bob")
    vote(review=review, customer=eve, is_helpful=True)
    vote(review=review, customer=eve, is_helpful=True)
    changed = vote(review=review, customer=bob, is_helpful=False)
    assert (changed.helpful_votes, changed.unhelpful_votes) == (1, 1)
    changed = vote(review=review, customer=eve, is_helpful=False)
    assert (changed.helpful_votes, changed.unhelpful_votes) == (0, 2)
    changed = vote(review=review, customer=bob, is_helpful=None)
    assert (changed.helpful_votes, changed.unhelpful_votes) == (0, 1)
    assert votes_of(customer=eve, product=mug) == {review.pk: False}


def test_neither_ones_own_nor_a_hidden_review_is_voted_on(mug):
    ada = make_customer()
    review = _write(mug, ada)
    with pytest.raises(Refusal):
        vote(review=review, customer=make_customer("Eve"), is_helpful=True)
    moderate_review(review=review, status=ReviewStatus.PUBLISHED)
    with pytest.raises(Refusal):
        vote(review=review, customer=ada, is_helpful=True)
    assert not ReviewVote.objects.exists()


def test_only_ones_own_review_can_be_taken_back(mug):
    ada = make_customer()
    review = _write(mug, ada)
    with pytest.raises(Refusal):
        remove_review(review=review, customer=make_customer("Eve"))
    remove_review(review=review, customer=ada)
    assert not Review.objects.exists()


def test_readers_of_the_product_hear_of_every_change(mug):
    ada = make_customer()

    def told():
        messages = OutboxMessage.objects.filter(topic="product.changed")
        return messages.filter(payload={"product": mug.pk}).count()

    before = told()
    review = _write(mug, ada)
    moderate_review(review=review, status=ReviewStatus.PUBLISHED)
    vote(review=review, customer=make_customer("Eve"), is_helpful=True)
    remove_review(review=review, customer=ada)
    assert told() >= before + 4
