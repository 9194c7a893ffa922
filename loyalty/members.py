"""Members: the row that says where a customer stands, kept under the lock of their points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Sum

from accounts.models import Customer
from foundation import clock
from loyalty.ledger import lock_accounts, open_account
from loyalty.mails import tell_tier
from loyalty.models import Account, AccountKind, Earning, Membership
from loyalty.tiers import Place, place_of

WINDOW: Final = timedelta(days=365)
"""Of what was bought, that which counts for a tier."""


@dataclass(frozen=True, slots=True)
class Member:
    """A customer's points and standing, locked until the end of the caller's transaction."""

    account: Account
    membership: Membership


def locked_member(customer: Customer, *, at: datetime | None = None) -> Member:
    """A customer's account of points and their membership, made where there are none.

    The account's lock is the one that counts: whoever writes a membership or an earning holds it.
    """
    account = open_account(kind=AccountKind.POINTS, customer=customer, at=at)
    locked = lock_accounts([account.pk])[account.pk]
    now = at or clock.now()
    membership, _new = Membership.objects.get_or_create(
        customer=customer, defaults={"joined_at": now, "looked_at": now}
    )
    return Member(account=locked, membership=membership)


def see_standing(member: Member, *, at: datetime, may_fall: bool = False) -> Place:
    """Count the spend anew and move the member to its tier; down only where that is asked for.

    Whoever reached a tier keeps it until the night's look, whatever they send back on the day.
    """
    row = member.membership
    row.spend_minor = spend_of(row.customer_id, at=at)
    place = place_of(row.spend_minor)
    before = row.tier.spend_from_minor if row.tier else -1
    reached = place.tier.spend_from_minor if place.tier else -1
    if reached > before or (may_fall and reached < before):
        row.tier, row.tier_since = place.tier, at
    if place.tier and reached > before:
        tell_tier(member=row, tier=place.tier, at=at)
    _give_group(row)
    row.looked_at = at
    row.save(update_fields=["spend_minor", "tier", "tier_since", "given_group", "looked_at"])
    return place


def spend_of(customer_id: int, *, at: datetime) -> int:
    """What a customer bought and kept in the last 365 days, in minor units of the base currency."""
    lately = Earning.objects.filter(customer=customer_id, made_at__gt=at - WINDOW, made_at__lte=at)
    return lately.aggregate(sum=Sum("kept_minor"))["sum"] or 0


def _give_group(row: Membership) -> None:
    """Put the customer in the group of the tier, or out of it; never out of one that staff gave.

    A group that staff gave since, or took away, is theirs: the tier has no hand in it any more.
    """
    # A checkout holds the customer's key while it waits for the account that is locked here.
    customer = Customer.objects.select_for_update(no_key=True).get(pk=row.customer_id)
    is_ours = customer.group_id is None or customer.group_id == row.given_group_id
    wanted = row.tier.group if row.tier and is_ours else None
    if is_ours and customer.group_id != (wanted.pk if wanted else None):
        customer.group = wanted
        customer.save(update_fields=["group"])
    row.given_group = wanted
