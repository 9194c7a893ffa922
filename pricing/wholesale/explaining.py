"""A proposal of prices by quantity in sentences: its ground, its bounds and its gain."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from foundation.admin import money_text
from pricing.models import WholesaleSuggestion


def explain(row: WholesaleSuggestion) -> list[str]:
    """The reasons of a proposal, one sentence each."""
    return [
        _(
            "In %(days)d days %(buyers)d buyers of the group bought %(units)s units in %(lines)s "
            "lines; the breaks lie above what most of these lines hold."
        )
        % {
            "days": row.days,
            "buyers": row.buyers,
            "units": number_format(row.units, force_grouping=True),
            "lines": number_format(row.lines, force_grouping=True),
        },
        _responds(row),
        _("A unit costs %(cost)s; the price without tax stays above it by the least margin.")
        % {"cost": money_text(row.cost_minor, row.currency)},
        _(
            "Over as many days it is expected to gain %(gain)s (80%% interval: %(low)s to "
            "%(high)s) against what the group pays now."
        )
        % {
            "gain": money_text(row.gain_minor, row.currency),
            "low": money_text(row.gain_low_minor, row.currency),
            "high": money_text(row.gain_high_minor, row.currency),
        },
    ]


def _responds(row: WholesaleSuggestion) -> str:
    told = {
        "change": number_format(abs(row.elasticity), 1),
        "sd": number_format(row.elasticity_sd, 1),
        "quotes": row.quotes,
        "version": row.model_version,
    }
    if row.quotes:
        return (
            _(
                "By %(quotes)d quotes won and lost, one per cent less wins %(change)s%% more "
                "(± %(sd)s)."
            )
            % told
        )
    return (
        _(
            "One per cent less sells %(change)s%% more (± %(sd)s), by the shop's model "
            "%(version)s; quotes would tell it of this group."
        )
        % told
    )
