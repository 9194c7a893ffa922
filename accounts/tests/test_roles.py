"""Six roles, each with the permissions of the table and no others; one select gives them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from accounts.roles import GRANTS, Role, apps_with_grants, assign_role, ensure_roles, role_of
from accounts.tests.factories import PASSWORD
from events.models import AuditEntry

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _user(email="kim@example.com", role=None, **fields):
    user = User.objects.create_user(email, PASSWORD, **fields)
    if role is not None:
        assign_role(user=user, role=role, actor=None)
    return User.objects.get(pk=user.pk)


def test_migrating_makes_the_groups_and_gives_their_permissions():
    assert {role.value for role in Role} <= set(Group.objects.values_list("name", flat=True))
    for role in Role:
        assert Group.objects.get(name=role.value).permissions.exists(), role


def test_every_line_of_the_table_gives_something():
    """A grant that matches nothing is a slip of the pen, and its role lacks what it needs."""
    permissions = list(Permission.objects.select_related("content_type"))
    idle = [
        (role, grant)
        for role, grants in GRANTS.items()
        for grant in grants
        if not any(grant.covers(permission) for permission in permissions)
    ]
    assert not idle
    names = {permission.codename for permission in permissions}
    unknown = {name for grants in GRANTS.values() for grant in grants for name in grant.further}
    assert not unknown - names


def test_a_second_time_changes_nothing_and_by_hand_is_brought_back():
    support = Group.objects.get(name=Role.SUPPORT)
    before = set(support.permissions.values_list("pk", flat=True))
    support.permissions.clear()
    support.permissions.add(Permission.objects.get(codename="add_product"))
    ensure_roles()
    ensure_roles()
    assert set(support.permissions.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.WAREHOUSE, "inventory.change_stocklevel", "pricing.change_price"),
        (Role.WAREHOUSE, "orders.fulfil_order", "orders.refund_order"),
        (Role.WAREHOUSE, "orders.view_order", "accounts.view_customer"),
        (Role.SUPPORT, "accounts.view_customer", "accounts.erase_customer"),
        (Role.SUPPORT, "catalog.change_review", "catalog.change_product"),
        (Role.MERCHANDISER, "catalog.change_product", "orders.view_order"),
        (Role.MERCHANDISER, "pricing.change_price", "accounts.view_customer"),
        (Role.ANALYST, "events.view_event", "accounts.view_customer"),
        (Role.ANALYST, "catalog.view_product", "catalog.change_product"),
        (Role.MANAGER, "orders.refund_order", "accounts.change_user"),
        (Role.MANAGER, "pricing.change_price", "events.view_auditentry"),
        (Role.OWNER, "accounts.change_user", "auth.change_group"),
        (Role.OWNER, "events.view_auditentry", "sessions.view_session"),
    ],
)
def test_what_a_role_may(role, may, may_not):
    user = _user(role=role)
    assert user.has_perm(may)
    assert not user.has_perm(may_not)


def test_nobody_but_the_owner_reads_the_audit_trail_or_gives_roles():
    for role in set(Role) - {Role.OWNER}:
        user = _user(f"{role}@example.com", role)
        assert not user.has_perm("events.view_auditentry"), role
        assert not user.has_perm("accounts.change_user"), role
        assert not user.has_perm("accounts.add_apitoken"), role


def test_a_role_is_one_and_makes_staff_and_is_told_to_the_trail():
    boss = _user("boss@example.com")
    user = _user()
    other = Group.objects.create(name="Fire wardens")
    user.groups.add(other)
    assign_role(user=user, role=Role.SUPPORT, actor=boss)
    assign_role(user=user, role=Role.WAREHOUSE, actor=boss)
    user.refresh_from_db()
    assert user.is_staff
    assert role_of(user) == Role.WAREHOUSE
    assert set(user.groups.values_list("name", flat=True)) == {"Fire wardens", "warehouse"}
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.actor, entry.action) == (boss.pk, "role.changed")
    assert entry.changes == {"before": "support", "after": "warehouse"}
    assign_role(user=user, role=None, actor=boss)
    user.refresh_from_db()
    assert not user.is_staff


def test_apps_of_the_table_exist():
    labels = set(Permission.objects.values_list("content_type__app_label", flat=True))
    assert apps_with_grants() <= labels


def _page(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def _fields(user, **changed):
    return {"email": user.email, "name": user.name, "is_active": "on", "role": "", **changed}


def test_the_owner_gives_a_role_by_one_select(client):
    client.force_login(_user("owner@example.com", Role.OWNER), backend=BACKEND)
    user = _user()
    assert 'name="role"' in client.get(_page(user)).content.decode()
    assert client.post(_page(user), _fields(user, role="support")).status_code == 302
    assert role_of(user) == Role.SUPPORT
    assert User.objects.get(pk=user.pk).is_staff
    assert client.post(_page(user), _fields(user, role="")).status_code == 302
    assert role_of(user) is None


def test_no_owner_makes_a_superuser_or_touches_one(client):
    client.force_login(_user("owner@example.com", Role.OWNER), backend=BACKEND)
    user = _user()
    client.post(_page(user), _fields(user, is_superuser="on", user_permissions=["1"]))
    user.refresh_from_db()
    assert not user.is_superuser
    assert not user.user_permissions.exists()
    root = _user("root@example.com", is_superuser=True, is_staff=True)
    client.post(_page(root), _fields(root, email="mine@example.com"))
    root.refresh_from_db()
    assert root.email == "root@example.com"
    password = reverse("admin:auth_user_password_change", args=[root.pk])
    assert client.get(password).status_code == 403


def test_a_superuser_may_give_groups_beside_the_role(client):
    client.force_login(_user("root@example.com", is_superuser=True, is_staff=True), backend=BACKEND)
    wardens = Group.objects.create(name="Fire wardens")
    user = _user(role=Role.SUPPORT)
    assert (
        client.post(_page(user), _fields(user, role="support", groups=[wardens.pk])).status_code
        == 302
    )
    assert set(user.groups.values_list("name", flat=True)) == {"Fire wardens", "support"}
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert "permission.changed" in actions


def test_groups_of_roles_are_not_changed_by_hand(client):
    client.force_login(_user("root@example.com", is_superuser=True, is_staff=True), backend=BACKEND)
    group = Group.objects.get(name=Role.OWNER)
    page = reverse("admin:auth_group_change", args=[group.pk])
    assert client.post(page, {"name": "x"}).status_code == 403
    assert client.post(reverse("admin:auth_group_delete", args=[group.pk])).status_code == 403


def test_roles_survive_an_emptied_database():
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert role_of(_user(role=Role.ANALYST)) == Role.ANALYST
    assert Group.objects.get(name=Role.ANALYST).permissions.exists()
