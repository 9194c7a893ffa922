"""What is done for each segment: the house's advice until staff decide otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import ContactChannel, RfmSegment, SegmentStrategy
from foundation import clock
from foundation.refusals import Refusal

MOST_OFF = 90


@dataclass(frozen=True, slots=True)
class Strategy:
    """What to do for the customers of a segment.

    ``most_off_percent`` bounds what may be offered, 0 where nothing may; ``is_own`` says that staff
    wrote it.
    """

    segment: RfmSegment
    action: str
    tone: str
    channel: ContactChannel
    offers_allowed: bool
    most_off_percent: int
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class _Advice:
    action: str | Promise
    tone: str | Promise
    channel: ContactChannel
    most_off_percent: int = 0


_ADVICE: dict[RfmSegment, _Advice] = {
    RfmSegment.CHAMPIONS: _Advice(
        gettext_lazy(
            "Thank them, show them what is new first, and ask for reviews and recommendations. "
            "They buy without discounts."
        ),
        gettext_lazy("Personal and grateful"),
        ContactChannel.MAIL,
    ),
    RfmSegment.LOYAL: _Advice(
        gettext_lazy(
            "Offer what goes with what they have, and a reason to stay: early access, free "
            "delivery."
        ),
        gettext_lazy("Familiar"),
        ContactChannel.MAIL,
    ),
    RfmSegment.POTENTIAL_LOYALISTS: _Advice(
        gettext_lazy(
            "Lead them to the next order: what others bought next, and how an account helps."
        ),
        gettext_lazy("Friendly and helpful"),
        ContactChannel.MAIL,
        10,
    ),
    RfmSegment.NEW: _Advice(
        gettext_lazy(
            "Welcome them, help with what they bought, and ask after two weeks whether it is right."
        ),
        gettext_lazy("Warm and helpful"),
        ContactChannel.MAIL,
    ),
    RfmSegment.PROMISING: _Advice(
        gettext_lazy("Remind them of the shop with something close to their first order."),
        gettext_lazy("Light"),
        ContactChannel.MAIL,
        10,
    ),
    RfmSegment.NEED_ATTENTION: _Advice(
        gettext_lazy("Show them what is new in the categories that they like, for a limited time."),
        gettext_lazy("Attentive"),
        ContactChannel.MAIL,
        10,
    ),
    RfmSegment.ABOUT_TO_SLEEP: _Advice(
        gettext_lazy("Show what sells well and what they looked at; one mail, not a series."),
        gettext_lazy("Light"),
        ContactChannel.SITE,
        10,
    ),
    RfmSegment.AT_RISK: _Advice(
        gettext_lazy(
            "Ask what went wrong, look at their last order and returns, and offer a way back."
        ),
        gettext_lazy("Personal and honest"),
        ContactChannel.MAIL,
        15,
    ),
    RfmSegment.CANNOT_LOSE: _Advice(
        gettext_lazy(
            "Write or call in person. They once bought much and often: find out why they stopped."
        ),
        gettext_lazy("Personal, from a person with a name"),
        ContactChannel.PERSON,
        20,
    ),
    RfmSegment.HIBERNATING: _Advice(
        gettext_lazy("Mail them for the season only, with what has changed since they were here."),
        gettext_lazy("Brief"),
        ContactChannel.MAIL,
        15,
    ),
    RfmSegment.LOST: _Advice(
        gettext_lazy("Ask once whether they still want mail; then leave them in peace."),
        gettext_lazy("Brief"),
        ContactChannel.NONE,
    ),
}


def house_strategy(segment: RfmSegment) -> Strategy:
    """The house's advice, in the active language."""
    advice = _ADVICE[segment]
    return Strategy(
        segment=segment,
        action=str(advice.action),
        tone=str(advice.tone),
        channel=advice.channel,
        offers_allowed=advice.most_off_percent > 0,
        most_off_percent=advice.most_off_percent,
    )


def strategy_of(segment: str) -> Strategy | None:
    """What is done for a segment; None for a customer who is in none."""
    if segment not in RfmSegment.values:
        return None
    row = SegmentStrategy.objects.filter(segment=segment).first()
    return _own(row) if row is not None else house_strategy(RfmSegment(segment))


def strategies() -> list[Strategy]:
    """Of every segment, best first."""
    own = {row.segment: _own(row) for row in SegmentStrategy.objects.all()}
    return [own.get(segment) or house_strategy(segment) for segment in RfmSegment]


@transaction.atomic
def save_strategy(*, strategy: SegmentStrategy, at: datetime | None = None) -> SegmentStrategy:
    """Keep what staff decided for a segment.

    Raises:
        Refusal: a discount where no offers are allowed, or too high a one.
    """
    for field, text in problems_of(strategy).items():
        raise Refusal(text, field=field)
    strategy.changed_at = at or clock.now()
    strategy.save()
    return strategy


@transaction.atomic
def forget_strategy(*, strategy: SegmentStrategy) -> None:
    """From now on the house's advice stands again."""
    strategy.delete()


def problems_of(strategy: SegmentStrategy) -> dict[str, str]:
    """What is wrong with a strategy, by field, in sentences for staff."""
    if strategy.most_off_percent and not strategy.offers_allowed:
        return {"most_off_percent": _("Without offers there is no discount.")}
    if (strategy.most_off_percent or 0) > MOST_OFF:
        text = _("At most %(most)s%% may be taken off.") % {"most": MOST_OFF}
        return {"most_off_percent": text}
    return {}


def _own(row: SegmentStrategy) -> Strategy:
    return Strategy(
        segment=RfmSegment(row.segment),
        action=row.action,
        tone=row.tone,
        channel=ContactChannel(row.channel),
        offers_allowed=row.offers_allowed,
        most_off_percent=row.most_off_percent,
        is_own=True,
    )
