"""Customers in bulk, with what they agreed to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.history import PastAddress, PastConsent, PastCustomer, record_history
from accounts.models import Address, ConsentRecord, Customer, VisitorLink
from events.names import Consent
from foundation.ids import uuid7

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_last_choice_is_in_force_and_all_are_kept_as_proof():
    choices = (
        PastConsent(Consent.ALL, "v1", NOON),
        PastConsent(Consent.PERSONALISATION, "v2", NOON + timedelta(days=9)),
    )
    [kept] = record_history(customers=[PastCustomer(NOON, consents=choices)])
    assert kept.consent == Customer.objects.get().consent == Consent.PERSONALISATION
    assert list(ConsentRecord.objects.order_by("pk").values_list("level", "wording")) == [
        (Consent.ALL, "v1"),
        (Consent.PERSONALISATION, "v2"),
    ]


def test_who_was_never_asked_agreed_to_nothing():
    [kept] = record_history(customers=[PastCustomer(NOON, country="FR")])
    assert kept.consent == Consent.NECESSARY
    assert not ConsentRecord.objects.exists()


def test_address_visitor_and_pseudonym_belong_to_their_customer():
    visitor = uuid7(NOON)
    place = PastAddress("1 Long Lane", "N1 1AA", "London")
    kept = record_history(
        customers=[
            PastCustomer(NOON, email="One@Example.com", name="One"),
            PastCustomer(NOON, country="GB", name="Two", visitor=visitor, address=place),
        ]
    )
    first, second = Customer.objects.order_by("pk")
    assert [first.pk, second.pk] == [customer.id for customer in kept]
    assert [first.pseudonym, second.pseudonym] == [customer.pseudonym for customer in kept]
    assert first.email == "one@example.com"
    assert VisitorLink.objects.get(visitor=visitor).customer == second
    address = Address.objects.get()
    assert (address.customer, address.name, address.country, address.is_default) == (
        second, "Two", "GB", True,
    )  # fmt: skip


def test_an_address_that_is_taken_leaves_nothing():
    record_history(customers=[PastCustomer(NOON, email="a@example.com")])
    with pytest.raises(IntegrityError), transaction.atomic():
        record_history(customers=[PastCustomer(NOON), PastCustomer(NOON, email="A@example.com")])
    assert Customer.objects.count() == 1
