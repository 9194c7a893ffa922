"""Whoever has a second factor is asked for it before a staff page opens."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return User.objects.create_superuser("boss@example.com", PASSWORD)


def _log_in(client):
    fields = {"login": "boss@example.com", "password": PASSWORD, "next": "/admin/"}
    return client.post(reverse("account_login"), fields)


def test_without_one_the_password_is_enough(client, boss):
    assert _log_in(client).url == "/admin/"


def test_with_one_the_password_opens_nothing_and_the_code_does(client, boss):
    secret = generate_totp_secret()
    TOTP.activate(boss, secret)
    RecoveryCodes.activate(boss)
    assert Authenticator.objects.filter(user=boss).count() == 2
    answer = _log_in(client)
    assert reverse("mfa_authenticate") in answer.url
    assert client.get("/admin/").status_code == 302, "a staff page opened without the code"
    assert "_auth_user_id" not in client.session
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in client.session
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    assert answer.url == "/admin/"
    assert client.get("/admin/").status_code == 200
