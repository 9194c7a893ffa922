"""What happened stays in the log, who did it goes, also from what they typed."""

from uuid import uuid4

import pytest

from events.context import EventContext
from events.erasure import forget_people
from events.models import Event
from events.names import Consent, EventName
from events.services import Fact, record

pytestmark = pytest.mark.django_db


def _seen(*, customer=None, visitor=None, name=EventName.PRODUCT_VIEWED, **fact):
    context = EventContext(
        visitor=visitor, session=uuid4(), customer=customer, consent=Consent.PERSONALISATION
    )
    return record(Fact(name, product_id=7, **fact), context=context)


def _who(event):
    event.refresh_from_db()
    return event.customer, event.visitor, event.session


def test_events_of_a_person_and_of_their_browsers_are_nobodys_and_stay():
    ada, browser, other = uuid4(), uuid4(), uuid4()
    signed_in, before = _seen(customer=ada, visitor=uuid4()), _seen(visitor=browser)
    stranger = _seen(customer=other, visitor=uuid4())
    known = _who(stranger)

    assert forget_people(customer=ada, visitors=[browser]) == 2

    assert _who(signed_in) == _who(before) == (None, None, None)
    assert _who(stranger) == known
    assert Event.objects.filter(product_id=7).count() == 3


def test_a_search_in_which_they_typed_their_name_loses_its_words():
    ada = uuid4()
    typed = _seen(
        customer=ada, name=EventName.SEARCH_PERFORMED, payload={"words": "mug for Ådá SHELF"}
    )
    plain = _seen(customer=ada, name=EventName.SEARCH_PERFORMED, payload={"words": "blue mug"})

    forget_people(customer=ada, visitors=[], words=["ådá shelf", ""])

    typed.refresh_from_db()
    plain.refresh_from_db()
    assert typed.payload == {}
    assert plain.payload == {"words": "blue mug"}
