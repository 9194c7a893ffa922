"""What every test of the house starts from."""

import gc
import os
import shutil
from itertools import count

import hypothesis
import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from events.append_only import unprotected
from tests.long_ones import long_ones_first

# Time limits tell of the machine, not of the code. The same examples in every run of CI: what is
# new is tried on the machine of who writes it.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

SIGNALS = "search-signals"
_numbers = count(1)


@pytest.hookimpl(trylast=True)  # when what was not asked for is out
def pytest_collection_modifyitems(config, items):
    """Tests marked ``postgresql`` wait for it; ``tests/test_on_postgresql.py`` gives it to them."""
    if shared := getattr(config, "workerinput", None):
        long_ones_first(items, processes=shared["workercount"])
    if connection.vendor == "postgresql":
        return
    waits = pytest.mark.skip(reason="needs PostgreSQL: run by tests/test_on_postgresql.py")
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(waits)


def pytest_collection_finish():
    """The whole shop is loaded now and stays: the collector walks by it, as in shop.wsgi."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure():
    gc.unfreeze()  # what ends with the process is let go of as ever


@pytest.fixture(autouse=True, scope="session")
def _tables_are_emptied_after_tests_without_a_transaction():
    """Django empties all tables then, which triggers of ledgers refuse: off and on again."""
    empty = TransactionTestCase._fixture_teardown

    def _empty_without_triggers(self):
        with (
            unprotected(connection, "events_auditentry"),
            unprotected(connection, "inventory_stockmovement"),
            unprotected(connection, "orders_journalentry"),
            unprotected(connection, "orders_journalline"),
        ):
            empty(self)
        _written_by_migrations()

    TransactionTestCase._fixture_teardown = _empty_without_triggers
    yield
    TransactionTestCase._fixture_teardown = empty


def _written_by_migrations() -> None:
    """What a new shop has from its migrations, for whoever comes after an emptied database."""
    from risk.algorithms.vocabulary import Door
    from risk.models import DoorPolicy
    from risk.rules.services import write_house_rules

    write_house_rules()
    DoorPolicy.objects.bulk_create([DoorPolicy(door=door) for door in Door], ignore_conflicts=True)


@pytest.fixture(scope="session")
def empty_artifacts(tmp_path_factory):
    """A folder without models and facts; who writes some names a folder of their own."""
    return tmp_path_factory.mktemp("artifacts")


@pytest.fixture(autouse=True)
def _plain_surroundings(settings, empty_artifacts):
    """Fast hashing, mail in memory, static files by their plain names, an empty cache, English."""
    settings.ARTIFACTS_DIR = empty_artifacts
    number = next(_numbers)
    settings.SEARCH_DIR = empty_artifacts / f"search-{number}"
    settings.WAREHOUSE_DIR = empty_artifacts / f"warehouse-{number}"
    settings.FEEDS_DIR = empty_artifacts / f"feeds-{number}"
    settings.ELASTICSEARCH_URL = ""  # its own tests set it
    settings.LLM_BASE_URL = ""  # likewise
    settings.ANSWERS_WRITTEN_SECONDS = 0  # no thread writes into a test's transaction
    settings.EVENT_SINK = "log"  # likewise: nobody ingests here
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    cache.clear()
    shutil.rmtree(empty_artifacts / SIGNALS, ignore_errors=True)  # a rebuild of the index left them
    _forget_rules()
    with translation.override(settings.LANGUAGE_CODE):  # a request leaves its own behind
        yield
    cache.clear()


@pytest.fixture
def sidebar_made_once(monkeypatch):
    """Each member of staff's list of models and sidebar, made once for all pages that are opened.

    They hang on who asks, not on the page, and are more than half of what such a page costs. Not
    for tests that count queries.
    """
    for name in ("get_app_list", "get_sidebar_list"):
        monkeypatch.setattr(admin.site, name, _made_once(getattr(admin.site, name)))


def _made_once(make):
    kept = {}

    def once(request, *label):
        key = (request.user.pk, *label)
        if key not in kept:
            kept[key] = make(request, *label)
        return kept[key]

    return once


def _forget_rules() -> None:
    """What the process remembers of rules and products; their numbers come again in each test."""
    from events.sink.products import forget_products
    from foundation.remembered import forget_all
    from recommendations.rules.facts import forget_facts
    from recommendations.rules.selectors import forget_rule_books
    from search.signals import forget_table

    forget_products()
    forget_facts()
    forget_rule_books()
    forget_all()
    forget_table()
