"""The birthday that customers may tell, without its year: to be greeted on the day alone."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ConsentRecord, Customer
from foundation import clock
from foundation.refusals import Refusal

WORDING = "birthday, 2026-11"
TAKEN_BACK = "birthday taken back"
LEAP_YEAR = 2000
"""A year with a 29 February: whoever was born on it has a birthday too."""


@transaction.atomic
def set_birthday(
    *,
    customer: Customer,
    month: int | None,
    day: int | None,
    wording: str = WORDING,
    at: datetime | None = None,
) -> None:
    """Keep the day and month that somebody tells so as to be greeted; None for both takes it back.

    The choice is kept as proof, as every consent is; the birthday itself only in the customer's
    row.

    Raises:
        Refusal: one without the other, or no day of any year.
    """
    if (month is None) != (day is None):
        raise Refusal(_("Give day and month, or neither."), field="day" if day is None else "month")
    if month is not None and day is not None and not _is_a_day(month, day):
        raise Refusal(_("There is no such day."), field="day")
    if (month, day) == (customer.birth_month, customer.birth_day):
        return
    customer.birth_month, customer.birth_day = month, day
    customer.save(update_fields=["birth_month", "birth_day"])
    ConsentRecord.objects.create(
        customer=customer,
        level=customer.consent,
        wording=TAKEN_BACK if month is None else wording,
        given_at=at or clock.now(),
    )


def _is_a_day(month: int, day: int) -> bool:
    try:
        date(LEAP_YEAR, month, day)
    except (ValueError, OverflowError):
        return False
    return True
