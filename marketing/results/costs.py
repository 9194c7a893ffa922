"""What campaigns cost, what their codes took off, and what attribution says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from analytics.rollups.statements import base_columns, in_base, kept, moment
from marketing.kinds import MessageState
from marketing.models import Campaign
from marketing.results.measuring import FIRST_OF_CAMPAIGN, currencies_before
from orders.models import OrderState


@dataclass(frozen=True, slots=True)
class Spent:
    """What speaking to customers cost, and what their codes took off (minor units, base).

    What was taken off is out of revenue and margin already: it is told, and never subtracted again.
    """

    cost_minor: int
    discount_minor: int


@dataclass(frozen=True, slots=True)
class Credit:
    """Orders whose visit came by a link of a campaign, and what they were worth."""

    orders: int = 0
    revenue_minor: int = 0


_FIRST = f"WITH entered AS MATERIALIZED ({FIRST_OF_CAMPAIGN})"
_SENT = """
SELECT COUNT(*) FROM entered e JOIN marketing_message m ON m.enrolment_id = e.id
WHERE m.state = %(sent)s AND m.sent_at < %(until)s
"""
_GIVEN = """
SELECT SUM({amount}) FROM (
    SELECT d.amount_minor, {base}
    FROM entered e JOIN marketing_message m ON m.enrolment_id = e.id
    JOIN orders_orderdiscount d ON d.code = m.coupon_code
    JOIN orders_order o ON o.id = d.order_id
    WHERE m.coupon_code <> '' AND o.state = %(placed)s AND o.placed_at < %(until)s
) AS given
"""
_CREDIT = """
WITH brought AS MATERIALIZED (
    SELECT o.id, origin.campaign, {base} FROM analytics_orderorigin origin
    JOIN orders_order o ON o.id = origin.order_id
    WHERE origin.campaign IN ({slugs}) AND o.state = %(placed)s AND o.placed_at < %(until)s
)
SELECT b.campaign, COUNT(DISTINCT b.id), SUM({revenue})
FROM brought b LEFT JOIN orders_orderline l ON l.order_id = b.id
GROUP BY b.campaign
"""


def spent_on(campaign: Campaign, *, until: datetime) -> Spent:
    """Of first entries, as what they changed is; the cost of the campaign itself as a whole."""
    parameters = {
        "campaign": campaign.pk,
        "until": moment(until),
        "sent": MessageState.SENT.value,
        "placed": OrderState.PLACED.value,
    }
    given = _FIRST + _GIVEN.format(
        amount=in_base("given.amount_minor", order="given"),
        base=base_columns(currencies_before(until)),
    )
    [(sent,)] = _ask(_FIRST + _SENT, parameters)
    [(off,)] = _ask(given, parameters)
    return Spent(
        cost_minor=campaign.fixed_cost_minor + sent * campaign.message_cost_minor,
        discount_minor=int(off or 0),
    )


def credits(slugs: Sequence[str], *, until: datetime) -> dict[str, Credit]:
    """Credit by the last touch alone, of all campaigns at once; none that brought nothing."""
    if not slugs:
        return {}
    names = {f"slug{number}": slug for number, slug in enumerate(slugs)}
    statement = _CREDIT.format(
        base=base_columns(currencies_before(until)),
        slugs=", ".join(f"%({name})s" for name in names),
        revenue=in_base(f"{kept('l.total_minor')} - {kept('l.tax_minor')}", order="b"),
    )
    placed = {"placed": OrderState.PLACED.value, "until": moment(until)}
    rows = _ask(statement, {**names, **placed})
    return {slug: Credit(int(orders), int(revenue or 0)) for slug, orders, revenue in rows}


def _ask(statement: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
