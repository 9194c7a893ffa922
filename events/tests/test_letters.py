"""Letters of what could not be written: kept, tried again, and gone in time."""

from datetime import timedelta
from uuid import uuid4

import pytest

from events.models import DeadLetter, DeadReason, Event
from events.sink import letters, writing
from events.sink.parcels import Parcel
from events.sink.queues import Delivery
from events.sink.second_try import try_again
from events.sink.writing import write
from events.tests.factories import deliver, make_entry, make_parcel, refuse
from foundation import clock
from foundation.ids import new_public_id, uuid7

pytestmark = pytest.mark.django_db


def test_what_kills_everybody_who_takes_it_goes_aside():
    (delivery,) = deliver(make_parcel())
    worn = Delivery(delivery.content, tries=writing.MOST_TRIES + 1)
    assert write([worn, *deliver(make_parcel())]) == writing.Written(events=1, aside=1)
    assert DeadLetter.objects.get().reason == DeadReason.WORN


def test_what_was_handed_out_too_often_is_kept_whole_however_long():
    parcel = make_parcel(*[make_entry(list="x" * 80, model="y" * 60) for _ in range(50)])
    padded = Parcel(parcel.body + " " * letters._LONGEST_RAW, parcel.context, parcel.received_at)
    (delivery,) = deliver(padded)
    write([Delivery(delivery.content, tries=writing.MOST_TRIES + 1)])
    assert try_again(DeadLetter.objects.get().pk)
    assert Event.objects.count() == 50


def test_letters_have_an_end(monkeypatch):
    monkeypatch.setattr(letters, "MOST_KEPT", 3)
    assert write([Delivery(str(number).encode()) for number in range(9)]).aside == 9
    assert DeadLetter.objects.count() == 3


def test_a_letter_that_can_be_written_now_is_settled(monkeypatch):
    entry = make_entry(list="poison")
    with monkeypatch.context() as poisoned:
        refuse(poisoned, "poison")
        write(deliver(make_parcel(entry)))
        letter = DeadLetter.objects.get()
        assert not try_again(letter.pk)
        letter.refresh_from_db()
        assert letter.tries == 2
        assert not Event.objects.exists()

    assert try_again(letter.pk)
    assert str(Event.objects.get().id) == entry["id"]
    assert not DeadLetter.objects.exists()


def test_letters_of_a_person_go_with_them_and_all_after_a_month():
    unknown = make_entry(name="product.viewed", product=new_public_id(), list="")
    theirs, other = make_parcel(unknown), make_parcel({**unknown, "id": str(uuid7())})
    write(deliver(theirs, other))
    assert letters.forget_people(customer=theirs.context.customer, visitors=[uuid4()]) == 1
    assert DeadLetter.objects.count() == 1
    assert letters.sweep(at=clock.now() + letters.KEEP - timedelta(hours=1)) == 0
    assert letters.sweep(at=clock.now() + letters.KEEP + timedelta(hours=1)) == 1


def test_letters_that_nobody_could_read_go_with_the_person_too():
    theirs, other = make_parcel(), make_parcel()
    of_another_release = theirs.to_bytes().replace(b'"form":1', b'"form":2')
    write([Delivery(of_another_release), Delivery(other.to_bytes()[:-1]), Delivery(b"junk")])
    worn = [Delivery(theirs.to_bytes(), tries=writing.MOST_TRIES + 1)]
    write(worn)
    assert DeadLetter.objects.count() == 4
    assert letters.forget_people(customer=theirs.context.customer, visitors=[]) == 2
    assert not any(
        theirs.context.customer.hex in str(one.content) for one in DeadLetter.objects.all()
    )
    assert DeadLetter.objects.count() == 2
