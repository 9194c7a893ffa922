"""Staff look at accounts, put them right with a reason, and block them."""

import pytest
from django.urls import reverse

from accounts.models import User
from events.models import AuditEntry
from loyalty.models import Entry
from loyalty.tests.factories import make_account

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KEY = "a" * 32


@pytest.fixture
def staff(client):
    boss = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(boss, backend=BACKEND)
    return client


def _do(staff, deed, account, **told):
    address = reverse(f"admin:loyalty_account_{deed}", args=[account.pk])
    return staff.post(address, {"_form_submitted": "on", **told})


def test_a_correction_clicked_twice_is_one(staff):
    account = make_account(1_000)
    for _twice in range(2):
        _do(staff, "put_right", account, amount="-2.50", reason="Issued twice", key=KEY)
    account.refresh_from_db()
    assert account.balance == 750
    assert Entry.objects.get(kind="corrected").reason == "Issued twice"
    page = staff.get(reverse("admin:loyalty_account_change", args=[account.pk]))
    assert "Issued twice" in page.content.decode()


def test_more_than_is_there_is_told_in_the_dialog(staff):
    account = make_account(1_000)
    answer = _do(staff, "put_right", account, amount="-10.01", reason="Too much", key=KEY)
    assert "not enough" in answer.content.decode()
    account.refresh_from_db()
    assert account.balance == 1_000


def test_blocked_with_a_word_and_opened_again(staff):
    account = make_account(1_000)
    _do(staff, "block", account, reason="Stolen")
    account.refresh_from_db()
    assert not account.is_active
    _do(staff, "unblock", account, reason="Found")
    account.refresh_from_db()
    assert account.is_active
    assert AuditEntry.objects.filter(action__startswith="account.").count() == 2
