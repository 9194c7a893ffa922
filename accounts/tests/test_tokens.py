"""API tokens: shown once, kept as a digest, over or revoked at once, never more than the owner."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import ApiToken, User
from accounts.tests.factories import PASSWORD, make_customer
from accounts.tokens import MARK, Scope, create_token, find_token, revoke_token, scopes_for
from events.models import AuditEntry
from foundation import clock
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def boss():
    return User.objects.create_superuser("boss@example.com", PASSWORD)


def _make(user, **changes):
    return create_token(**{"user": user, "name": "Till", "scopes": [Scope.STOCK_WRITE], **changes})


def test_only_the_digest_is_kept(boss):
    made = _make(boss)
    assert made.secret.startswith(MARK)
    assert made.token.prefix == made.secret[:9]
    row = ApiToken.objects.values().get()
    assert made.secret not in str(row)
    assert find_token(made.secret) == made.token
    assert find_token(made.secret + "x") is None
    assert find_token("") is None


def test_it_ends_when_it_is_over_revoked_or_its_owner_is_switched_off(boss):
    made = _make(boss, expires_at=clock.now() + timedelta(days=1))
    assert find_token(made.secret) is not None
    assert find_token(made.secret, at=clock.now() + timedelta(days=2)) is None
    revoke_token(token=made.token, actor=boss)
    revoke_token(token=made.token, actor=boss)
    assert find_token(made.secret) is None
    assert AuditEntry.objects.filter(action="token.revoked").count() == 1
    other = _make(boss)
    User.objects.filter(pk=boss.pk).update(is_active=False)
    assert find_token(other.secret) is None


def test_its_use_is_noted_once_a_minute(boss):
    made, now = _make(boss), clock.now()
    find_token(made.secret, at=now)
    find_token(made.secret, at=now + timedelta(seconds=30))
    assert ApiToken.objects.get().last_used_at == now
    later = now + timedelta(seconds=90)
    find_token(made.secret, at=later)
    assert ApiToken.objects.get().last_used_at == later


def test_a_customer_gets_the_scopes_of_a_customer():
    user = make_customer().user
    assert Scope.STOCK_WRITE not in scopes_for(user)
    with pytest.raises(Refusal) as refusal:
        _make(user)
    assert refusal.value.field == "scopes"
    assert _make(user, scopes=[Scope.ORDERS_READ]).token.scopes == ["orders:read"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "x" * 81), ("scopes", []), ("scopes", ["all"]),
     ("expires_at", clock.now() - timedelta(days=1))],
)  # fmt: skip
def test_a_wrong_field_is_named(boss, field, value):
    with pytest.raises(Refusal) as refusal:
        _make(boss, **{field: value})
    assert refusal.value.field == field


def test_making_one_is_in_the_trail_without_its_secret(boss):
    made = _make(boss)
    entry = AuditEntry.objects.get(action="token.created")
    assert (entry.actor, entry.object_id) == (boss.pk, str(made.token.pk))
    assert entry.changes == {"owner": boss.pk, "scopes": ["stock:write"]}


def test_the_admin_shows_the_secret_once(client, boss):
    client.force_login(boss, backend=BACKEND)
    fields = {"name": "Till", "user": boss.pk, "scopes": ["orders:read", "stock:write"]}
    page = client.post(reverse("admin:accounts_apitoken_add"), fields)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    secret = page.context["secret"]
    assert secret in page.content.decode()
    token = find_token(secret)
    assert token.scopes == ["orders:read", "stock:write"]
    change = client.get(reverse("admin:accounts_apitoken_change", args=[token.pk]))
    assert secret not in change.content.decode()
    assert AuditEntry.objects.filter(action="token.created", actor=boss.pk).count() == 1


def test_the_admin_tells_what_is_wrong_at_its_field_and_keeps_what_was_typed(client, boss):
    client.force_login(boss, backend=BACKEND)
    shopper = make_customer().user
    fields = {"name": "Till", "user": shopper.pk, "scopes": ["stock:write"], "last_day": ""}
    page = client.post(reverse("admin:accounts_apitoken_add"), fields)
    assert not ApiToken.objects.exists()
    assert page.context["adminform"].form.errors["scopes"]
    assert 'value="Till"' in page.content.decode()
