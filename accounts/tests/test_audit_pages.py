"""Whatever staff do in the admin is in the audit trail, also on pages that know nothing of it."""

import pytest
from django.urls import reverse

from accounts.models import CustomerGroup, User
from accounts.tests.factories import PASSWORD, make_customer
from events.models import AuditEntry

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def boss(client):
    user = User.objects.create_superuser("boss@example.com", PASSWORD)
    client.force_login(user, backend=BACKEND)
    return user


def _last():
    entry = AuditEntry.objects.order_by("-pk").first()
    return entry.action, entry.model, entry.object_id, entry.changes


def test_adding_changing_and_deleting(client, boss):
    client.post(reverse("admin:accounts_customergroup_add"), {"code": "trade", "name": "Trade"})
    group = CustomerGroup.objects.get()
    assert _last() == ("add", "accounts.customergroup", str(group.pk), {"added": []})
    page = reverse("admin:accounts_customergroup_change", args=[group.pk])
    client.post(page, {"code": "trade", "name": "The trade"})
    assert _last() == ("change", "accounts.customergroup", str(group.pk), {"changed": ["Name"]})
    client.post(reverse("admin:accounts_customergroup_delete", args=[group.pk]), {"post": "yes"})
    assert _last()[:3] == ("delete", "accounts.customergroup", str(group.pk))


def test_a_bulk_action_that_says_nothing_itself_is_caught_by_the_net(client, boss):
    groups = [CustomerGroup.objects.create(code=f"g{n}", name="G") for n in range(2)]
    chosen = {"action": "delete_selected", "_selected_action": [group.pk for group in groups]}
    before = AuditEntry.objects.count()
    client.post(reverse("admin:accounts_customergroup_changelist"), chosen)
    assert AuditEntry.objects.count() == before, "a question is no deed"
    client.post(reverse("admin:accounts_customergroup_changelist"), {**chosen, "post": "yes"})
    assert not CustomerGroup.objects.exists()
    deleted = AuditEntry.objects.filter(action="delete").values_list("object_id", flat=True)
    assert set(deleted) == {str(group.pk) for group in groups}


def test_what_was_refused_leaves_no_entry(client, boss):
    before = AuditEntry.objects.count()
    client.post(reverse("admin:accounts_customergroup_add"), {"code": "", "name": ""})
    assert AuditEntry.objects.count() == before


def test_logins_of_staff_are_kept_and_those_of_shoppers_are_not(client):
    User.objects.create_superuser("root@example.com", PASSWORD)
    make_customer(email="ada@example.com")
    for email in ("root@example.com", "ada@example.com"):
        client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        client.logout()
    logins = AuditEntry.objects.filter(action="login").values_list("actor", flat=True)
    assert list(logins) == [User.objects.get(email="root@example.com").pk]


def test_handing_out_and_erasing_are_kept_without_names(client, boss):
    ada = make_customer()
    page = reverse("admin:accounts_customer_change", args=[ada.pk])
    offered = client.get(page).content.decode()
    assert "hand-out" in offered or "hand_out" in offered
    hand_out = reverse("admin:accounts_customer_hand_out", args=[ada.pk])
    answer = client.get(hand_out)
    assert answer["Content-Type"] == "application/zip"
    assert AuditEntry.objects.filter(action="data.exported", actor=boss.pk).count() == 1
    erase = reverse("admin:accounts_customer_erase", args=[ada.pk])
    page = client.post(erase, {"typed": "other@example.com", "_form_submitted": "on"})
    assert page.context["form"].errors["typed"]
    ada.refresh_from_db()
    assert ada.erased_at is None
    client.post(erase, {"typed": ada.email, "_form_submitted": "on"})
    ada.refresh_from_db()
    assert ada.erased_at is not None
    entry = AuditEntry.objects.get(action="data.erased")
    assert entry.actor == boss.pk
    assert "ada" not in str(entry.changes).lower()


def test_the_trail_can_be_read_and_filtered_and_nothing_else(client, boss):
    client.post(reverse("admin:accounts_customergroup_add"), {"code": "trade", "name": "Trade"})
    entry = AuditEntry.objects.get(action="add")
    listing = reverse("admin:events_auditentry_changelist")
    page = client.get(listing, {"actor": boss.pk, "action": "add"}).content.decode()
    assert "boss@example.com" in page
    assert "accounts.customergroup" in page
    assert client.get(listing, {"actor": "shop"}).context["cl"].result_count == 0
    change = reverse("admin:events_auditentry_change", args=[entry.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"action": "x"}).status_code == 403
    assert (
        client.post(reverse("admin:events_auditentry_delete", args=[entry.pk])).status_code == 403
    )
