"""Groups of customers by their codes, and what each is called for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from analytics.algorithms.buying import BuyingFeature
from analytics.algorithms.clusters import Clusters, traits
from analytics.models import Grouping, RfmSegment

AVERAGE = "average"
BETWEEN = "+"
PARTS = "/"
AGE_ENDS = (18, 25, 35, 45, 55, 65)
_TRAITS: dict[tuple[BuyingFeature, int], tuple[str, Promise]] = {
    (BuyingFeature.ORDER_VALUE, 1): ("large-orders", gettext_lazy("large orders")),
    (BuyingFeature.ORDER_VALUE, -1): ("small-orders", gettext_lazy("small orders")),
    (BuyingFeature.THINGS, 1): ("many-things", gettext_lazy("many different things")),
    (BuyingFeature.THINGS, -1): ("few-things", gettext_lazy("few different things")),
    (BuyingFeature.UNITS_OF_EACH, 1): ("many-of-each", gettext_lazy("many of each")),
    (BuyingFeature.UNITS_OF_EACH, -1): ("one-of-each", gettext_lazy("one of each")),
}
_WORDS: dict[str, Promise] = dict(_TRAITS.values())


def cluster_codes(clusters: Clusters) -> list[str]:
    """A code for each cluster by what sets it apart; those told alike are numbered."""
    features = list(BuyingFeature)
    codes = [
        BETWEEN.join(_TRAITS[features[place], sign][0] for place, sign in each) or AVERAGE
        for each in traits(clusters)
    ]
    seen: Counter[str] = Counter()
    unique = []
    for code in codes:
        seen[code] += 1
        unique.append(code if seen[code] == 1 else f"{code}.{seen[code]}")
    return unique


def cluster_name(code: str) -> str:
    """``Large orders, many different things``; empty where there is no cluster."""
    plain, _dot, number = code.partition(".")
    if not plain:
        return ""
    if plain == AVERAGE:
        words = _("like most")
    else:
        words = ", ".join(str(_WORDS.get(trait, trait)) for trait in plain.split(BETWEEN))
    words = words[:1].upper() + words[1:]
    return f"{words} ({number})" if number else words


def demographic_code(birth_year: int | None, country: str, *, on: date) -> str:
    """Age and country of somebody who told when they were born; empty of all others."""
    if birth_year is None:
        return ""
    age = on.year - birth_year
    lows = (0, *AGE_ENDS)
    low = max(each for each in lows if each <= max(age, 0))
    band = f"{low}-{AGE_ENDS[lows.index(low)] - 1}" if low < AGE_ENDS[-1] else f"{low}-"
    return f"{band}.{country}" if country else band


def demographic_name(code: str) -> str:
    """``25 to 34, Germany``; empty where there is no group."""
    band, _dot, country = code.partition(".")
    low, _dash, high = band.partition("-")
    if not low:
        return ""
    if low == "0":
        told = _("under %(age)s") % {"age": AGE_ENDS[0]}
    elif not high:
        told = _("%(age)s and older") % {"age": low}
    else:
        told = _("%(low)s to %(high)s") % {"low": low, "high": high}
    return f"{told}, {country_name(country)}" if country else told


def country_name(code: str) -> str:
    """In the reader's language; the code itself where it is of no country."""
    territories = Locale.parse((get_language() or "en").replace("-", "_")).territories
    return str(territories.get(code, code))


def segment_name(code: str) -> str:
    """Of an RFM segment; empty where there is none."""
    return str(RfmSegment(code).label) if code in RfmSegment.values else ""


def combined_code(parts: Sequence[str]) -> str:
    return PARTS.join(part for part in parts if part)


def combined_name(code: str) -> str:
    """``At risk · large orders · 25 to 34, Germany``."""
    told = [_part_name(part) for part in code.split(PARTS)]
    return " · ".join(part for part in told if part)


def group_name(grouping: str, code: str) -> str:
    """What a group is called, whatever it was parted by."""
    return {
        Grouping.RFM: segment_name,
        Grouping.BEHAVIOUR: cluster_name,
        Grouping.DEMOGRAPHIC: demographic_name,
        Grouping.COMBINED: combined_name,
    }[Grouping(grouping)](code)


def _part_name(part: str) -> str:
    if part in RfmSegment.values:
        return segment_name(part)
    return demographic_name(part) if part[:1].isdigit() else cluster_name(part)
