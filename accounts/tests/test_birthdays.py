"""The birthday: told and taken back, kept as proof, refused where there is no such day."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.birthdays import set_birthday
from accounts.models import ConsentRecord, Customer
from accounts.privacy import erase_customer, export_customer
from accounts.tests.factories import make_customer
from events.names import Consent
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_birthday_is_kept_with_its_proof_and_can_be_taken_back():
    ada = make_customer(consent=Consent.MARKETING)

    set_birthday(customer=ada, month=12, day=10, at=NOW)
    set_birthday(customer=ada, month=12, day=10, at=NOW)
    ada.refresh_from_db()
    assert (ada.birth_month, ada.birth_day) == (12, 10)
    set_birthday(customer=ada, month=None, day=None, at=NOW)

    ada.refresh_from_db()
    assert (ada.birth_month, ada.birth_day) == (None, None)
    assert ada.consent == Consent.MARKETING, "it is a consent of its own"
    wordings = list(ConsentRecord.objects.order_by("pk").values_list("wording", flat=True))
    assert wordings == ["birthday, 2026-11", "birthday taken back"]


def test_whoever_was_born_on_the_29_february_has_a_birthday():
    ada = make_customer()
    set_birthday(customer=ada, month=2, day=29)
    ada.refresh_from_db()
    assert (ada.birth_month, ada.birth_day) == (2, 29)


@pytest.mark.parametrize(
    ("month", "day", "field"),
    [
        (2, 30, "day"), (13, 1, "day"), (0, 1, "day"), (6, 31, "day"), (6, -1, "day"),
        (6, 10**30, "day"), (6, None, "day"), (None, 6, "month"),
    ],
)  # fmt: skip
def test_days_that_do_not_exist_are_refused(month, day, field):
    ada = make_customer()

    with pytest.raises(Refusal) as refused:
        set_birthday(customer=ada, month=month, day=day)

    ada.refresh_from_db()
    assert refused.value.field == field
    assert ada.birth_month is None


def test_it_is_handed_out_and_erased_with_everything_else():
    ada = make_customer()
    set_birthday(customer=ada, month=12, day=10)
    told = export_customer(ada)["data"]["account"]
    assert told[0]["birthday"] == "12-10"

    erase_customer(customer=ada)

    ada.refresh_from_db()
    assert (ada.birth_month, ada.birth_day) == (None, None)


def test_half_a_birthday_is_refused_by_the_database():
    ada = make_customer()
    for half in ({"birth_month": 2}, {"birth_day": 2}, {"birth_month": 13, "birth_day": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Customer.objects.filter(pk=ada.pk).update(**half)
