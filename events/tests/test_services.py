"""The log: what is recorded is told whole, names nobody without consent, and is kept once."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from events.bots import is_bot
from events.context import EventContext, device_of
from events.models import Event
from events.names import Channel, Consent, Device, EventName
from events.services import HISTORY_FIELDS, Fact, build_event, record, record_history, record_many
from foundation.ids import uuid7
from foundation.money import Money

pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)


def somebody(consent):
    return EventContext(
        visitor=uuid4(), session=uuid4(), customer=uuid4(), channel=Channel.WEB, source="news",
        medium="mail", campaign="spring", device=Device.PHONE, country="DE", consent=consent,
    )  # fmt: skip


def shown(**changes):
    values = {"product_id": 3, "variant_id": 4, "slot": "similar", "position": 2,
              "propensity": 0.25, "model_version": "recommendations/7", "at": WHEN}  # fmt: skip
    return Fact(EventName.IMPRESSION, **(values | changes))


@pytest.mark.parametrize("consent", [Consent.PERSONALISATION, Consent.ALL])
def test_with_consent_the_log_knows_the_pseudonyms(consent):
    who = somebody(consent)

    event = Event.objects.get(pk=record(shown(), context=who).pk)

    assert (event.visitor, event.session, event.customer) == (
        who.visitor,
        who.session,
        who.customer,
    )
    assert event.consent == consent


@pytest.mark.parametrize("consent", [Consent.NECESSARY, Consent.MARKETING])
def test_without_consent_the_log_names_nobody(consent):
    event = Event.objects.get(pk=record(shown(), context=somebody(consent)).pk)

    assert (event.visitor, event.session, event.customer) == (None, None, None)
    assert (event.source, event.device, event.country) == ("news", Device.PHONE, "DE")


def test_an_impression_tells_where_how_likely_and_by_which_model():
    event = Event.objects.get(pk=record(shown(value=Money(1999, "EUR"), quantity=2)).pk)

    assert (event.slot, event.position, event.propensity) == ("similar", 2, 0.25)
    assert (event.product_id, event.variant_id) == (3, 4)
    assert event.model_version == "recommendations/7"
    assert (event.value_minor, event.currency, event.quantity) == (1999, "EUR", 2)


def test_past_events_sort_by_when_they_happened():
    event = record(shown())

    assert event.occurred_at == event.received_at == WHEN
    assert event.pk.int >> 80 == int(WHEN.timestamp() * 1000)


def test_a_batch_that_comes_twice_is_kept_once():
    facts = [shown(event_id=uuid7(WHEN)), shown(event_id=uuid7(WHEN))]

    record_many(facts)
    record_many(facts)

    assert Event.objects.count() == 2


def test_history_writes_the_same_rows_as_recording():
    who = somebody(Consent.ALL)
    facts = [shown(payload={"n": n}, event_id=uuid7(WHEN)) for n in range(3)]
    events = [build_event(fact, context=who) for fact in facts]
    rows = [[getattr(event, name) for name in HISTORY_FIELDS] for event in events]

    assert record_history(rows, first=WHEN, last=WHEN) == 3
    in_bulk = list(Event.objects.order_by("pk").values())
    Event.objects.all().delete()
    for fact in facts:
        record(fact, context=who)

    assert in_bulk == list(Event.objects.order_by("pk").values())


def test_every_column_of_the_log_is_in_a_history_row():
    assert set(HISTORY_FIELDS) == {field.attname for field in Event._meta.concrete_fields}


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", Device.PHONE),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/130 Mobile Safari", Device.PHONE),
        ("Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/130 Safari", Device.TABLET),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X)", Device.TABLET),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/133", Device.DESKTOP),
        ("", Device.UNKNOWN),
    ],
)
def test_devices_by_what_they_say(agent, device):
    assert device_of(agent) == device


@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "curl/8", "python-requests/2", "Slurp"])
def test_machines_are_known_as_such(agent):
    assert is_bot(agent)


def test_a_browser_is_no_machine():
    assert not is_bot("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0")
