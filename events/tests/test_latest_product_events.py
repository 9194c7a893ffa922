from datetime import timedelta
from uuid import uuid4

import pytest

from events.context import EventContext
from events.names import Consent, EventName
from events.selectors import recent_product_events
from events.services import Fact, record_many
from foundation import clock

pytestmark = pytest.mark.django_db
NAMES = (EventName.PRODUCT_VIEWED, EventName.PRODUCT_PURCHASED, EventName.REVIEW_WRITTEN)


def test_the_latest_of_a_customer_and_of_a_browser_come_newest_first_with_their_stars():
    customer, visitor, now = uuid4(), uuid4(), clock.now()
    ada = EventContext(customer=customer, consent=Consent.PERSONALISATION)
    browser = EventContext(visitor=visitor, consent=Consent.PERSONALISATION)
    record_many(
        [
            Fact(EventName.REVIEW_WRITTEN, product_id=1, at=now, payload={"rating": 2}),
            Fact(
                EventName.PRODUCT_PURCHASED,
                product_id=1,
                order_ref="o1",
                at=now - timedelta(hours=3),
            ),
        ],
        context=ada,
    )
    looks = [
        Fact(EventName.PRODUCT_VIEWED, product_id=2, at=now - timedelta(hours=1)),
        Fact(EventName.REVIEW_WRITTEN, product_id=3, at=now - timedelta(hours=2)),
    ]
    record_many(looks, context=browser)
    found = recent_product_events(customer=customer, visitor=visitor, names=NAMES, limit=10)
    told = [(event.name, event.product_id, event.order_ref, event.stars) for event in found]
    assert told == [
        ("review.written", 1, "", 2),
        ("product.viewed", 2, "", 0),
        ("review.written", 3, "", 0),
        ("product.purchased", 1, "o1", 0),
    ]
    assert abs(found[0].occurred_at - now) < timedelta(milliseconds=1)
    assert found[0].occurred_at.utcoffset() == timedelta(0)
    assert len(recent_product_events(customer=None, visitor=visitor, names=NAMES, limit=1)) == 1
