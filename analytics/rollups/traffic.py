"""Days of traffic from the log: sessions with the steps they reached, and what nobody is named for.

A session counts on the business day on which it began, with what it did until some hours after
midnight. Who ordered had begun a checkout, and who began one had filled a cart, whether or not
the log heard of it: so that a funnel never widens.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from analytics.models import DailyTraffic
from analytics.rollups.figures import TRAFFIC_COUNTS
from analytics.rollups.statements import (
    as_uuid,
    by_dimensions,
    date_value,
    execute,
    listed,
    moments,
)
from events.log_span import log_holds
from events.names import EventName
from foundation import clock

QUIET = timedelta(hours=1)
"""After so long without a word a session is another: longer than the visit's cookie stays."""
LINGERS = timedelta(hours=4)
"""How long after midnight a session still reaches steps of the day on which it began."""

ORDERED = (EventName.ORDER_PLACED,)
STARTED = (EventName.CHECKOUT_STARTED, *ORDERED)
CARTED = (EventName.CART_ITEM_ADDED, *STARTED)
VIEWED = (EventName.PRODUCT_VIEWED, *CARTED)
SEEN = (
    *VIEWED,
    EventName.LIST_VIEWED,
    EventName.SEARCH_PERFORMED,
    EventName.SEARCH_CLICKED,
    EventName.IMPRESSION,
    EventName.IMPRESSION_CLICKED,
    EventName.CART_ITEM_REMOVED,
    EventName.WISH_ADDED,
)
"""What a shopper does: by any of it a session is known."""


@transaction.atomic
def roll_up_traffic(day: date) -> int:
    """Count a business day of the log anew; returns the rows written.

    A day of which the log has dropped a part stays as it was: 0. So does one that begins where the
    log does now: sessions that began the evening before would look like its own.
    """
    start, end = clock.day_bounds(day)
    if not log_holds(start - QUIET, end):
        return 0
    DailyTraffic.objects.filter(day=day).delete()
    return execute(_count_traffic(), moments(day, before=QUIET, after=LINGERS))


_COUNT_TRAFFIC = """
INSERT INTO analytics_dailytraffic (day, dimension, value, {columns})
WITH told AS MATERIALIZED (
    SELECT session, visitor, CAST(customer AS TEXT) AS customer, name, occurred_at, device,
           source, campaign, country
    FROM events_event
    WHERE name IN ({seen}) AND occurred_at >= %(window_start)s AND occurred_at < %(window_end)s
      AND session IS NOT NULL
), visits AS MATERIALIZED (
    SELECT visitor, MAX(customer) AS customer, MAX(country) AS country, MAX(device) AS device,
           MAX(source) AS source, MAX(campaign) AS campaign, {steps},
           SUM(CASE WHEN name = '{view}' THEN 1 ELSE 0 END) AS product_views,
           SUM(CASE WHEN name = '{search}' THEN 1 ELSE 0 END) AS searches
    FROM told GROUP BY session, visitor
    HAVING MIN(occurred_at) >= %(start)s AND MIN(occurred_at) < %(end)s
), rows_of_day AS MATERIALIZED (
    SELECT v.country, device, source, campaign, COALESCE(profile.segment, '') AS segment, visitor,
           1 AS sessions, viewed, carted, started, ordered, product_views, searches,
           0 AS unnamed_views
    FROM visits v
    LEFT JOIN accounts_customer customer ON customer.pseudonym = {pseudonym}
    LEFT JOIN analytics_customerprofile profile ON profile.customer_id = customer.id
    UNION ALL
    SELECT country, device, source, campaign, '', NULL, 0, 0, 0, 0, 0, 0, 0, COUNT(*)
    FROM events_event
    WHERE name = '{view}' AND occurred_at >= %(start)s AND occurred_at < %(end)s
      AND session IS NULL
    GROUP BY country, device, source, campaign
)
SELECT {day}, dimension, value, {columns} FROM ({parted}) AS parted
"""
_STEPS = {"viewed": VIEWED, "carted": CARTED, "started": STARTED, "ordered": ORDERED}


def _count_traffic() -> str:
    steps = ", ".join(
        f"MAX(CASE WHEN name IN ({listed(names)}) THEN 1 ELSE 0 END) AS {step}"
        for step, names in _STEPS.items()
    )
    sums = ", ".join(
        "COUNT(DISTINCT visitor) AS visitors"
        if name == "visitors"
        else f"CAST(COALESCE(SUM({name}), 0) AS BIGINT) AS {name}"
        for name in TRAFFIC_COUNTS
    )
    return _COUNT_TRAFFIC.format(
        columns=", ".join(TRAFFIC_COUNTS),
        seen=listed(SEEN),
        steps=steps,
        view=EventName.PRODUCT_VIEWED.value,
        search=EventName.SEARCH_PERFORMED.value,
        pseudonym=as_uuid("v.customer"),
        day=date_value("day"),
        parted=by_dimensions(sums, table="rows_of_day", largest="sessions", columns=TRAFFIC_COUNTS),
    )
