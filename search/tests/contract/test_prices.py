"""A price that was suggested and applied is found by its new amount, and by the old after it."""

import time

import pytest

from catalog.tests.factories import make_product
from events import outbox
from pricing.repricing import services
from pricing.tests.suggestions import suggest
from search import indexing
from search.query import Selection
from search.tests.contract.products import ids, words

pytestmark = pytest.mark.django_db


def test_search_follows_a_suggestion_and_its_revert_within_seconds(engine, monkeypatch):
    monkeypatch.setattr("search.indexing.configured", lambda: (engine,))
    kettle = make_product("Kettle", price="20.00")
    indexing.rebuild(engines=[engine])

    def cheap():
        return ids(engine.find(words("kettle", selection=Selection(price_to=1800))))

    def soon(expected):
        outbox.drain()
        until = time.monotonic() + 2.0
        while (found := cheap()) != expected and time.monotonic() < until:
            time.sleep(0.05)
        assert found == expected

    soon([])
    (done,) = services.approve(suggestions=[suggest(kettle, -1000)], by=None).done
    soon([kettle.pk])
    services.revert(suggestion=done, by=None)
    soon([])
