"""One customer's profile in sentences, for whoever of the staff reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.customers.reasons import raises_risk, tell
from analytics.models import ContactChannel, CustomerProfile
from catalog.models import Brand, Category, OptionValue
from foundation.admin import money_text

HIGH_RISK, LOW_RISK = 0.6, 0.3

_SEASONS = (
    gettext_lazy("winter"), gettext_lazy("spring"), gettext_lazy("summer"), gettext_lazy("autumn"),
)  # fmt: skip
_THIRDS = (
    gettext_lazy("the cheaper third"), gettext_lazy("the middle"), gettext_lazy("the dearer third"),
)  # fmt: skip


def churn_reasons(profile: CustomerProfile) -> list[tuple[str, bool]]:
    """Sentences on what moves the risk, the weightiest first, and whether each raises it."""
    return [(tell(reason), raises_risk(reason)) for reason in profile.churn_reasons]


def retention_advice(profile: CustomerProfile) -> str:
    """What the risk asks for, beside the segment's strategy; empty where none was foretold."""
    if profile.churn_risk is None:
        return ""
    if profile.churn_risk >= HIGH_RISK:
        if profile.preferences.get("channel") == ContactChannel.MAIL:
            return _("Write soon, at the hour they read: they still open mail.")
        return _("Do something soon: most like them do not order again within 90 days.")
    if profile.churn_risk <= LOW_RISK:
        return _("Nothing is needed to keep them: a discount would only cost.")
    return _("It may go either way: be in sight when their next order is due.")


def likely_categories(profile: CustomerProfile) -> list[tuple[str, float]]:
    """Names of the categories of the next order with their chances, likeliest first."""
    names = _names(Category, (each["category"] for each in profile.likely_categories))
    return [
        (names[each["category"]], float(each["chance"]))
        for each in profile.likely_categories
        if each["category"] in names
    ]


def preference_lines(profile: CustomerProfile) -> list[tuple[str, str]]:
    """What they like and when, as pairs of a heading and words."""
    liked = profile.preferences
    lines = [
        (_("Categories"), _shares(Category, liked.get("category", ()))),
        (_("Brands"), _shares(Brand, liked.get("brand", ()))),
        (_("Colours"), _shares(OptionValue, liked.get("colour", ()))),
        (_("Sizes"), _shares(OptionValue, liked.get("size", ()))),
        (_("Price band"), _price_band(liked.get("price"))),
        (_("Season"), _seasons(liked.get("season", ()))),
        (_("Channel"), _channel(liked.get("channel", ""))),
        (_("Hour"), _hour(liked.get("hour"))),
    ]
    return [(heading, words) for heading, words in lines if words]


def _names(model: type[Any], keys: Iterable[int]) -> dict[int, str]:
    return {row.pk: str(row) for row in model.objects.filter(pk__in=list(keys))}


def _shares(model: type[Any], liked: Iterable[tuple[int, float]]) -> str:
    pairs = list(liked)
    names = _names(model, (key for key, _share in pairs))
    return ", ".join(f"{names[key]} ({share:.0%})" for key, share in pairs if key in names)


def _seasons(liked: Iterable[tuple[int, float]]) -> str:
    return ", ".join(str(_SEASONS[number]) for number, _share in liked)


def _price_band(band: dict[str, int] | None) -> str:
    if not band:
        return ""
    currency = settings.SHOP_BASE_CURRENCY
    return _("%(third)s of a shelf, mostly %(low)s to %(high)s") % {
        "third": _THIRDS[band["third"]],
        "low": money_text(band["low_minor"], currency),
        "high": money_text(band["high_minor"], currency),
    }


def _channel(code: str) -> str:
    return str(ContactChannel(code).label) if code in ContactChannel.values else ""


def _hour(hour: int | None) -> str:
    return _("around %(hour)s o'clock") % {"hour": hour} if hour is not None else ""
