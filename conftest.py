"""What every test of the house starts from."""

import pytest
from django.core.cache import cache


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
