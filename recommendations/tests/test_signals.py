"""What is learned from the log: each event by its weight, and nothing that nobody agreed to."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.utils import timezone

from accounts.models import Customer
from catalog.models import Review
from catalog.reviews import write_review
from catalog.tests.factories import make_product
from catalog.wishlists import add_wish
from events.context import EventContext
from events.models import Event
from events.names import Consent, EventName
from events.services import Fact, record, record_many
from recommendations.dataset import load_training_set
from recommendations.signals import MOST_VIEWS_A_DAY, SIGNALS

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def mug():
    return make_product("Mug")


@pytest.fixture
def ada():
    return EventContext(visitor=uuid4(), customer=uuid4(), consent=Consent.PERSONALISATION)


def tell(name, product, person, *, days_ago=0.0, order="", **payload):
    moment = NOW - timedelta(days=days_ago)
    fact = Fact(name, product_id=product.pk, order_ref=order, at=moment, payload=payload)
    record(fact, context=person)


def learned():
    """Weights, the largest first."""
    weights = load_training_set().interactions.weights
    return np.sort(weights)[::-1].astype(float).round(3).tolist()


def test_a_purchase_tells_more_than_a_cart_and_that_more_than_a_look(mug, ada):
    names = [name for name, signal in SIGNALS.items() if signal.weight]
    for name in names:
        tell(name, mug, ada)

    assert learned() == sorted((SIGNALS[name].weight for name in names), reverse=True)


def test_a_look_fades_and_a_purchase_does_not(mug, ada):
    tell(EventName.PRODUCT_VIEWED, mug, ada, days_ago=60)
    tell(EventName.PRODUCT_PURCHASED, mug, ada, days_ago=60, order="o1")
    tell(EventName.PRODUCT_VIEWED, mug, ada)

    assert learned() == [1.0, 0.1, 0.05]


def test_what_was_sent_back_hardly_counts_whoever_noted_it(mug, ada):
    tell(EventName.PRODUCT_PURCHASED, mug, ada, days_ago=5, order="o1")
    tell(EventName.PRODUCT_PURCHASED, mug, ada, days_ago=4, order="o2")
    staff = EventContext()
    tell(EventName.PRODUCT_RETURNED, mug, staff, order="o1")

    assert learned() == [1.0, 0.1]


def test_taken_out_of_the_cart_says_less_but_nothing_against_what_was_bought(mug, ada):
    tell(EventName.PRODUCT_PURCHASED, mug, ada, days_ago=9, order="o1")
    tell(EventName.CART_ITEM_ADDED, mug, ada)
    tell(EventName.CART_ITEM_REMOVED, mug, ada)

    assert learned() == [1.0, 0.2]


def test_stars_raise_or_lower_what_was_bought(mug, ada):
    eve = EventContext(visitor=uuid4(), consent=Consent.ALL)
    for person, stars in ((ada, 5), (eve, 1)):
        tell(EventName.PRODUCT_PURCHASED, mug, person, days_ago=3, order=f"o{stars}")
        tell(EventName.REVIEW_WRITTEN, mug, person, rating=stars)

    assert learned() == [1.2, 1.0, 0.1]


def test_not_for_me_forgets_what_was_looked_at_before_and_not_what_comes_after(mug, ada):
    tell(EventName.PRODUCT_VIEWED, mug, ada, days_ago=2)
    tell(EventName.RECOMMENDATION_DISMISSED, mug, ada, days_ago=1)
    assert learned() == []
    tell(EventName.CART_ITEM_ADDED, mug, ada)
    assert learned() == [0.4]


@pytest.mark.parametrize("consent", [Consent.NECESSARY, Consent.MARKETING])
def test_without_consent_a_basket_counts_and_nobody_is_learned_of(mug, consent):
    person = EventContext(visitor=uuid4(), customer=uuid4(), consent=consent)
    tell(EventName.PRODUCT_PURCHASED, mug, person, order="o1")

    data = load_training_set()

    assert list(data.people) == []
    assert data.interactions.users.tolist() == [-1]
    assert data.interactions.baskets.tolist() == [0]


def test_who_looks_at_more_than_a_person_can_is_left_out(mug, ada):
    machine = EventContext(visitor=uuid4(), consent=Consent.PERSONALISATION)
    look = Fact(EventName.PRODUCT_VIEWED, product_id=mug.pk, at=NOW)
    record_many([look] * (MOST_VIEWS_A_DAY + 1), context=machine)
    tell(EventName.PRODUCT_VIEWED, mug, ada)

    assert learned() == [0.1]


def test_a_wish_and_stars_are_logged_by_their_services(mug, ada):
    customer = Customer.objects.create(email="ada@example.com", pseudonym=ada.customer)
    variant = mug.variants.get()
    add_wish(customer=customer, variant=variant, context=ada)
    add_wish(customer=customer, variant=variant, context=ada)  # it is there already
    words = {"title": "", "text": "It holds tea very well.", "verified": True, "context": ada}
    for rating in (4, 4, 2):  # the third time she changes her mind
        write_review(product=mug, customer=customer, rating=rating, **words)

    assert Event.objects.filter(name=EventName.WISH_ADDED, customer=ada.customer).count() == 1
    told = Event.objects.filter(name=EventName.REVIEW_WRITTEN).order_by("occurred_at")
    assert [event.payload["rating"] for event in told] == [4, 2]
    assert Review.objects.get().rating == 2
