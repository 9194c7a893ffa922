"""The shop's one policy for speaking to customers, and the hours at which it stays quiet."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from foundation import clock
from foundation.refusals import Refusal
from marketing.campaigns.leaving import leave_who_is_held_out
from marketing.models import ContactPolicy

SET_BY_STAFF: Final = (
    "most_a_day", "most_a_week", "most_a_month", "quiet_from", "quiet_until", "holdout",
)  # fmt: skip


def policy() -> ContactPolicy:
    """The policy in force; the first who asks writes the house's down, with the salt it keeps."""
    row, _created = ContactPolicy.objects.get_or_create(pk=ContactPolicy.ONLY)
    return row


def is_quiet(at: datetime, *, rules: ContactPolicy | None = None) -> bool:
    """Whether nobody is to be written to at this hour of the shop's clock.

    The quiet hours begin at ``quiet_from`` and end before ``quiet_until``; where both are the same
    there are none.
    """
    rules = rules or policy()
    hour = at.astimezone(clock.shop_zone()).hour
    if rules.quiet_from <= rules.quiet_until:
        return rules.quiet_from <= hour < rules.quiet_until
    return hour >= rules.quiet_from or hour < rules.quiet_until


def next_allowed(at: datetime, *, rules: ContactPolicy | None = None) -> datetime:
    """The first moment from ``at`` on that is not quiet; ``at`` itself where it is not."""
    rules = rules or policy()
    if not is_quiet(at, rules=rules):
        return at
    local = at.astimezone(clock.shop_zone())
    day = local.date() if local.hour < rules.quiet_until else local.date() + timedelta(days=1)
    return datetime.combine(day, time(rules.quiet_until), clock.shop_zone()).astimezone(at.tzinfo)


@transaction.atomic
def save_policy(*, changed: ContactPolicy, at: datetime | None = None) -> ContactPolicy:
    """Keep the caps, hours and holdout that staff set; the salt stays what it was.

    The salt and the share decide together who is held out: with the same salt a larger share holds
    out the same customers and some more, who leave the campaigns in which they are.

    Raises:
        Refusal: a number is out of range, or a day's cap is above a week's or that a month's.
    """
    kept = policy()
    held_out_before = kept.holdout
    for name in SET_BY_STAFF:
        setattr(kept, name, getattr(changed, name))
    kept.changed_at = at or clock.now()
    try:
        kept.full_clean()
    except ValidationError as error:
        raise _refusal(error) from error
    kept.save()
    if kept.holdout > held_out_before:
        leave_who_is_held_out(kept, at=kept.changed_at)
    return kept


def _refusal(error: ValidationError) -> Refusal:
    field, texts = next(iter(error.message_dict.items()))
    return Refusal(texts[0], field="" if field == NON_FIELD_ERRORS else field)
