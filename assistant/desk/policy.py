"""What the shop promises: its one policy, when an answer is due by it, and its opening hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assistant.algorithms.hours import EVERY_DAY, OpeningHours, open_until
from assistant.kinds import HandoverReason, Priority
from assistant.models import ServicePolicy
from foundation import clock
from foundation.refusals import Refusal

WORKING_DAYS: Final = [1, 2, 3, 4, 5]
SET_BY_STAFF: Final = (
    "hours_urgent", "hours_high", "hours_normal", "hours_low", "open_from", "open_until",
    "open_days", "close_after_days", "keep_days",
)  # fmt: skip
PRIORITY_OF: Final = {HandoverReason.COMPLAINT: Priority.HIGH}
"""Other reasons for handing over are of normal priority."""


def current_policy() -> ServicePolicy:
    """The policy in force; the first who asks writes the house's down."""
    policy, _created = ServicePolicy.objects.get_or_create(
        pk=ServicePolicy.ONLY, defaults={"open_days": WORKING_DAYS}
    )
    return policy


def opening_hours(policy: ServicePolicy) -> OpeningHours:
    """Its opening hours by the shop's clock; every day where it names none."""
    return OpeningHours(
        opens=policy.open_from,
        closes=policy.open_until,
        days=frozenset(policy.open_days) & EVERY_DAY or EVERY_DAY,
        zone=clock.shop_zone(),
    )


def promised_hours(policy: ServicePolicy, priority: Priority) -> int:
    """Within how many hours of opening an answer is promised."""
    return {
        Priority.URGENT: policy.hours_urgent,
        Priority.HIGH: policy.hours_high,
        Priority.NORMAL: policy.hours_normal,
        Priority.LOW: policy.hours_low,
    }[priority]


def due_at(priority: Priority, *, since: datetime) -> datetime:
    """Until when an answer is promised to who has waited since a moment."""
    policy = current_policy()
    span = timedelta(hours=promised_hours(policy, priority))
    return open_until(since, span, opening_hours(policy))


def check_policy(policy: ServicePolicy) -> None:
    """Raises: Refusal: a number out of range, hours that end before they begin, no open day."""
    if not policy.open_days:
        raise Refusal(_("Say on which days somebody is there."), field="open_days")
    try:
        policy.full_clean(validate_unique=False)
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise Refusal(texts[0], field="" if field == NON_FIELD_ERRORS else field) from error


@transaction.atomic
def save_policy(*, changed: ServicePolicy, at: datetime | None = None) -> ServicePolicy:
    """Keep what staff set. What waits already keeps the moment that it was promised.

    Raises:
        Refusal: as ``check_policy``.
    """
    kept = current_policy()
    for name in SET_BY_STAFF:
        setattr(kept, name, getattr(changed, name))
    kept.changed_at = at or clock.now()
    check_policy(kept)
    kept.save()
    return kept
