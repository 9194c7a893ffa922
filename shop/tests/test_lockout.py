"""Guessing passwords is locked at the one door there is, for the one account that is guessed."""

import pytest
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a good long password"


@pytest.fixture
def people():
    for name in ("boss", "other"):
        User.objects.create_superuser(f"{name}@example.com", PASSWORD)


def _try(client, name, password):
    page = reverse("account_login")
    return client.post(page, {"login": f"{name}@example.com", "password": password})


def test_a_guessed_account_is_locked_and_another_is_not(client, people, settings):
    settings.ACCOUNT_RATE_LIMITS = False  # allauth's own limit would come before
    for number in range(settings.AXES_FAILURE_LIMIT):
        # Another spelling of the same address must not open a new count.
        name = "boss" if number % 2 else "BOSS"
        _try(client, name, "wrong")
    assert _try(client, "boss", PASSWORD).status_code == 429
    assert "_auth_user_id" not in client.session
    assert _try(client, "other", PASSWORD).status_code == 302
    assert "_auth_user_id" in client.session


def test_the_staff_pages_show_that_door_and_no_other(client, people):
    staff_login = reverse("admin:login")
    for address in (reverse("admin:index"), staff_login):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert f'action="{reverse("account_login")}"' in text
        assert f'name="next" value="{reverse("admin:index")}"' in text
    sent = {"username": "boss@example.com", "login": "boss@example.com", "password": PASSWORD}
    answer = client.post(staff_login, sent, follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_staff_who_came_in_are_led_on(client, people):
    page = client.get(reverse("admin:login")).content.decode()
    assert 'name="next" value="/admin/"' in page
    sent = {"login": "boss@example.com", "password": PASSWORD, "next": "/admin/"}
    assert client.post(reverse("account_login"), sent).url == "/admin/"
    assert client.get(reverse("admin:login")).url == "/admin/"
