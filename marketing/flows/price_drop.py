"""What customers want costs less than at any time in the thirty days before.

A price that a test of prices sets is no reason: it goes up again by plan. Nor is one that was as
low within thirty days: it would be called a reduction (directive 98/6/EC, article 6a).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings as django_settings
from django.db.models import F, OuterRef, Q, Subquery

from marketing.campaigns.enrolling import Entry
from marketing.flows.back_in_stock import sellable
from marketing.flows.registry import Finder
from marketing.flows.settings import DropSettings
from marketing.flows.wanted import who_wants
from marketing.models import Campaign, Enrolment
from pricing.models import Price, PriceSource
from pricing.selectors.prices import LOWEST_DAYS


@dataclass(frozen=True, slots=True)
class Drop:
    """A variant's price fell from one amount to another, in minor units of the base currency."""

    was_minor: int
    now_minor: int

    @property
    def share(self) -> float:
        return 1 - self.now_minor / self.was_minor


class PriceDrop(Finder[DropSettings]):
    settings = DropSettings

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        chosen = self.settings_of(campaign)
        drops = _drops(since, until, least_percent=chosen.least_percent)
        drops = {pk: drops[pk] for pk in sellable(list(drops), at=until)}
        if not drops:
            return
        for customer, wanted in sorted(who_wants(drops, chosen, until=until).items()):
            variants = sorted(wanted, key=lambda pk: (-drops[pk].share, pk))
            yield Entry(customer, _key(variants[0], drops), _about(variants, drops))

    def still_holds(self, enrolment: Enrolment, at: datetime) -> bool:
        """Some of it can be bought, and the first of it costs no more than was said."""
        variants = enrolment.about.get("variants", ())
        now = Price.objects.filter(
            variant__in=variants[:1], currency=enrolment.about.get("currency", ""),
            ends_at__isnull=True,
        ).first()  # fmt: skip
        is_as_low = now is not None and now.amount_minor <= enrolment.about.get("now_minor", -1)
        return is_as_low and bool(sellable(variants, at=at))


def _key(variant: int, drops: Mapping[int, Drop]) -> str:
    return f"drop:{variant}:{drops[variant].now_minor}"


def _about(variants: Collection[int], drops: Mapping[int, Drop]) -> dict[str, object]:
    first = drops[next(iter(variants))]
    return {
        "variants": list(variants),
        "was_minor": first.was_minor,
        "now_minor": first.now_minor,
        "currency": django_settings.SHOP_BASE_CURRENCY,
    }


def _drops(since: datetime, until: datetime, *, least_percent: int) -> dict[int, Drop]:
    """Prices that began after the one moment, up to the other, lower than all of before."""
    began = OuterRef("starts_at")
    before = Price.objects.filter(
        variant=OuterRef("variant"), currency=OuterRef("currency"), starts_at__lt=began
    )
    fallen = (
        Price.objects.filter(
            currency=django_settings.SHOP_BASE_CURRENCY,
            ends_at__isnull=True,
            starts_at__gt=since,
            starts_at__lte=until,
        )
        .exclude(source=PriceSource.EXPERIMENT)
        .annotate(was=Subquery(before.order_by("-starts_at", "-pk").values("amount_minor")[:1]))
        .filter(was__gt=F("amount_minor"))
    )
    found = {
        variant: (Drop(was, now), starts_at)
        for variant, was, now, starts_at in fallen.values_list(
            "variant", "was", "amount_minor", "starts_at"
        )
    }
    return {
        variant: drop
        for variant, (drop, starts_at) in found.items()
        if drop.share * 100 >= least_percent and drop.now_minor < _lowest(variant, starts_at)
    }


def _lowest(variant: int, began: datetime) -> float:
    """The lowest price of the thirty days before a moment."""
    since = began - timedelta(days=LOWEST_DAYS)
    amounts = Price.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=since),
        variant=variant,
        currency=django_settings.SHOP_BASE_CURRENCY,
        starts_at__lt=began,
    ).values_list("amount_minor", flat=True)
    return min(amounts, default=float("inf"))
