"""What the pages of competitors' offers show: one offer, what reads like ours, where we stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from catalog.selectors import VariantCard, variant_cards
from foundation import clock
from foundation.admin import label, money_text
from foundation.charts import Series, Value, data_table, line_chart
from foundation.forecast_charts import band_chart
from pricing.competition.positions import (
    CategoryPosition,
    Place,
    Position,
    Standing,
    category_positions,
    index_by_week,
    position_of,
    standings,
)
from pricing.competition.selectors import competitor_band, is_stale, offers_of
from pricing.models import Competitor, CompetitorOffer, CompetitorPrice, MatchState
from pricing.selectors.prices import prices_of

MATCH_COLOURS: dict[str, str] = {
    MatchState.MATCHED: "success",
    MatchState.PROPOSED: "info",
    MatchState.UNMATCHED: "",
    MatchState.IGNORED: "",
}
A_PAGE = 50
MOST_CATEGORIES, MOST_FAR = 40, 20
COURSE_WEEKS = 17
WEEK = timedelta(days=7)
WIDE, NARROW = (880, 260), (400, 220)


def offer_context(offer: CompetitorOffer) -> dict[str, Any]:
    """One offer: what it is held to be, what others ask for the same, and its course."""
    now = clock.now()
    variant_id = offer.variant_id or offer.candidate_id
    card = variant_cards([variant_id])[variant_id] if variant_id else None
    stale = is_stale(seen_at=offer.seen_at, stale_days=offer.competitor.stale_days, at=now)
    return {
        "offer": offer,
        "match": label(offer.get_state_display(), MATCH_COLOURS[offer.state]),
        "stale": label(_("stale"), "warning") if stale else "",
        "facts": _offer_facts(offer, now),
        "card": card,
        "card_url": card and reverse("admin:catalog_variant_change", args=[card.variant_id]),
        "is_matched": offer.state == MatchState.MATCHED and offer.variant_id is not None,
        "has_candidate": offer.candidate_id is not None,
        "alike": _per_cent(offer.similarity),
        "decide_url": reverse("admin:pricing_competitoroffer_decide", args=[offer.pk]),
        "figure": _course_figure(offer, now),
        "others": [
            {
                "offer": other,
                "url": reverse("admin:pricing_competitoroffer_change", args=[other.pk]),
                "price": money_text(other.amount_minor, other.currency),
            }
            for other in (offers_of([offer.variant_id]) if offer.variant_id else [])
            if other.pk != offer.pk
        ],
    }


def _offer_facts(offer: CompetitorOffer, now: datetime) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("They ask"), money_text(offer.amount_minor, offer.currency)),
    ]
    if offer.variant_id is not None:
        base = settings.SHOP_BASE_CURRENCY
        own = prices_of([offer.variant_id], currency=base).get(offer.variant_id)
        band = competitor_band([offer.variant_id], at=now).get(offer.variant_id)
        facts.append((_("We ask"), money_text(own.amount.minor, base) if own else "–"))
        if band is not None:
            low, high = money_text(band.lowest, base), money_text(band.highest, base)
            facts.append((_("All ask"), low if low == high else f"{low} – {high}"))
    facts += [
        (_("In stock"), _("Yes") if offer.is_available else _("No")),
        (_("Seen"), date_format(offer.seen_at, "SHORT_DATETIME_FORMAT")),
        (_("Their number"), offer.key),
    ]
    if offer.barcode:
        facts.append((_("Barcode"), offer.barcode))
    if offer.matched_by:
        facts.append((_("Matched by"), offer.get_matched_by_display()))
    return facts


def _course_figure(offer: CompetitorOffer, now: datetime) -> dict[str, Any] | None:
    """What they asked week by week, in their currency, and ours where it is the same one."""
    moments = [now - WEEK * back for back in reversed(range(COURSE_WEEKS))]
    theirs = _their_course(offer, moments)
    lines = [Series(str(offer.competitor), theirs)]
    if offer.variant_id is not None:
        lines.append(Series(_("Ours"), _our_course(offer, moments), "past"))
    if sum(value is not None for value in theirs) < 2:
        return None
    labels = [date_format(clock.business_day(moment), "j M") for moment in moments]
    return _figure(_("Price week by week"), labels, lines, offer.currency)


def _their_course(offer: CompetitorOffer, moments: Sequence[datetime]) -> list[Value]:
    rows = list(CompetitorPrice.objects.filter(offer=offer).order_by("first_seen_at"))
    gap = timedelta(days=offer.competitor.stale_days)
    course: list[Value] = []
    for moment in moments:
        standing = [row for row in rows if row.first_seen_at <= moment]
        known = standing and moment - min(standing[-1].last_seen_at, moment) <= gap
        course.append(float(standing[-1].amount_minor) if known else None)
    return course


def _our_course(offer: CompetitorOffer, moments: Sequence[datetime]) -> list[Value]:
    course: list[Value] = []
    for moment in moments:
        found = prices_of([offer.variant_id or 0], currency=offer.currency, at=moment)
        quote = found.get(offer.variant_id or 0)
        course.append(float(quote.amount.minor) if quote else None)
    return course


def _figure(title: str, labels: list[str], lines: list[Series], currency: str) -> dict[str, Any]:
    def money(value: float) -> str:
        return money_text(round(value), currency) or ""

    def draw(size: tuple[int, int], marks: int) -> Any:
        every = max(len(labels) // marks, 1)
        return band_chart(
            labels, lines, [], title=title, describe=money,
            width=size[0], height=size[1], every=every,
        )  # fmt: skip

    return {
        "title": title,
        "legend": [(line.style, line.name) for line in lines],
        "wide": draw(WIDE, 9),
        "narrow": draw(NARROW, 4),
        "table": data_table(labels, lines, heading=_("Day"), describe=money),
    }


def review_rows(request: HttpRequest) -> QuerySet[CompetitorOffer]:
    """Offers that read like goods of ours, the most alike first; of one competitor if asked."""
    rows = CompetitorOffer.objects.filter(
        state=MatchState.PROPOSED, candidate__isnull=False, competitor__is_active=True
    ).select_related("competitor")
    competitor = request.GET.get("competitor", "")
    if competitor:
        rows = rows.filter(competitor__code=competitor.replace("\x00", "")[:40])
    return rows.order_by("-similarity", "pk")


def review_context(request: HttpRequest) -> dict[str, Any]:
    """A page of what reads like ours, theirs beside ours."""
    page = Paginator(review_rows(request), A_PAGE).get_page(request.GET.get("page"))
    offers = list(page.object_list)
    cards = variant_cards([offer.candidate_id for offer in offers if offer.candidate_id])
    own = prices_of(cards, currency=settings.SHOP_BASE_CURRENCY)
    return {
        "page": page,
        "rows": [
            _review_row(offer, cards[offer.candidate_id], own.get(offer.candidate_id))
            for offer in offers
            if offer.candidate_id in cards
        ],
        "competitors": Competitor.objects.filter(is_active=True),
        "chosen": request.GET.get("competitor", ""),
    }


def _review_row(offer: CompetitorOffer, card: VariantCard, quote: Any) -> dict[str, Any]:
    return {
        "offer": offer,
        "url": reverse("admin:pricing_competitoroffer_change", args=[offer.pk]),
        "price": money_text(offer.amount_minor, offer.currency),
        "ours": card.name,
        "options": card.options,
        "sku": card.sku,
        "our_url": reverse("admin:catalog_variant_change", args=[card.variant_id]),
        "our_price": money_text(quote.amount.minor, quote.amount.currency) if quote else None,
        "alike": _per_cent(offer.similarity),
    }


def position_context() -> dict[str, Any]:
    """Where our prices stand: figures, their course, categories, and what is farthest off."""
    found = standings()
    whole = position_of(found)
    return {
        "facts": _position_facts(whole),
        "is_empty": not found,
        "figure": _index_figure() if found else None,
        "categories": [_category_row(one) for one in category_positions(found)[:MOST_CATEGORIES]],
        "dear": _far_rows(found, Place.ABOVE),
        "cheap": _far_rows(found, Place.BELOW),
    }


def _position_facts(whole: Position) -> list[tuple[str, str]]:
    return [
        (_("Price index"), _index_text(whole.index)),
        (_("Compared"), str(number_format(whole.variants, force_grouping=True))),
        (_("Cheaper than all"), _per_cent(whole.below)),
        (_("Dearer than all"), _per_cent(whole.above)),
        (_("Known by stale prices only"), str(number_format(whole.stale, force_grouping=True))),
    ]


def _category_row(one: CategoryPosition) -> dict[str, Any]:
    position = one.position
    return {
        "name": one.name,
        "index": _index_text(position.index),
        "variants": position.variants,
        "below": _per_cent(position.below),
        "above": _per_cent(position.above),
        "stale": position.stale,
    }


def _index_figure() -> dict[str, Any] | None:
    weeks = index_by_week()
    values: list[Value] = [index for _day, index in weeks]
    if sum(value is not None for value in values) < 2:
        return None
    labels = [date_format(day, "j M") for day, _index in weeks]
    alike = Series(_("Alike"), [100.0] * len(weeks), "before")
    lines = [Series(_("Price index"), values), alike]

    def draw(size: tuple[int, int], every: int) -> Any:
        return line_chart(
            labels, lines, title=_("Price index"), describe=_index_text,
            width=size[0], height=size[1], every=every,
        )  # fmt: skip

    return {
        "title": _("Price index: 100 is the competitors' median"),
        "legend": [(line.style, line.name) for line in lines],
        "wide": draw(WIDE, 2),
        "narrow": draw(NARROW, 4),
        "table": data_table(labels, lines[:1], heading=_("Day"), describe=_index_text),
    }


def _far_rows(found: Sequence[Standing], place: Place) -> list[dict[str, Any]]:
    """What stands farthest outside its band on one side."""
    outside = [one for one in found if one.place is place and not one.band.stale]
    outside.sort(key=lambda one: one.ratio, reverse=place is Place.ABOVE)
    shown = outside[:MOST_FAR]
    cards = variant_cards([one.variant_id for one in shown])
    offers: dict[int, CompetitorOffer] = {}
    for offer in offers_of([one.variant_id for one in shown]):
        offers.setdefault(offer.variant_id or 0, offer)
    base = settings.SHOP_BASE_CURRENCY
    return [
        {
            "name": cards[one.variant_id].name,
            "sku": cards[one.variant_id].sku,
            "url": reverse(
                "admin:pricing_competitoroffer_change", args=[offers[one.variant_id].pk]
            ),
            "own": money_text(one.own, base),
            "lowest": money_text(one.band.lowest, base),
            "median": money_text(one.band.median, base),
            "highest": money_text(one.band.highest, base),
            "offers": one.band.offers,
            "ratio": _index_text(100 * one.ratio),
        }
        for one in shown
        if one.variant_id in cards and one.variant_id in offers
    ]


def _per_cent(share: float) -> str:
    return f"{number_format(100 * share, 0)}%"


def _index_text(index: float | None) -> str:
    return "–" if index is None else str(number_format(index, 0))
