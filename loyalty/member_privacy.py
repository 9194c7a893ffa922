"""What the programme holds of a customer: handed out, and forgotten with them.

What orders earned stays as a number for the books, of nobody.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from foundation.registries import PersonalData, privacy
from loyalty.models import Earning, Membership, Referral

Rows = list[dict[str, object]]


def register() -> None:
    """Called when the app is ready."""
    privacy.register("points", PersonalData(_export, _erase))


def _export(customer_id: int) -> Rows:
    """The standing, what orders earned, and when friends came: their names are theirs."""
    members = Membership.objects.filter(customer=customer_id).values(
        "tier__name", "tier_since", "spend_minor", "shortfall", "friend_code", "joined_at"
    )
    earned = Earning.objects.filter(customer=customer_id).values(
        "order_number", "points", "state", "made_at", "due_at", "credited_at"
    )
    friends = Referral.objects.filter(referrer=customer_id).values("state", "came_at", "ended_at")
    came = Referral.objects.filter(friend=customer_id).values("state", "came_at", "ended_at")
    return [
        *({"what": "membership", **row} for row in members),
        *({"what": "points of an order", **row} for row in earned),
        *({"what": "recommended friend", **row} for row in friends),
        *({"what": "came by a link", **row} for row in came),
    ]


@transaction.atomic
def _erase(customer_id: int) -> int:
    count = Earning.objects.filter(customer=customer_id).update(customer=None)
    known = Referral.objects.filter(Q(referrer=customer_id) | Q(friend=customer_id))
    count += known.update(signs=[])
    count += Referral.objects.filter(referrer=customer_id).update(referrer=None)
    count += Referral.objects.filter(friend=customer_id).update(friend=None)
    return count + Membership.objects.filter(customer=customer_id).delete()[0]
