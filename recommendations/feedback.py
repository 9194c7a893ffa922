"""What was shown, and what shoppers say to it: written into the log, a list at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from events.context import EventContext
from events.names import EventName
from events.services import Fact, record, record_many
from foundation import clock
from foundation.ids import uuid7
from foundation.refusals import Refusal
from recommendations.serving.answer import Recommendation


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list was shown: the ``slot`` of a page, and the question that it answered."""

    slot: str
    surface: str


def record_impressions(
    shown: Sequence[Recommendation],
    *,
    place: Place,
    context: EventContext,
    at: datetime | None = None,
) -> dict[int, UUID]:
    """Log one list that somebody really saw, in one statement; ids of impressions by product.

    A click names the impression that it came from by this id, so that both can be joined. Call it
    once a list, and never for a bot.
    """
    now = at or clock.now()
    ids = {one.product_id: uuid7(now) for one in shown}
    facts = [
        Fact(
            name=EventName.IMPRESSION,
            product_id=one.product_id,
            slot=place.slot,
            position=position,
            propensity=one.propensity,
            model_version=one.model_version,
            payload={"surface": place.surface, **_strategy(one)},
            at=now,
            event_id=ids[one.product_id],
        )
        for position, one in enumerate(shown, start=1)
    ]
    if facts:
        record_many(facts, context=context)
    return ids


def _strategy(one: Recommendation) -> dict[str, str]:
    """What bandits learn from: the list's strategy where one was chosen, with how it came there."""
    if not one.approach:
        return {"strategy": str(one.strategy)}
    return {"strategy": one.approach, "source": str(one.strategy)}


def dismiss(
    *, product_id: int, context: EventContext, slot: str = "", at: datetime | None = None
) -> None:
    """Not for me: the product is recommended to this person no more.

    Raises:
        Refusal: nobody may remember it, without consent to personalisation.
    """
    if not context.may_personalise:
        raise Refusal(_("Without your consent nothing is remembered, this neither."))
    fact = Fact(EventName.RECOMMENDATION_DISMISSED, product_id=product_id, slot=slot, at=at)
    record(fact, context=context)
