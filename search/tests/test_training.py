"""From the shop's own log to an order that may be tried out, and who sees it."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest

from events.context import EventContext
from events.models import Event
from events.names import Consent, EventName
from experiments import slots
from experiments.serving import forget_running
from experiments.tests.factories import make_running
from foundation import clock
from foundation.remembered import forget_all
from mlops.models import VersionState
from mlops.services import promote
from search import training
from search.algorithms.ranking import NAMES
from search.candidates import Described
from search.dataset import load_search_log
from search.query import Candidate
from search.ranking import SLOT, ranked, register_slot, version_for
from search.serving import NAME, forget_champion
from search.signals import SignalTable, forget_table, write_table

pytestmark = pytest.mark.django_db
PRODUCTS, SEARCHES, DAYS = 12, 40, 30
TEXTS = np.linspace(3.0, 2.0, PRODUCTS)
POPULARITY, CONVERSION = NAMES.index("popularity"), NAMES.index("conversion")


@pytest.fixture(autouse=True)
def _anew(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path
    forget_all()
    forget_champion()
    forget_table()
    yield
    forget_all()
    forget_table()
    forget_running()


def _signals():
    """What sells is not what is wanted: conversion is."""
    random = np.random.default_rng(3)
    table = np.full((PRODUCTS, len(NAMES)), 0.5)
    table[:, POPULARITY] = np.linspace(1, 0, PRODUCTS)
    table[:, CONVERSION] = random.permutation(np.linspace(0, 1, PRODUCTS))
    return table


def _play(*, clicks=True):
    """A month of searches in a shop that ranks by popularity and a little chance."""
    random, now = np.random.default_rng(5), clock.now()
    table = _signals()
    wish = 0.02 + 0.9 * table[:, CONVERSION] ** 2
    events = []
    for day in range(DAYS):
        for search in range(SEARCHES):
            order = np.argsort(-table[:, POPULARITY] - 0.4 * random.normal(size=PRODUCTS))
            page = _page(search, order, now - timedelta(days=DAYS - day, seconds=search))
            events.append(page)
            for place, product in enumerate(order.tolist(), start=1):
                if clicks and random.random() < wish[product] / place**0.8:
                    events.append(_click(page, product, place))
    Event.objects.bulk_create(events)


def _page(search, order, at):
    letters = "abcdefghijklmnopqrstuvwxyz"[search % 26] * (1 + search // 26)
    told = {"words": f"Thing {letters}", "language": "en", "found": PRODUCTS, "offset": 0,
            "shown": [product + 1 for product in order.tolist()]}  # fmt: skip
    return Event(name=EventName.SEARCH_PERFORMED, occurred_at=at, payload=told)


def _click(page, product, place):
    told = {"impression": str(page.pk)}
    return Event(
        name=EventName.SEARCH_CLICKED, occurred_at=page.occurred_at, product_id=product + 1,
        position=place, payload=told,
    )  # fmt: skip


def _described(language, words):
    return Described(tuple(range(1, PRODUCTS + 1)), TEXTS, _signals())


def _write_signals():
    table = _signals().astype(np.float32)
    write_table(SignalTable(np.arange(1, PRODUCTS + 1), table, table.mean(axis=0)))
    forget_table()


def _candidates():
    return [Candidate(product, float(TEXTS[product - 1])) for product in range(1, PRODUCTS + 1)]


def _wish_of_first(product_ids):
    return _signals()[np.array(product_ids[:3]) - 1, CONVERSION].mean()


def test_the_log_is_read_by_page_with_the_clicks_that_name_it():
    _play()
    log = load_search_log()
    assert len(log) == DAYS * SEARCHES * PRODUCTS
    assert len(log.asked) == SEARCHES
    assert ("en", "thing a") in log.asked
    assert log.clicked.sum() == Event.objects.filter(name=EventName.SEARCH_CLICKED).count()
    assert (np.diff(log.at) >= 0).mean() > 0.99


def test_too_few_clicks_teach_nothing(monkeypatch):
    monkeypatch.setattr(training, "described", _described)
    _play(clicks=False)
    assert training.train_search_ranking(lambda text: None) is None


def test_what_beats_the_blend_on_later_clicks_is_kept_and_shown_to_the_experiment_alone(
    monkeypatch,
):
    monkeypatch.setattr(training, "described", _described)
    _play()
    _write_signals()
    version = training.train_search_ranking(lambda text: None)
    assert version.state == VersionState.CHAMPION, version.reason
    task = training.TASK
    assert version.metrics[task][training.METRIC] > version.baseline[task][training.METRIC]
    forget_all()

    somebody = EventContext(visitor=uuid4(), session=uuid4(), consent=Consent.PERSONALISATION)
    plain = [one.product_id for one in ranked(_candidates(), words="thing", language="en")]
    alike = ranked(_candidates(), words="thing", language="en", context=somebody)
    assert [one.product_id for one in alike] == plain
    assert version_for(somebody) == ""

    _let_everybody_see_it()
    learned = ranked(_candidates(), words="thing", language="en", context=somebody)
    order = [one.product_id for one in learned]
    assert sorted(order) == sorted(plain)
    assert _wish_of_first(order) > _wish_of_first(plain)
    assert version_for(somebody) == f"{NAME}:{version.version}"
    nobody = ranked(_candidates(), words="thing", language="en")
    assert [one.product_id for one in nobody] == plain


def _let_everybody_see_it():
    register_slot()
    running = make_running("search-order", at=clock.now() - timedelta(days=1))
    running.slot = SLOT
    running.save()
    running.arms.update(strategy="learned")
    forget_running()


def test_a_version_that_was_asked_other_things_is_not_served(monkeypatch):
    monkeypatch.setattr(training, "described", _described)
    _play()
    _write_signals()
    version = training.train_search_ranking(lambda text: None)
    version.parameters = {"features": ["text", "something of before"]}
    version.save()
    promote(version=version)
    forget_all()
    _let_everybody_see_it()
    somebody = EventContext(visitor=uuid4(), session=uuid4(), consent=Consent.PERSONALISATION)
    assert version_for(somebody) == ""
    assert slots.slot_label(SLOT)
