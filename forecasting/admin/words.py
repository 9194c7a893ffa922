"""Figures of a plan as its readers meet them: coloured words, shares, days."""

from __future__ import annotations

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forecasting.models import Advice, LineStatus, PlanLine, StockState
from foundation.admin import label

ADVICE_COLOURS: dict[str, str] = {
    Advice.ORDER: "info",
    Advice.HURRY: "danger",
    Advice.CHASE: "warning",
    Advice.TRANSFER: "info",
    Advice.FIND_SUPPLIER: "warning",
    Advice.MARK_DOWN: "warning",
    Advice.WAIT: "",
    Advice.NOTHING: "success",
}
ADVICE_WORDS = {
    Advice.HURRY: gettext_lazy("Order at once"),
    Advice.CHASE: gettext_lazy("Ask where it is"),
    Advice.TRANSFER: gettext_lazy("Send some over"),
    Advice.WAIT: gettext_lazy("Wait for it"),
}
"""Shorter than the plan's own, for labels."""
STATE_COLOURS: dict[str, str] = {
    StockState.UNDER: "danger",
    StockState.HEALTHY: "success",
    StockState.OVER: "warning",
    StockState.DEAD: "",
}
STATUS_COLOURS: dict[str, str] = {
    LineStatus.PROPOSED: "info",
    LineStatus.APPROVED: "success",
    LineStatus.ORDERED: "success",
    LineStatus.DISMISSED: "",
}
LIKELY, POSSIBLE = 0.5, 0.1
LONGEST_COVER = 999


def advice_label(line: PlanLine) -> SafeString:
    advice = Advice(line.advice)
    return label(ADVICE_WORDS.get(advice, advice.label), ADVICE_COLOURS[advice])


def stock_label(line: PlanLine) -> SafeString:
    return label(StockState(line.state).label, STATE_COLOURS[line.state])


def cover_text(line: PlanLine) -> str:
    """Days of cover in digits; endless where nothing sells."""
    return days_text(None if line.days_of_cover is None else round(line.days_of_cover))


def days_text(days: float | None) -> str:
    """Days of cover or of a lead time in digits; endless where there are none to tell."""
    if days is None:
        return "∞"
    if days > LONGEST_COVER:
        return f"> {LONGEST_COVER}"
    return str(number_format(days, 0 if days == round(days) else 1, force_grouping=True))


def share_text(share: float, *, places: int = 0) -> str:
    return f"{number_format(100 * share, places)}%"


def risk_text(line: PlanLine) -> str:
    """How likely it runs out before an order of today arrives, in per cent."""
    return share_text(line.risk)


def risk_colour(risk: float) -> str:
    return "danger" if risk >= LIKELY else "warning" if risk >= POSSIBLE else "success"


def risk_label(line: PlanLine) -> SafeString:
    return label(risk_text(line), risk_colour(line.risk))


def risk_window(line: PlanLine) -> str:
    """``24 Nov – 2 Dec``: the days on which it may run out; empty where none are foreseen."""
    if line.risk_from is None:
        return ""
    first = date_format(line.risk_from, "j M")
    if line.risk_until is None:
        return _("from %(day)s") % {"day": first}
    if line.risk_until == line.risk_from:
        return first
    return f"{first} – {date_format(line.risk_until, 'j M')}"
