"""What customers want can be bought again.

Who asked by name to be told of a variant is told by an alert of ``inventory.alerts``, by nobody
else: a flow does not say it a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import F, Sum

from catalog.selectors import variant_cards
from inventory.models import AlertState, StockAlert, StockLevel, StockMovement
from inventory.selectors import availability
from marketing.campaigns.enrolling import Entry
from marketing.flows.registry import Finder
from marketing.flows.settings import WantedSettings
from marketing.flows.wanted import who_wants
from marketing.models import Campaign, Enrolment


class BackInStock(Finder[WantedSettings]):
    settings = WantedSettings

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        variants = _came_back(since, until)
        if not variants:
            return
        wanted = who_wants(variants, self.settings_of(campaign), until=until)
        told = _told_by_alert(variants, since=since)
        for customer, wishes in sorted(wanted.items()):
            news = [variant for variant in wishes if (customer, variant) not in told]
            if news:
                key = f"back:{news[0]}:{until:%Y%m%dT%H%M}"
                yield Entry(customer, key, {"variants": news})

    def still_holds(self, enrolment: Enrolment, at: datetime) -> bool:
        return bool(sellable(enrolment.about.get("variants", ()), at=at))


def sellable(variant_ids: Collection[int], *, at: datetime) -> list[int]:
    """Those of variants that can be bought now, in their order."""
    units, cards = availability(variant_ids, at=at), variant_cards(set(variant_ids))
    return [
        pk for pk in variant_ids if pk in cards and cards[pk].is_for_sale and units.get(pk, 1) > 0
    ]


def _came_back(since: datetime, until: datetime) -> list[int]:
    """Variants of which nothing was free at the one moment and something is at the other."""
    arrived = StockMovement.objects.filter(
        moved_at__gt=since, moved_at__lte=until, on_hand_change__gt=0
    )
    variants = set(arrived.values_list("variant", flat=True))
    free = dict(
        StockLevel.objects.filter(variant__in=variants)
        .values_list("variant")
        .annotate(free=Sum(F("on_hand") - F("allocated")))
    )
    # Levels are the sums of movements: what they were is what they are without those since.
    changed = dict(
        StockMovement.objects.filter(variant__in=variants, moved_at__gt=since)
        .order_by()
        .values_list("variant")
        .annotate(free=Sum(F("on_hand_change") - F("allocated_change")))
    )
    back = [pk for pk, now in sorted(free.items()) if now > 0 and now - changed.get(pk, 0) <= 0]
    return sellable(back, at=until)


def _told_by_alert(variant_ids: Collection[int], *, since: datetime) -> set[tuple[int, int]]:
    alerts = StockAlert.objects.filter(variant__in=variant_ids, customer__isnull=False)
    waiting = alerts.filter(state=AlertState.WAITING).values_list("customer", "variant")
    sent = alerts.filter(state=AlertState.SENT, sent_at__gt=since)
    return {*waiting, *sent.values_list("customer", "variant")}
