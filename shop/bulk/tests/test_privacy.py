"""What bulk work holds of a person is handed out and forgotten with them."""

from __future__ import annotations

import pytest

from accounts.models import CustomerGroup
from accounts.tests.factories import make_customer
from shop.bulk.list_views import keep_view
from shop.bulk.models import BulkChange, BulkRow, ListView
from shop.bulk.privacy import erase_work, export_work
from shop.bulk.tests.factories import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    """Somebody who works here and buys here, among customers whose group changes."""
    ada, bob = make_customer("Ada"), make_customer("Bob")
    user = ada.user
    user.is_staff = user.is_superuser = True
    user.save()
    trade = CustomerGroup.objects.create(code="trade", name="Trade")
    keep_view(owner=user, source="accounts.customer", name="VIP", query="q=vip")
    planned("group", [ada, bob], {"value": trade.pk}, by=user)
    return ada


def test_all_of_it_is_handed_out(ada):
    told = export_work(ada.pk)
    assert {"list": "accounts.customer", "name": "VIP", "query": "q=vip"} in told
    assert [row["edit"] for row in told if "edit" in row] == ["group", "group"]
    assert len(told) == 3, "of nobody else"


def test_all_of_it_is_forgotten_and_others_stay(ada):
    assert erase_work(ada.pk) == 3
    assert not ListView.objects.exists()
    assert BulkChange.objects.get().by is None
    assert BulkRow.objects.count() == 1
    assert export_work(ada.pk) == []
