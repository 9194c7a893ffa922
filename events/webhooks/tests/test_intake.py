"""From the outbox to deliveries: once, in order, and nothing for what nobody asked for."""

import pytest

from events import outbox
from events.models import OutboxMessage
from events.webhooks.models import WebhookDelivery, WebhookEndpoint
from events.webhooks.services import EndpointDetails, create_endpoint
from events.webhooks.tests.conftest import THING, tell
from events.webhooks.topics import Topic, topics, wanted_topics
from foundation.remembered import forget_all

pytestmark = pytest.mark.django_db


def bodies():
    return list(WebhookDelivery.objects.order_by("pk").values_list("subject", "event_id"))


def test_a_shop_that_tells_nobody_writes_nothing(publish):
    publish(1)
    assert not OutboxMessage.objects.exists()


def test_publishing_asks_the_database_at_most_once_in_a_while(django_assert_num_queries, db):
    forget_all()
    with django_assert_num_queries(1):
        outbox.publish(THING, {"thing": "a", "n": 1})
        outbox.publish(THING, {"thing": "a", "n": 2})


def test_each_endpoint_gets_what_it_listens_to(receiver, publish):
    topics.register("other", Topic("other", "Other", tell))
    for name, wanted in (("all", ("*",)), ("things", (THING,)), ("others", ("other",))):
        create_endpoint(details=EndpointDetails(name=name, url=receiver.url, topics=wanted))
    publish(1)
    named = WebhookDelivery.objects.values_list("endpoint__name", flat=True)
    assert sorted(named) == ["all", "things"]
    assert len(set(WebhookDelivery.objects.values_list("event_id", flat=True))) == 1


def test_order_is_that_of_publishing_across_topics(endpoint, publish):
    topics.register("other", Topic("other", "Other", tell))
    WebhookEndpoint.objects.update(topics=["*"])
    wanted_topics.forget()
    for number in range(4):
        outbox.publish((THING, "other")[number % 2], {"thing": str(number), "n": number})
    outbox.drain()
    assert [subject for subject, _id in bodies()] == [f"thing:{number}" for number in range(4)]


def test_what_cannot_be_told_waits_and_holds_nobody_up(endpoint):
    outbox.publish_many(THING, [{"thing": "a", "n": 1}, {"broken": True}, {"thing": "b", "n": 2}])
    assert outbox.drain() == 2
    assert [subject for subject, _id in bodies()] == ["thing:a", "thing:b"]
    left = OutboxMessage.objects.get(delivered_at=None)
    assert left.attempts == 1
    assert "KeyError" in left.error
    assert outbox.drain() == 0, "it is tried again later, not at once"


def test_what_is_gone_is_not_told(endpoint):
    outbox.publish(THING, {"gone": True})
    assert outbox.drain() == 1
    assert not WebhookDelivery.objects.exists()


def test_where_the_newest_is_enough_a_batch_tells_each_subject_once(endpoint):
    topics._entries[THING] = Topic(THING, "Thing", tell, newest_is_enough=True)
    payloads = [{"thing": name, "n": n} for n, name in enumerate("abab")]
    outbox.publish_many(THING, payloads)
    outbox.drain()
    told = WebhookDelivery.objects.order_by("pk").values_list("body", flat=True)
    assert ['"n":2' in told[0], '"n":3' in told[1], len(told)] == [True, True, 2]


def test_what_is_taken_in_is_written_with_its_mark_or_not_at_all(endpoint, monkeypatch):
    outbox.publish(THING, {"thing": "a", "n": 1})

    def fails(_messages):
        raise RuntimeError

    monkeypatch.setattr(outbox, "_mark_delivered", fails)
    with pytest.raises(RuntimeError):
        outbox.drain()
    assert not WebhookDelivery.objects.exists()
    monkeypatch.undo()
    assert OutboxMessage.objects.filter(delivered_at=None).count() == 1
