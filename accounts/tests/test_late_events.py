"""An event that was on its way while its customer was erased is nobody's by the next morning."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import Customer
from accounts.privacy import erase_customer, forget_late_events
from events.context import EventContext
from events.models import Event
from events.names import Consent, EventName
from events.services import Fact, record
from foundation import clock

pytestmark = pytest.mark.django_db


def _seen(customer):
    context = EventContext(
        visitor=uuid4(), session=uuid4(), customer=customer, consent=Consent.PERSONALISATION
    )
    return record(Fact(EventName.PRODUCT_VIEWED, product_id=7), context=context)


def test_what_comes_in_late_is_made_anonymous():
    ada = Customer.objects.create(email="ada@shop.example")
    ben = Customer.objects.create(email="ben@shop.example")
    old_name = ada.pseudonym
    erase_customer(customer=ada)
    late, theirs = _seen(old_name), _seen(ben.pseudonym)

    assert forget_late_events() == 1

    late.refresh_from_db()
    theirs.refresh_from_db()
    assert (late.customer, late.visitor, late.session) == (None, None, None)
    assert theirs.customer == ben.pseudonym
    assert theirs.session is not None


def test_only_the_last_days_are_walked():
    old = _seen(uuid4())
    month_ago = clock.now() - timedelta(days=30)
    Event.objects.filter(pk=old.pk).update(received_at=month_ago, occurred_at=month_ago)
    assert forget_late_events() == 0
