"""What the environment says, and what an empty variable says: nothing."""

import os
import subprocess
import sys

import environ
import pytest
from django.conf import settings

from shop.configuration import database_settings, given

URLS = (
    "DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "ELASTICSEARCH_URL", "EMAIL_URL",
    "STRIPE_API_BASE", "SHOP_BASE_URL", "SHELFWISE_STATIC_DIR",
)  # fmt: skip
TOLD = """
import django; django.setup()
from django.conf import settings as s
print(s.DATABASES["default"]["ENGINE"], s.EMBEDDED_BROKER, s.CACHES["default"]["BACKEND"],
      repr(s.ELASTICSEARCH_URL), s.SHOP_BASE_URL, s.STATIC_ROOT, s.EMAIL_BACKEND)
"""


@pytest.fixture
def env(monkeypatch):
    return environ.Env()


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_url_counts_as_unset(env, monkeypatch, tmp_path, empty):
    monkeypatch.setenv("DATABASE_URL", empty)
    assert database_settings(env, tmp_path)["ENGINE"].endswith("sqlite3")
    assert given(env, "DATABASE_URL", default="the usual") == "the usual"


def test_a_url_that_is_given_is_taken(env, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://shop:secret@db.example:5433/shop")
    told = database_settings(env, tmp_path)
    assert told["ENGINE"].endswith("postgresql")
    assert (told["HOST"], told["PORT"]) == ("db.example", 5433)


@pytest.mark.any_database  # processes that are told their database, or none
def test_the_shop_starts_alike_with_every_url_empty_and_without_any(tmp_path):
    def told(**given_: str) -> str:
        known = {name: value for name, value in os.environ.items() if name not in URLS}
        known |= {"SHELFWISE_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "shop.settings"}
        asked = [sys.executable, "-c", TOLD]
        done = subprocess.run(
            asked, env=known | given_, cwd=settings.BASE_DIR, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        return done.stdout

    assert told(**dict.fromkeys(URLS, "")) == told()
