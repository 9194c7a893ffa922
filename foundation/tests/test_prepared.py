"""Prepared queries answer as the querysets do that they were built from."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Count
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from foundation import clock
from foundation.prepared import PreparedQuery

pytestmark = pytest.mark.django_db


def make_groups(*names: str) -> list[Group]:
    return [Group.objects.create(name=name) for name in names]


def test_each_run_has_its_own_values():
    make_groups("packers", "buyers")
    named = PreparedQuery(lambda name: Group.objects.filter(name=name))
    assert [group.name for group in named(name="packers")] == ["packers"]
    assert [group.name for group in named(name="buyers")] == ["buyers"]
    assert named(name="nobody") == []


@pytest.mark.parametrize("count", range(1, 10))
def test_lists_of_any_length(count):
    made = make_groups(*(f"group {number}" for number in range(12)))
    among = PreparedQuery(lambda ids: Group.objects.filter(pk__in=ids).order_by("pk"))
    assert among(ids=[group.pk for group in made[:count]]) == made[:count]


def test_keys_of_other_tables_and_joined_rows():
    permission = Permission.objects.select_related("content_type").first()
    of_type = PreparedQuery(
        lambda types: Permission.objects.filter(content_type_id__in=types).select_related(
            "content_type"
        )
    )
    found = of_type(types=[permission.content_type_id])
    with CaptureQueriesContext(connection) as asked:
        assert {row.content_type for row in found} == {permission.content_type}
    assert len(asked) == 0


def test_moments_are_compared_as_the_database_keeps_them():
    now = clock.now()
    for key, hours in (("old", -1), ("new", 1)):
        ends = now + timedelta(hours=hours)
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    live = PreparedQuery(lambda now: Session.objects.filter(expire_date__gt=now))
    assert [session.session_key for session in live(now=now)] == ["new"]
    assert live(now=now)[0].expire_date == now + timedelta(hours=1)


def test_annotations_and_values():
    packers, _buyers = make_groups("packers", "buyers")
    packers.permissions.set(Permission.objects.all()[:3])
    counted = PreparedQuery(
        lambda name: (
            Group.objects.filter(name=name)
            .annotate(rights=Count("permissions"))
            .values_list("name", "rights")
        )
    )
    assert counted(name="packers") == [("packers", 3)]
    assert counted(name="buyers") == [("buyers", 0)]


def test_what_is_not_given_changes_the_query():
    make_groups("packers", "buyers")
    all_groups, groups = list(Group.objects.order_by("pk")), Group.objects.order_by("pk")
    some = PreparedQuery(lambda name: groups.filter(name=name) if name else groups)
    assert some(name=None) == all_groups
    assert some(name="buyers") == all_groups[-1:]
    assert some(name=None) == all_groups


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite has no row locks")
def test_rows_are_not_locked_outside_a_transaction():
    locked = PreparedQuery(lambda pk: Group.objects.select_for_update().filter(pk=pk))
    with pytest.raises(TransactionManagementError):
        locked(pk=1)


def test_a_query_is_compiled_once_for_lists_of_like_length():
    built = []

    def build(ids):
        built.append(ids)
        return Group.objects.filter(pk__in=ids)

    among = PreparedQuery(build)
    among(ids=[1, 2, 3])
    among(ids=[4, 5, 6, 7])
    assert len(built) == 1
