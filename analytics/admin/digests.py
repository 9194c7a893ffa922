"""The staff page of a month's digest."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from analytics.admin.pages import ReadAdmin
from analytics.admin.words import (
    DIRECTION_COLOURS,
    certainty_text,
    count_text,
    sentence,
    voices_cell,
)
from analytics.markets.selectors import Voices
from analytics.models import Direction, MarketDigest, ReviewAspect, TrendKind
from foundation.admin import label


@admin.register(MarketDigest)
class MarketDigestAdmin(ReadAdmin):
    list_display = ("called", "rising", "falling", "unmet", "read", "made_at")
    list_display_links = ("called",)
    ordering = ("-month",)
    empty_text = gettext_lazy("The first digest is written when a month is over.")
    page_template = "digest"

    def page_title(self, row: MarketDigest) -> str:
        return _("The market in %(month)s") % {"month": date_format(row.month, "F Y")}

    def page_context(self, request: HttpRequest, row: MarketDigest) -> dict[str, Any]:
        content = row.content
        return {
            "facts": _facts(content),
            "kinds": _kinds(content["trends"]),
            "unmet": [
                {
                    **one,
                    "searches": count_text(one["searches"]),
                    "missed": count_text(one["missed"]),
                }
                for one in content["unmet"]
            ],
            "aspects": [_aspect(told) for told in content["aspects"]],
            "made_at": row.made_at,
            "version": row.version,
        }

    @display(description=gettext_lazy("Month"), ordering="month")
    def called(self, row: MarketDigest) -> str:
        return str(date_format(row.month, "F Y"))

    @display(description=gettext_lazy("Rising"))
    def rising(self, row: MarketDigest) -> str:
        return _names(row, Direction.RISING)

    @display(description=gettext_lazy("Falling"))
    def falling(self, row: MarketDigest) -> str:
        return _names(row, Direction.FALLING)

    @display(description=gettext_lazy("Searched for in vain"))
    def unmet(self, row: MarketDigest) -> str:
        return ", ".join(one["words"] for one in row.content["unmet"][:3]) or "–"

    @display(description=gettext_lazy("Reviews read"))
    def read(self, row: MarketDigest) -> str:
        return count_text(row.content["reviews"]["read"])


def _names(row: MarketDigest, direction: Direction) -> str:
    found = [one["name"] for one in row.content["trends"] if one["direction"] == direction]
    return ", ".join(found[:3]) or "–"


def _facts(content: dict[str, Any]) -> list[tuple[str, str]]:
    ways = [one["direction"] for one in content["trends"]]
    reviews = content["reviews"]
    return [
        (_("Rising"), count_text(ways.count(Direction.RISING))),
        (_("Falling"), count_text(ways.count(Direction.FALLING))),
        (_("New"), count_text(ways.count(Direction.NEW))),
        (_("Looked at"), count_text(content["asked"])),
        (_("Reviews read"), count_text(reviews["read"])),
        (_("How content they are"), _leaning(reviews["leaning"])),
        (_("The month before"), _leaning(reviews["before"])),
    ]


def _leaning(value: float | None) -> str:
    """From −100, all complaint, to +100, all praise."""
    if value is None:
        return "–"
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{count_text(abs(100 * value))}"


def _kinds(trends: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was found, kind by kind, what rises before what falls."""
    order = list(Direction)
    return [
        {
            "title": TrendKind(kind).label,
            "rows": [
                _row(one)
                for one in sorted(
                    (one for one in trends if one["kind"] == kind),
                    key=lambda one: (order.index(Direction(one["direction"])), one["q"]),
                )
            ],
        }
        for kind in TrendKind
        if any(one["kind"] == kind for one in trends)
    ]


def _row(one: dict[str, Any]) -> dict[str, Any]:
    direction = Direction(one["direction"])
    return {
        "name": one["name"],
        "way": label(direction.label, DIRECTION_COLOURS[direction]),
        "sentence": sentence(one),
        "doubt": certainty_text(one["q"]),
    }


def _aspect(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": ReviewAspect(told["aspect"]).label,
        "now": voices_cell(Voices(told["praise"], told["complaints"])),
        "before": voices_cell(Voices(told["praise_before"], told["complaints_before"])),
    }
