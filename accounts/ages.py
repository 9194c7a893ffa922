"""The year of birth that customers may tell: given for one purpose, taken back at any time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ConsentRecord, Customer
from foundation import clock
from foundation.refusals import Refusal

WORDING = "birth year, 2026-11"
TAKEN_BACK = "birth year taken back"
EARLIEST = 1900
LEAST_AGE = 16
"""Younger people cannot agree to it by themselves (GDPR, article 8)."""


@transaction.atomic
def set_birth_year(
    *, customer: Customer, year: int | None, wording: str = WORDING, at: datetime | None = None
) -> None:
    """Keep the year of birth that somebody tells so as to be counted by age; None takes it back.

    The choice is kept as proof, as every consent is; the year itself only in the customer's row.

    Raises:
        Refusal: no year in which a customer can be born, or of somebody too young to agree.
    """
    now = at or clock.now()
    this_year = clock.business_day(now).year
    if year is not None and not EARLIEST <= year <= this_year:
        raise Refusal(_("Give a year such as %(year)s.") % {"year": this_year - 30}, field="year")
    if year is not None and this_year - year < LEAST_AGE:
        raise Refusal(
            _("You can tell it from the age of %(age)s on.") % {"age": LEAST_AGE}, field="year"
        )
    if year == customer.birth_year:
        return
    customer.birth_year = year
    customer.save(update_fields=["birth_year"])
    ConsentRecord.objects.create(
        customer=customer,
        level=customer.consent,
        wording=TAKEN_BACK if year is None else wording,
        given_at=now,
    )
