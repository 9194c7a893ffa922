"""The values that a page can be filtered by, and none of so few people that it tells of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.models import Dimension, RfmSegment
from analytics.rollups.selectors import sales_by_value, traffic_by_value
from analytics.small_groups import FEWEST
from events.names import Device
from shop.dashboards.frame import Asked, Dashboard
from shop.storefront.templatetags.shop import country_name

MOST_VALUES = 40
"""Values of one dimension that a reader is offered: those that sold most, then by name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a dimension: how the address holds it and how it is called."""

    only: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    choices: tuple[Choice, ...]


def filter_groups(dashboard: Dashboard, asked: Asked) -> list[Group]:
    """What the page can be filtered by in this period, a group for each of its dimensions."""
    groups = []
    for dimension in dashboard.dimensions:
        values = _large_values(dimension, asked)[:MOST_VALUES]
        if values:
            choices = tuple(
                Choice(f"{dimension.value}:{value}", value_name(dimension, value))
                for value in sorted(values)
            )
            groups.append(Group(str(dimension.label), choices))
    return groups


def is_too_small(asked: Asked) -> bool:
    """Whether the value that is asked for has too few people behind it to be told of."""
    return asked.is_filtered and asked.value not in _large_values(asked.dimension, asked)


def _large_values(dimension: Dimension, asked: Asked) -> list[str]:
    """Values with ten orders or ten visits a day's visitor at least, largest revenue first.

    Each order and each visitor of a day may be one person's; fewer than ten are surely fewer than
    ten people.
    """
    period = asked.period
    sold = sales_by_value(period.first, period.last, dimension=dimension)
    seen = traffic_by_value(period.first, period.last, dimension=dimension)
    large = [value for value, sales in sold if value and sales.orders >= FEWEST]
    large += [value for value, traffic in seen if value and traffic.visitors >= FEWEST]
    return list(dict.fromkeys(large))


def value_name(dimension: Dimension, value: str) -> str:
    """A value of a dimension in words."""
    if not value:
        return _unnamed(dimension)
    if dimension == Dimension.SEGMENT and value in RfmSegment.values:
        return str(RfmSegment(value).label)
    if dimension == Dimension.COUNTRY:
        return country_name(value)
    if dimension == Dimension.DEVICE and value in Device.values:
        return str(Device(value).label)
    return value


def _unnamed(dimension: Dimension) -> str:
    """Who came by themselves bears no source, as those do of whom nothing may be known."""
    if dimension == Dimension.SOURCE:
        return _("direct, or not known")
    return _("no campaign") if dimension == Dimension.CAMPAIGN else _("not known")
