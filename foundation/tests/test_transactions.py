"""A clash of transactions is tried once more; anything else, and a second clash, is told."""

import pytest
from django.db import OperationalError, transaction

from foundation.transactions import retry_once


class Work:
    """Fails as often as told, then gives its answer."""

    def __init__(self, *faults):
        self.faults = list(faults)
        self.runs = 0

    def __call__(self):
        self.runs += 1
        if self.faults:
            raise OperationalError(self.faults.pop(0))
        return "done"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "fault", ["deadlock detected", "could not serialize access", "database is locked"]
)
def test_a_clash_is_tried_once_more(fault):
    work = Work(fault)

    assert retry_once(work) == "done"
    assert work.runs == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_clash_is_told():
    work = Work("deadlock detected", "deadlock detected")

    with pytest.raises(OperationalError):
        retry_once(work)
    assert work.runs == 2


@pytest.mark.django_db(transaction=True)
def test_another_fault_is_not_tried_again():
    work = Work("disk is full")

    with pytest.raises(OperationalError, match="disk is full"):
        retry_once(work)
    assert work.runs == 1


@pytest.mark.django_db(transaction=True)
def test_inside_another_transaction_only_its_owner_may_begin_again():
    work = Work("deadlock detected")

    with pytest.raises(OperationalError), transaction.atomic():
        retry_once(work)
    assert work.runs == 1
