"""Campaigns in words and labels, for the staff's pages."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from analytics.small_groups import FEWEST
from experiments.algorithms.assignment import WHOLE
from marketing.kinds import CampaignState

COLOURS: Final[dict[str, str]] = {
    CampaignState.DRAFT: "warning",
    CampaignState.RUNNING: "success",
    CampaignState.PAUSED: "info",
    CampaignState.ENDED: "",
}
HOURS_OF_DAY: Final = 24


def share_text(share: int) -> str:
    """A share of ten thousand in per cent."""
    return f"{number_format(share * 100 / WHOLE, 2 if share % 100 else 0)}%"


def wait_text(hours: int, *, is_first: bool) -> str:
    """When a message goes out, counted from the one before or from entering."""
    if hours == 0:
        return _("at once") if is_first else _("together with the message before")
    if hours % HOURS_OF_DAY == 0:
        days = hours // HOURS_OF_DAY
        return ngettext("after %(number)d day", "after %(number)d days", days) % {"number": days}
    return ngettext("after %(number)d hour", "after %(number)d hours", hours) % {"number": hours}


def words_in(texts: dict[str, str]) -> str:
    """A text in the reader's language, else in the shop's own; empty where nobody wrote it."""
    own = (get_language() or "").split("-")[0]
    return texts.get(own) or texts.get(settings.LANGUAGE_CODE.split("-")[0]) or ""


def signed(value: float) -> str:
    """A difference with its sign and one place."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number_format(abs(value), 1, force_grouping=True)}"


def effect_text(row: Any) -> str:
    """The bounds of what a campaign changed, from ``with_figures``; empty while not yet known."""
    few = min(row.result_treated or 0, row.result_held_out or 0) < FEWEST
    if few or row.result_low is None or row.result_high is None:
        return ""
    bounds = {"low": signed(row.result_low), "high": signed(row.result_high)}
    return _("%(low)s to %(high)s") % bounds


def effect_cell(row: Any) -> SafeString | None:
    """More orders with their bounds, for a list; a dash while they are not known."""
    if not (bounds := effect_text(row)):
        return None
    return format_html(
        '<span class="staff-number"><strong>{}</strong> <span class="staff-quiet">{}</span></span>',
        signed(row.result_orders),
        bounds,
    )
