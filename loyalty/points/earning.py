"""What an order earns: promised when it left, credited when it stands, less what comes back.

An order is told again whenever something about it changed, with all that is true of it then;
nothing is added up from single events, so that one told twice, or late, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts.models import Customer
from foundation import clock
from foundation.money import exponent
from loyalty.algorithms.taking_back import make_good, take_back
from loyalty.algorithms.tiers import points_of
from loyalty.ledger import credit, spend
from loyalty.members import Member, locked_member, see_standing
from loyalty.models import Earning, EarningState, EntryKind
from loyalty.programme import good_until, programme
from loyalty.tiers import NO_TIER

ASK_AGAIN: Final = timedelta(days=1)
"""After which an order that is not paid yet is looked at again."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is true of an order now.

    ``kept_minor`` was paid for goods, or is still to be, and did not go back: in minor units of
    the base currency, without delivery and without what points paid. ``left_at`` is when the last
    of it left; None while something is to be sent. ``is_paid``: no money of it is outstanding.
    """

    ref: str
    number: str
    customer: Customer
    kept_minor: int
    left_at: datetime | None
    is_paid: bool = True


@transaction.atomic
def note_left(*, facts: OrderFacts, at: datetime | None = None) -> Earning | None:
    """Promise the points of an order that left in full; told again, it is settled anew.

    None where nothing is promised: something is to be sent yet, nothing was paid, or the
    programme rests.
    """
    now = at or clock.now()
    if Earning.objects.filter(order_ref=facts.ref).exists():
        return settle(facts=facts, at=now)
    rules = programme()
    if facts.left_at is None or facts.kept_minor <= 0 or not rules.is_active:
        return None
    member = locked_member(facts.customer, at=now)
    tier = member.membership.tier
    percent = tier.multiplier_percent if tier else NO_TIER
    points = _points(facts.kept_minor, rules.points_per_unit, percent)
    earning, _new = Earning.objects.get_or_create(
        order_ref=facts.ref,
        defaults={
            "customer": facts.customer,
            "order_number": facts.number,
            "kept_minor": facts.kept_minor,
            "points_per_unit": rules.points_per_unit,
            "multiplier_percent": percent,
            "promised": points,
            "points": points,
            "made_at": facts.left_at,
            "due_at": facts.left_at + timedelta(days=rules.days_until_points),
        },
    )
    see_standing(member, at=now)
    return earning


@transaction.atomic
def settle(*, facts: OrderFacts, at: datetime | None = None) -> Earning | None:
    """Take back the points of what did not stay; None for an order that earned nothing.

    Points that still wait are promised no more. Those that were credited leave the balance as far
    as they are there; what was spent of them is owed, and filled by what comes in next.
    """
    now = at or clock.now()
    if not Earning.objects.filter(order_ref=facts.ref).exists():
        return None
    member = locked_member(facts.customer, at=now)
    earning = Earning.objects.get(order_ref=facts.ref)
    if facts.kept_minor < earning.kept_minor:
        _shrink(earning, member, facts.kept_minor, now)
        see_standing(member, at=now)
    return earning


@transaction.atomic
def credit_due(*, facts: OrderFacts, at: datetime | None = None) -> Earning | None:
    """Credit the points of an order whose time is over, if it is paid; else look again tomorrow.

    None where it earned nothing, or its time is not over.
    """
    now = at or clock.now()
    earning = settle(facts=facts, at=now)
    if earning is None or earning.state != EarningState.WAITING or earning.due_at > now:
        return None
    if not facts.is_paid:
        earning.due_at = now + ASK_AGAIN
        earning.save(update_fields=["due_at"])
        return None
    member = locked_member(facts.customer, at=now)
    if earning.points:
        credit(
            account=member.account, amount=earning.points, kind=EntryKind.EARNED,
            key=f"points:{facts.ref}", reference=facts.ref, expires_on=good_until(programme(), now),
            reason=facts.number, at=now,
        )  # fmt: skip
        fill_shortfall(member, key=f"points:{facts.ref}/owed", at=now)
    earning.state, earning.credited_at = EarningState.CREDITED, now
    earning.save(update_fields=["state", "credited_at"])
    return earning


@transaction.atomic
def void(*, earning: Earning) -> None:
    """Promise nothing more of an order that is nobody's any more; what was credited stays."""
    waiting = Earning.objects.filter(pk=earning.pk, state=EarningState.WAITING)
    waiting.update(state=EarningState.VOID, points=0)


def fill_shortfall(member: Member, *, key: str, at: datetime) -> int:
    """Take points that are owed from those that are free now; how many were taken."""
    row = member.membership
    member.account.refresh_from_db(fields=["balance", "held"])
    taken = make_good(row.shortfall, free=member.account.free)
    if not taken.from_balance:
        return 0
    spend(
        account=member.account, amount=taken.from_balance, kind=EntryKind.TAKEN_BACK, key=key, at=at
    )  # fmt: skip
    row.shortfall = taken.shortfall
    row.save(update_fields=["shortfall"])
    return taken.from_balance


def _shrink(earning: Earning, member: Member, kept_minor: int, now: datetime) -> None:
    """Bring an earning down to what was kept; the member's lock is held."""
    kept = max(kept_minor, 0)
    points = min(earning.points, _points(kept, earning.points_per_unit, earning.multiplier_percent))
    lost = earning.points - points
    if lost and earning.state == EarningState.CREDITED:
        _take(earning, member, lost, now)
    earning.kept_minor, earning.points = kept, points
    if not kept and earning.state == EarningState.WAITING:
        earning.state = EarningState.VOID
    earning.save(update_fields=["kept_minor", "points", "state"])


def _take(earning: Earning, member: Member, lost: int, now: datetime) -> None:
    taken = take_back(lost, free=member.account.free)
    if taken.from_balance:
        spend(
            account=member.account, amount=taken.from_balance, kind=EntryKind.TAKEN_BACK,
            # Points only shrink: what is left names this step.
            key=f"points:{earning.order_ref}/{earning.points - lost}", reference=earning.order_ref,
            reason=earning.order_number, at=now,
        )  # fmt: skip
    if taken.shortfall:
        member.membership.shortfall += taken.shortfall
        member.membership.save(update_fields=["shortfall"])


def _points(kept_minor: int, per_unit: int, percent: int) -> int:
    unit = 10 ** exponent(settings.SHOP_BASE_CURRENCY)
    return points_of(kept_minor, unit=unit, per_unit=per_unit, percent=percent)
