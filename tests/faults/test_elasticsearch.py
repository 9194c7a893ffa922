"""Elasticsearch falls silent, dies and comes back: pages answer, and nothing is lost."""

import os
import time

import pytest
from django.urls import reverse

from catalog.tests.factories import make_product
from events import outbox
from events.models import OutboxMessage
from foundation import clock
from search import engines, indexing
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch.engine import PATIENCE
from search.tests.contract.products import ids, words
from tests.elasticsearch import Server, why_not
from tests.faults.store import eventually

pytestmark = pytest.mark.django_db

OVERHEAD = 0.4
"""Seconds for all but waiting for the server, on a machine that runs other tests beside."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if "TEST_ELASTICSEARCH_URL" not in os.environ:
        pytest.skip("scripts/services run --with elasticsearch -- runs these, too")
    assert not why_not()
    server = Server(tmp_path_factory.mktemp("elasticsearch"))
    yield server
    server.kill()


@pytest.fixture
def lamp(server, settings):
    """A product of a shop that searches on the server, which is up and warm."""
    if server.process is None:
        server.start()
    settings.ELASTICSEARCH_URL = server.url
    lamp = make_product("Lamp")
    indexing.rebuild()
    outbox.drain()
    eventually(lambda: found("lamp") == [lamp.pk] and answers(), seconds=90, what="it answers")
    return lamp


def found(text):
    return ids(engines.current().find(words(text)))


def answers():
    return engines.current().name == "elasticsearch"


def page(client, text):
    return client.get(reverse("storefront:list"), {"q": text})


def waiting():
    return OutboxMessage.objects.filter(consumer="search", delivered_at=None)


def all_delivered():
    waiting().update(due_at=clock.now())
    outbox.drain()
    return not waiting().exists()


def test_killed_in_the_middle_pages_go_on_and_the_index_catches_up(client, server, lamp):
    server.kill()
    for _ in range(3):
        assert lamp.name in page(client, "lamp").content.decode()
    assert not answers()

    chair = make_product("Chair")
    outbox.drain()
    assert waiting().exists(), "the server has not heard of it"
    assert chair.name in page(client, "chair").content.decode()

    server.start()
    eventually(all_delivered, seconds=90, what="the outbox is empty")
    patient = ElasticsearchEngine(server.url, patience=20)
    eventually(lambda: ids(patient.find(words("chair"))) == [chair.pk], seconds=5, what="found")
    assert ids(patient.find(words("lamp"))) == [lamp.pk]
    eventually(lambda: found("chair") == [chair.pk] and answers(), seconds=120, what="it answers")


def test_silent_it_is_waited_for_once_and_no_longer_than_its_patience(client, server, lamp):
    took = []
    server.fall_silent()
    try:
        for _ in range(4):
            began = time.perf_counter()
            assert found("lamp") == [lamp.pk]
            took.append(time.perf_counter() - began)
        assert lamp.name in page(client, "lamp").content.decode()
    finally:
        server.go_on()

    assert PATIENCE <= took[0] < PATIENCE + OVERHEAD
    assert max(took[1:]) < OVERHEAD
    eventually(lambda: found("lamp") == [lamp.pk] and answers(), seconds=120, what="it answers")
