"""Selling beyond the stock: what may be promised before it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from catalog.models import Variant
from events.names import EventName
from events.services import Fact, record
from foundation import clock
from inventory.models import Backorder, PolicyKind, StockPolicy
from inventory.stock.errors import StockRuleBroken
from inventory.stock.ledger import Ledger, default_warehouse, open_ledger


def is_open(kind: str, releases_on: date | None, day: date) -> bool:
    """Whether a policy lets units be promised beyond the stock on a business day."""
    if kind == PolicyKind.PREORDER:
        return releases_on is not None and day < releases_on
    return kind == PolicyKind.BACKORDER


def waiting_units(variant_ids: Iterable[int]) -> dict[int, int]:
    """Units on backorder, by variant."""
    rows = (
        Backorder.objects.filter(variant_id__in=list(variant_ids), waiting__gt=0)
        .values("variant_id")
        .annotate(units=Sum("waiting"))
    )
    return {row["variant_id"]: row["units"] for row in rows}


def allowances(ledger: Ledger, variant_ids: Iterable[int]) -> Mapping[int, int]:
    """Units that may still be promised beyond the stock, by variant; absent is none."""
    day = clock.business_day(ledger.at)
    limits = {
        policy.variant_id: policy.limit
        for policy in StockPolicy.objects.filter(variant_id__in=list(variant_ids))
        if is_open(policy.kind, policy.releases_on, day)
    }
    if not limits:
        return {}
    waiting = waiting_units(limits)
    return {
        pk: max(limit - waiting.get(pk, 0) - ledger.reserved(pk, None), 0)
        for pk, limit in limits.items()
    }


@transaction.atomic
def set_stock_policy(
    *,
    variant: Variant,
    kind: PolicyKind,
    limit: int = 0,
    expected_on: date | None = None,
    releases_on: date | None = None,
    at: datetime | None = None,
) -> StockPolicy:
    """Say what happens when a variant is sold out; the log keeps each change.

    A variant that was not tracked is from now on, with nothing in stock.

    Raises:
        StockRuleBroken: a limit below what is promised already, a preorder without its day.
    """
    ledger = open_ledger([variant.pk], made_in=default_warehouse(), at=at)
    waiting = waiting_units([variant.pk]).get(variant.pk, 0)
    if kind == PolicyKind.DENY:
        limit = waiting
    check_policy(variant_id=variant.pk, kind=kind, limit=limit, releases_on=releases_on)
    before = allowances(ledger, [variant.pk]).get(variant.pk, 0)
    policy, _created = StockPolicy.objects.update_or_create(
        variant=variant,
        defaults={
            "kind": kind,
            "limit": limit,
            "expected_on": expected_on,
            "releases_on": releases_on if kind == PolicyKind.PREORDER else None,
            "updated_at": at or clock.now(),
        },
    )
    _note(policy, variant, at)
    more = before == 0 and allowances(ledger, [variant.pk]).get(variant.pk, 0) > 0
    ledger.announce(opened=more)
    return policy


def check_policy(
    *, variant_id: int, kind: PolicyKind, limit: int, releases_on: date | None
) -> None:
    """Whether a policy can be set so.

    Raises:
        StockRuleBroken: a limit below what is promised already, a preorder without its day.
    """
    if kind == PolicyKind.DENY:
        return
    if kind == PolicyKind.PREORDER and releases_on is None:
        raise StockRuleBroken(_("Say when it will be released."), field="releases_on")
    if limit <= 0:
        raise StockRuleBroken(_("Say how many may be promised."), field="limit")
    waiting = waiting_units([variant_id]).get(variant_id, 0)
    if limit < waiting:
        raise StockRuleBroken(
            _("%(units)d units are on backorder already: the limit cannot be lower.")
            % {"units": waiting},
            field="limit",
        )


def _note(policy: StockPolicy, variant: Variant, at: datetime | None) -> None:
    record(
        Fact(
            name=EventName.STOCK_POLICY_SET,
            product_id=variant.product_id,
            variant_id=variant.pk,
            quantity=policy.limit,
            payload={
                "kind": str(policy.kind),
                "releases_on": policy.releases_on.isoformat() if policy.releases_on else None,
            },
            at=at,
        )
    )
