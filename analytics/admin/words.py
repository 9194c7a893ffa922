"""Trends and opinions in words and figures, as a reader writes them."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.markets.selectors import Voices
from analytics.models import Direction, Trend, TrendKind, TrendSeason

DIRECTION_COLOURS = {
    Direction.RISING: "success",
    Direction.FALLING: "danger",
    Direction.NEW: "info",
    Direction.STEADY: "",
}
WORTH_TELLING = 0.1
"""By so much must the share of promotions have changed to be a reason."""


def count_text(value: float, *, places: int = 0) -> str:
    """Rounded here: the formats of Django cut what does not fit."""
    return str(number_format(round(value, places), places, force_grouping=True))


def share_text(value: float | None) -> str:
    return "–" if value is None else f"{count_text(100 * value)}%"


def ratio_text(ratio: float) -> str:
    """``2.1×``: how many times what was to be expected."""
    return f"{count_text(ratio, places=2 if ratio < 1 else 1)}×"


def span_text(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": ratio_text(low), "high": ratio_text(high)}


def certainty_text(q_value: float) -> str:
    """How surely it is no chance, where that was asked."""
    if q_value >= 1:
        return "–"
    if q_value < 0.001:
        return f"< {number_format(0.1, 1)}%"
    return f"{count_text(100 * q_value, places=1)}%"


def counted_in(kind: str) -> str:
    """What is counted of a kind."""
    if kind == TrendKind.SEARCH:
        return _("Searches")
    if kind == TrendKind.REVIEWS:
        return _("Opinions in reviews")
    return _("Lines of orders")


def sentence(told: dict[str, Any]) -> str:
    """What became of a subject; ``told`` has the fields of a trend."""
    facts = {
        "count": count_text(told["count"]),
        "expected": count_text(told["expected"], places=0 if told["expected"] >= 10 else 1),
        "ratio": ratio_text(told["ratio"]),
        "span": span_text(told["low"], told["high"]),
    }
    if told["direction"] == Direction.NEW:
        return _("%(count)s since it is there; too new to rise or fall.") % facts
    return _("%(count)s where %(expected)s were to be expected: %(ratio)s (%(span)s).") % facts


def reasons(row: Trend) -> list[str]:
    """How a trend was judged, and what may explain it without the market."""
    told = [
        ngettext(
            "Counted as a share of the whole shop in the last %(days)d day, so that a busy month "
            "lifts nobody.",
            "Counted as a share of the whole shop in the last %(days)d days, so that a busy month "
            "lifts nobody.",
            row.days,
        )
        % {"days": row.days},
        _("Of the time of the year is known: %(season)s.")
        % {"season": TrendSeason(row.season).label},
    ]
    if row.q_value < 1:
        told.append(
            _("Whoever believes this and all that is surer is wrong in %(share)s of it.")
            % {"share": certainty_text(row.q_value)}
        )
    return told + _explanations(row)


def _explanations(row: Trend) -> list[str]:
    told = []
    now, before = row.promoted_share, row.promoted_share_before
    if now is not None and before is not None and abs(now - before) >= WORTH_TELLING:
        told.append(
            _("%(now)s of it was sold in promotions, %(before)s before: that may be why.")
            % {"now": share_text(now), "before": share_text(before)}
        )
    if row.missed_share:
        told.append(
            _("%(share)s of these searches found nothing.")
            % {"share": share_text(row.missed_share)}
        )
    return told


def voices_cell(voices: Voices | None) -> dict[str, Any] | None:
    """A share of praise with its bar, its interval and the counts behind it."""
    if voices is None or (share := voices.share) is None or voices.interval is None:
        return None
    low, high = voices.interval
    return {
        "share": share_text(share),
        "width": round(100 * share),
        "state": _state(low, high),
        "span": _("%(low)s to %(high)s") % {"low": share_text(low), "high": share_text(high)},
        "praise": count_text(voices.praise),
        "complaints": count_text(voices.complaints),
        "total": count_text(voices.total),
    }


def _state(low: float, high: float) -> str:
    """Good or bad only where the interval says so."""
    if low >= 0.5:
        return "healthy"
    return "under" if high < 0.5 else "over"
