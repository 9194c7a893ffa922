"""The programme in force: what staff set, read often and remembered for some seconds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from foundation import clock
from foundation.refusals import Refusal
from foundation.remembered import Remembered
from loyalty.models import Programme

SET_BY_STAFF: Final = (
    "is_active", "points_per_unit", "point_worth_minor", "days_until_points",
    "months_until_expiry", "birthday_points", "has_referrals", "referrer_reward_minor",
    "friend_reward_minor", "friend_spends_minor", "days_until_reward", "rewards_a_year",
)  # fmt: skip


def programme() -> Programme:
    """The rules as they are in the table; those of the house where staff set none."""
    return Programme.objects.filter(pk=Programme.ONLY).first() or Programme(pk=Programme.ONLY)


_remembered: Remembered[Programme] = Remembered(programme)


def remembered_programme() -> Programme:
    """The same for pages, some seconds old at most: what is written asks ``programme``."""
    return _remembered.get()


@transaction.atomic
def save_programme(*, changed: Programme, at: datetime | None = None) -> Programme:
    """Keep what staff set. What was earned before stays as it was promised.

    Raises:
        Refusal: a number is out of range.
    """
    kept, _new = Programme.objects.select_for_update().get_or_create(pk=Programme.ONLY)
    for name in SET_BY_STAFF:
        setattr(kept, name, getattr(changed, name))
    kept.changed_at = at or clock.now()
    try:
        kept.full_clean()
    except ValidationError as error:
        raise _refusal(error) from error
    kept.save()
    _remembered.forget()
    transaction.on_commit(_remembered.forget)  # others may have read the old one meanwhile
    return kept


def good_until(rules: Programme, at: datetime | None = None) -> date | None:
    """The last day of points that can be spent from ``at`` on; None where they never expire."""
    if rules.months_until_expiry is None:
        return None
    return months_later(clock.business_day(at), rules.months_until_expiry)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that is shorter."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(f"no day {months} months after {day}")


def _refusal(error: ValidationError) -> Refusal:
    field, texts = next(iter(error.message_dict.items()))
    return Refusal(texts[0], field="" if field == NON_FIELD_ERRORS else field)
