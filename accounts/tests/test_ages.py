"""The year of birth: told and taken back, kept as proof, refused where it cannot be."""

from datetime import UTC, datetime

import pytest

from accounts.ages import set_birth_year
from accounts.models import ConsentRecord
from accounts.privacy import erase_customer, export_customer
from accounts.tests.factories import make_customer
from events.names import Consent
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_year_is_kept_with_its_proof_and_can_be_taken_back():
    ada = make_customer(consent=Consent.MARKETING)

    set_birth_year(customer=ada, year=1990, at=NOW)
    set_birth_year(customer=ada, year=1990, at=NOW)
    set_birth_year(customer=ada, year=None, at=NOW)

    ada.refresh_from_db()
    assert ada.birth_year is None
    assert ada.consent == Consent.MARKETING, "it is a consent of its own"
    wordings = list(ConsentRecord.objects.order_by("pk").values_list("wording", flat=True))
    assert wordings == ["birth year, 2026-11", "birth year taken back"]


@pytest.mark.parametrize("year", [-5, 0, 1899, 2011, 2027, 99999])
def test_years_that_cannot_be_are_refused(year):
    ada = make_customer()

    with pytest.raises(Refusal) as refused:
        set_birth_year(customer=ada, year=year, at=NOW)

    ada.refresh_from_db()
    assert refused.value.field == "year"
    assert ada.birth_year is None


def test_it_is_handed_out_and_erased_with_everything_else():
    ada = make_customer()
    set_birth_year(customer=ada, year=1990)
    told = export_customer(ada)["data"]["account"]
    assert told[0]["birth_year"] == 1990

    erase_customer(customer=ada)

    ada.refresh_from_db()
    assert ada.birth_year is None
