"""A topic, a receiver that is up, and an endpoint of its."""

import pytest

from events import outbox
from events.webhooks import topics as topics_module
from events.webhooks.services import EndpointDetails, create_endpoint
from events.webhooks.tests.receiver import Receiver
from events.webhooks.topics import Told, Topic, topics, wanted_topics
from foundation.registries import Registry

THING = "thing.changed"


def tell(payloads):
    """A payload without a subject cannot be told, as if its serializer had a fault."""
    return [
        None if payload.get("gone") else Told(f"thing:{payload['thing']}", {"n": payload["n"]})
        for payload in payloads
    ]


@pytest.fixture(autouse=True)
def own_topics(monkeypatch):
    """Nothing of the shop's own is told here, whatever it would publish."""
    monkeypatch.setattr(outbox, "consumers", {})
    monkeypatch.setattr(topics, "_entries", {})
    topics.register(THING, Topic(THING, "Thing changed", tell))
    wanted_topics.forget()
    assert isinstance(topics_module.topics, Registry)


@pytest.fixture(autouse=True)
def here(settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]


@pytest.fixture
def receiver():
    server = Receiver()
    server.go_up()
    yield server
    server.go_down()


@pytest.fixture
def endpoint(db, receiver):
    details = EndpointDetails(name="ERP", url=receiver.url, topics=(THING,))
    return create_endpoint(details=details)


@pytest.fixture
def publish():
    def publish(*numbers, thing="a"):
        outbox.publish_many(THING, [{"thing": thing, "n": number} for number in numbers])
        outbox.drain()

    return publish
