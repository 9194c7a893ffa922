"""What every test of the house starts from."""

import pytest
from django.core.cache import cache
from django.db import connection


def pytest_collection_modifyitems(items):
    """Tests marked ``postgresql`` wait for it; ``tests/test_on_postgresql.py`` gives it to them."""
    if connection.vendor == "postgresql":
        return
    waits = pytest.mark.skip(reason="needs PostgreSQL: run by tests/test_on_postgresql.py")
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(waits)


@pytest.fixture(autouse=True)
def _plain_surroundings(settings):
    """Fast hashing, mail in memory, static files by their plain names, an empty cache."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    cache.clear()
    yield
    cache.clear()
