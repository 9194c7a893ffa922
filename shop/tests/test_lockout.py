"""Guessing passwords is locked at every door, for the one account that is guessed."""

import pytest
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a good long password"
DOORS = [("admin:login", "username"), ("account_login", "login")]


@pytest.fixture
def people():
    for name in ("boss", "other"):
        User.objects.create_superuser(f"{name}@example.com", PASSWORD)


def _try(client, door, field, name, password):
    return client.post(reverse(door), {field: f"{name}@example.com", "password": password})


@pytest.mark.parametrize(("door", "field"), DOORS)
def test_a_guessed_account_is_locked_and_another_is_not(client, people, settings, door, field):
    settings.ACCOUNT_RATE_LIMITS = False  # allauth's own limit would come before
    for number in range(settings.AXES_FAILURE_LIMIT):
        # Another spelling of the same address must not open a new count.
        name = "boss" if number % 2 else "BOSS"
        _try(client, door, field, name, "wrong")
    assert _try(client, door, field, "boss", PASSWORD).status_code == 429
    assert "_auth_user_id" not in client.session
    assert _try(client, door, field, "other", PASSWORD).status_code == 302
    assert "_auth_user_id" in client.session


def test_failures_at_one_door_lock_the_other(client, people, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    for number in range(settings.AXES_FAILURE_LIMIT):
        _try(client, *DOORS[number % 2], "boss", "wrong")
    for door in DOORS:
        _try(client, *door, "boss", PASSWORD)
        assert "_auth_user_id" not in client.session
