"""What can be chosen for a field, with the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Customer, CustomerGroup
from analytics.customers.naming import (
    AGE_ENDS,
    cluster_name,
    country_name,
    demographic_name,
)
from analytics.models import CustomerProfile, RfmSegment
from catalog.models import Brand, Category
from foundation import clock
from marketing.audiences.shapes import Operator, Value
from marketing.models import Audience, Campaign

MOST_OFFERED = 500
REMEMBERED_SECONDS = 600
_SHELF = "\u2003"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str


def countries() -> list[Choice]:
    """Where customers are from; remembered for some minutes, since all of them are asked."""
    codes = cache.get_or_set("marketing.countries", _countries, REMEMBERED_SECONDS) or []
    return sorted((Choice(code, country_name(code)) for code in codes), key=lambda c: c.words)


def languages() -> list[Choice]:
    return [Choice(code, _(str(name))) for code, name in settings.LANGUAGES]


def groups() -> list[Choice]:
    return [Choice(group.code, group.name) for group in CustomerGroup.objects.all()]


def segments() -> list[Choice]:
    return [Choice(value, str(words)) for value, words in RfmSegment.choices]


def clusters() -> list[Choice]:
    """How customers buy, by the clusters that the last night told."""
    codes = cache.get_or_set("marketing.clusters", _clusters, REMEMBERED_SECONDS) or []
    return [Choice(code, cluster_name(code)) for code in codes]


def categories() -> list[Choice]:
    """Every shelf, in the order of the tree, set in by its depth."""
    shelves = Category.objects.exclude(slug=None).order_by("path")[:MOST_OFFERED]
    return [Choice(str(each.slug), _SHELF * (each.depth - 1) + str(each.name)) for each in shelves]


def brands() -> list[Choice]:
    return [Choice(brand.slug, brand.name) for brand in Brand.objects.all()[:MOST_OFFERED]]


def campaigns() -> list[Choice]:
    """The newest first."""
    rows = Campaign.objects.values_list("slug", "name")[:MOST_OFFERED]
    return [Choice(slug, name) for slug, name in rows]


def audiences() -> list[Choice]:
    rows = Audience.objects.values_list("pk", "name")[:MOST_OFFERED]
    return [Choice(str(pk), name) for pk, name in rows]


_LOWS: Final = (0, *AGE_ENDS)


def ages() -> list[Choice]:
    """The bands by which customers are counted."""
    return [Choice(str(low), demographic_name(_band(low))) for low in _LOWS]


def of_age(operator: Operator, value: Value, at: datetime) -> Q:
    """The year of birth is of one of some bands; ``NONE_OF`` takes who never told theirs too."""
    year = clock.business_day(at).year
    lows = value if isinstance(value, tuple) else ()
    bands = (_born(year, int(low)) for low in lows if low.isdigit() and int(low) in _LOWS)
    found = reduce(or_, bands, Q(pk__in=[]))
    return found if operator == Operator.ONE_OF else ~found


def _born(year: int, low: int) -> Q:
    above = Q(birth_year__lte=year - low)
    if low == AGE_ENDS[-1]:
        return above
    end = AGE_ENDS[_LOWS.index(low)]
    return above & Q(birth_year__gt=year - end)


def _band(low: int) -> str:
    return f"{low}-" if low == AGE_ENDS[-1] else f"{low}-{AGE_ENDS[_LOWS.index(low)] - 1}"


def _countries() -> list[str]:
    rows = Customer.objects.exclude(country="").order_by().values_list("country", flat=True)
    return list(rows.distinct()[:MOST_OFFERED])


def _clusters() -> list[str]:
    rows = CustomerProfile.objects.exclude(cluster="").order_by("cluster")
    return list(rows.values_list("cluster", flat=True).distinct())
