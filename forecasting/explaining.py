"""How a forecast was made, in a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forecasting.models import DemandForecast, ForecastMethod, SeriesClass, TotalForecast

FEW_DAYS = 56


def explain(row: DemandForecast) -> str:
    """How the forecast of a variant was made."""
    told: Mapping[str, Any] = row.explanation
    sentences = [_how(row, told), *_corrections(told)]
    if row.version and row.method not in _PLAIN:
        sentences.append(_("Version %(version)s said how sure it is.") % {"version": row.version})
    return " ".join(sentences)


def explain_total(row: TotalForecast) -> str:
    """How the forecast of the shop, a category or one series by Prophet was made."""
    told: Mapping[str, Any] = row.explanation
    days = {"days": number_format(told.get("days", 0), use_l10n=True, force_grouping=True)}
    if row.method == ForecastMethod.PROPHET:
        first = _(
            "Prophet took %(days)s days apart into trend, week, year and holidays and put them "
            "together again for the days to come."
        )
    else:
        first = _(
            "There is too little history for a model of its own (%(days)s days): each weekday is "
            "taken to be as it was lately."
        )
    sentences = [first % days]
    if names := told.get("occasions"):
        sentences.append(_("It knows of: %(names)s.") % {"names": ", ".join(names)})
    if (share := told.get("brought_by")) is not None:
        sentences.append(
            _("It was brought into line with the forecasts of the variants (by %(share)s).")
            % {"share": f"{share:+.0%}"}
        )
    return " ".join(sentences)


_PLAIN = (ForecastMethod.NOTHING, ForecastMethod.GROUP_SHARE)


def _how(row: DemandForecast, told: Mapping[str, Any]) -> str:
    if row.demand_class == SeriesClass.NONE or row.method == ForecastMethod.NOTHING:
        return _nothing(told)
    if row.demand_class == SeriesClass.NEW:
        return _new(told)
    history = _("It sold %(units)s units on %(sold)s of %(days)s days: %(class)s.") % {
        "units": number_format(told.get("units", 0), use_l10n=True, force_grouping=True),
        "sold": told.get("sold_days", 0),
        "days": told.get("days", 0),
        "class": row.get_demand_class_display(),
    }
    return history + " " + _METHODS.get(ForecastMethod(row.method), _by_name)(row)


def _nothing(told: Mapping[str, Any]) -> str:
    if told.get("only_returned"):
        return _(
            "It was never sold here and only came back: what comes back says nothing of what will "
            "be wanted, so nothing is expected."
        )
    return ngettext(
        "It was on sale for %(days)d day and never sold: nothing is expected.",
        "It was on sale for %(days)d days and never sold: nothing is expected.",
        told.get("days", 0),
    ) % {"days": told.get("days", 0)}


def _new(told: Mapping[str, Any]) -> str:
    days = told.get("days", 0)
    sentence = ngettext(
        "It has %(days)d day of history (%(units)d units), too little for a forecast of its own: "
        "it is expected to sell what others of its category sell, and the more its own sales "
        "count the longer it is there.",
        "It has %(days)d days of history (%(units)d units), too little for a forecast of its own: "
        "it is expected to sell what others of its category sell, and the more its own sales "
        "count the longer it is there.",
        days,
    ) % {"days": days, "units": told.get("units", 0)}
    if told.get("only_returned"):
        sentence += " " + _("So far it only came back; that counts for nothing.")
    return sentence


def _together(row: DemandForecast) -> str:
    return _("The middle of several methods (smoothing, Theta and others) is taken.")


def _rare(row: DemandForecast) -> str:
    return _(
        "For rare sales the chance of a sale and its size are foretold apart (TSB and IMAPA), so "
        "that the weeks look even although single sales will not."
    )


def _trees(row: DemandForecast) -> str:
    return _(
        "Boosted trees that learned from all products are taken: from its last weeks, the time of "
        "the year, price and promotions."
    )


def _stand_in(row: DemandForecast) -> str:
    return _(
        "The learned model said more than three times the largest of the last 13 weeks, which "
        "nobody should believe: statistics stand in."
    )


def _by_name(row: DemandForecast) -> str:
    return _("Its forecast is made by: %(method)s.") % {"method": row.get_method_display()}


_METHODS = {
    ForecastMethod.ENSEMBLE: _together,
    ForecastMethod.INTERMITTENT_MIX: _rare,
    ForecastMethod.BOOSTED_TREES: _trees,
    ForecastMethod.STATISTICAL_STAND_IN: _stand_in,
}


def _corrections(told: Mapping[str, Any]) -> list[str]:
    """What was done to the sales before they were read, and what is known of days to come."""
    sentences = [
        _(
            "On %(day)s it sold %(units)s units, far above all other days: they count as "
            "%(taken)s, because such an order does not come every week."
        )
        % {
            "day": date_format(date.fromisoformat(peak["day"]), "DATE_FORMAT"),
            "units": number_format(peak["units"], use_l10n=True, force_grouping=True),
            "taken": number_format(peak["taken"], use_l10n=True, force_grouping=True),
        }
        for peak in told.get("peaks", ())
    ]
    if out := told.get("out_days"):
        sentences.append(
            ngettext(
                "On %(days)d day it was sold out; the usual demand is put in its place.",
                "On %(days)d days it was sold out; the usual demand is put in their place.",
                out,
            )
            % {"days": out}
        )
    if share := told.get("brought_by"):
        sentences.append(
            _("It was brought into line with its category (by %(share)s).")
            % {"share": f"{share:+.0%}"}
        )
    if share := told.get("added"):
        sentences.append(
            _("A planned mailing is expected to add up to %(share)s.") % {"share": f"{share:.0%}"}
        )
    return sentences
