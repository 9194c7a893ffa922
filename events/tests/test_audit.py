"""The audit trail is only ever added to, names nobody, and misses no deed of the staff."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from events import audit
from events.append_only import protect, unprotect
from events.models import AuditEntry

pytestmark = pytest.mark.django_db
TABLE = AuditEntry._meta.db_table


@pytest.fixture
def entry():
    return audit.write(actor=None, action="price.changed", target="catalog.variant:7")


@pytest.mark.parametrize(
    "deed",
    [
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(action="nothing"),
        lambda entry: AuditEntry(pk=entry.pk, action="nothing").save(),
        lambda entry: _sql("DELETE FROM events_auditentry"),
    ],
)
def test_the_database_refuses_changes(entry, deed):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        deed(entry)
    assert AuditEntry.objects.get().action == "price.changed"


def test_the_databases_own_ways_around_are_refused_too(entry):
    replace = (
        "INSERT OR REPLACE INTO events_auditentry SELECT * FROM events_auditentry"
        if connection.vendor == "sqlite"
        else "TRUNCATE events_auditentry"
    )
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        _sql(replace)
    assert AuditEntry.objects.count() == 1


def test_the_protection_can_be_taken_off_by_a_migration_and_put_back(entry):
    unprotect(connection, TABLE)
    AuditEntry.objects.filter(pk=entry.pk).update(action="other")
    protect(connection, TABLE)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_personal_data_is_withheld_wherever_it_stands():
    entry = audit.write(
        actor=None,
        action="change",
        target="accounts.customer:1",
        changes={
            "email": "ada@example.com",
            "line1": "1 Long Lane",
            "note": "wrote to ada@example.com",
            "nested": [{"phone": "0123"}, "fine"],
            "amount": 12,
        },
    )
    assert entry.changes == {
        "email": audit.WITHHELD,
        "line1": audit.WITHHELD,
        "note": audit.WITHHELD,
        "nested": [{"phone": audit.WITHHELD}, "fine"],
        "amount": 12,
    }


def test_an_entry_names_the_actor_and_the_row_by_number(rf):
    user = get_user_model().objects.create_user("boss@example.com", "long password", is_staff=True)
    request = rf.post("/admin/")
    request.user = user
    assert not audit.has_entry(request)
    entry = audit.by_staff(request, "refund", user, amount_minor=1250)
    assert (entry.actor, entry.model, entry.object_id) == (user.pk, "accounts.user", str(user.pk))
    assert entry.changes == {"amount_minor": 1250}
    assert audit.has_entry(request)


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_tests_without_a_transaction_find_an_empty_protected_trail(turn):
    assert not AuditEntry.objects.exists()
    entry = audit.write(actor=None, action="add", target="x")
    with pytest.raises(IntegrityError, match="append-only"):
        entry.delete()
