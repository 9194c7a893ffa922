"""Which landing page, which section and which hero stands for whom on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet

from accounts.models import Customer
from analytics.models import CustomerProfile
from events.names import Consent
from foundation import clock
from marketing.models import HomeHero, LandingPage, LandingSection

HEROES_KEY = "marketing:heroes"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Hero:
    """A hero as the page needs it; texts by language."""

    segment: str
    title: dict[str, str]
    line: dict[str, str]
    button: dict[str, str]
    url: str
    category_id: int | None
    starts_on: date | None
    ends_on: date | None

    def stands_on(self, day: date) -> bool:
        begins = self.starts_on is None or self.starts_on <= day
        return begins and (self.ends_on is None or day <= self.ends_on)


def segment_of(customer: Customer | None) -> str:
    """The segment by which somebody is shown things; empty without their consent, or unknown."""
    if customer is None or not customer.consent & Consent.PERSONALISATION:
        return ""
    found = CustomerProfile.objects.filter(pk=customer.pk).values_list("segment", flat=True)
    return found.first() or ""


def open_pages(*, at: datetime | None = None) -> QuerySet[LandingPage]:
    """Landing pages that everybody may open now."""
    day = clock.business_day(at or clock.now())
    return LandingPage.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day),
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        is_live=True,
    )


def sections_by_place(page: LandingPage) -> dict[int, dict[str, LandingSection]]:
    """The sections of a page by place and segment, ``""`` for everybody's, in their order."""
    found: dict[int, dict[str, LandingSection]] = {}
    for section in page.sections.order_by("position", "segment"):
        found.setdefault(section.position, {})[section.segment] = section
    return found


def section_for(page: LandingPage, *, place: int, segment: str) -> LandingSection | None:
    """What stands at a place for a segment instead of what everybody sees; None where nothing."""
    if not segment:
        return None
    return page.sections.filter(position=place, segment=segment).first()


def heroes(*, at: datetime | None = None) -> list[Hero]:
    """The heroes that stand today, the newest first; remembered for a minute."""
    day = clock.business_day(at or clock.now())
    return [hero for hero in _remembered() if hero.stands_on(day)]


def hero_for(segment: str, *, at: datetime | None = None) -> Hero | None:
    """The hero of a segment; with ``""`` everybody's. None where the shop's own words stand."""
    return next((hero for hero in heroes(at=at) if hero.segment == segment), None)


def differ_by_segment(*, at: datetime | None = None) -> bool:
    """Whether anybody is shown another hero than everybody."""
    return any(hero.segment for hero in heroes(at=at))


def _remembered() -> list[Hero]:
    found: list[Hero] | None = cache.get(HEROES_KEY)
    if found is None:
        found = [Hero(**row) for row in _live_rows()]
        cache.set(HEROES_KEY, found, _SECONDS)
    return found


def _live_rows() -> list[dict[str, Any]]:
    columns = (
        "segment", "title", "line", "button", "url", "category_id", "starts_on", "ends_on",
    )  # fmt: skip
    rows = HomeHero.objects.filter(is_live=True).order_by("-created_at", "-pk")
    return list(rows.values(*columns))
