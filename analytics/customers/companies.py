"""Companies' accounts: from the orders of their members to a health with its reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer
from analytics.algorithms.company_health import Account, HealthPart, health
from analytics.algorithms.purchases import IntArray, Purchases
from analytics.models import CompanyHealth, HealthState
from foundation import clock
from foundation.moments import FIRST_DAY, day_number
from foundation.money import exponent
from orders.selectors import overdue_invoices

YEAR = 365
FEWEST_GAPS = 2
NONE = 0
"""No company: keys begin at 1."""


@dataclass(frozen=True, slots=True)
class CompanyOrders:
    """Orders of companies' members; each of shape (m,), days since 1970, money in minor units."""

    company: IntArray
    member: IntArray
    day: IntArray
    revenue: IntArray
    units: IntArray
    returned: IntArray

    @classmethod
    def of(cls, purchases: Purchases, members: Mapping[int, int]) -> CompanyOrders:
        """Of all purchases those of members, given the company of each by their number."""
        companies = np.array(
            [members.get(number, NONE) for number in purchases.customers.tolist()], np.int64
        )
        company = companies[purchases.customer] if len(purchases) else np.zeros(0, np.int64)
        kept = company != NONE
        return cls(
            company[kept],
            purchases.customers[purchases.customer[kept]],
            purchases.day[kept],
            purchases.revenue[kept],
            purchases.units[kept],
            purchases.returned[kept],
        )

    @classmethod
    def joined(cls, parts: Sequence[CompanyOrders]) -> CompanyOrders:
        return cls(
            *(
                np.concatenate([getattr(part, name) for part in parts])
                for name in cls.__dataclass_fields__
            )
        )

    def rows(self, chosen: npt.NDArray[np.bool_]) -> CompanyOrders:
        return CompanyOrders(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def company_members() -> dict[int, int]:
    """The active company of each member, by the member's number."""
    members = Customer.objects.filter(company__is_active=True, erased_at__isnull=True)
    return {
        number: company
        for number, company in members.values_list("pk", "company_id")
        if company is not None
    }


def write_company_health(orders: CompanyOrders, members: Mapping[int, int], *, as_of: date) -> int:
    """Write the health of every active company that ever ordered; returns how many."""
    sizes, overdue = Counter(members.values()), _overdue(as_of)
    rows = [
        _row(
            company, orders.rows(orders.company == company), as_of,
            members=sizes[company], overdue=overdue.get(company, 0),
        )
        for company in np.unique(orders.company).tolist()
    ]  # fmt: skip
    with transaction.atomic():
        CompanyHealth.objects.all().delete()
        CompanyHealth.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _row(
    company: int, orders: CompanyOrders, as_of: date, *, members: int, overdue: int
) -> CompanyHealth:
    today = day_number(as_of)
    first, last = int(orders.day.min()), int(orders.day.max())
    lately = orders.rows(orders.day > today - YEAR)
    before = orders.rows((orders.day <= today - YEAR) & (orders.day > today - 2 * YEAR))
    returned = int(lately.returned.sum())
    account = Account(
        days_since=float(today - last),
        usual_gap_days=_usual_gap(orders.day),
        revenue=int(lately.revenue.sum()),
        revenue_before=int(before.revenue.sum()) if first <= today - 2 * YEAR else None,
        members=members,
        active_members=len(np.unique(lately.member)),
        overdue=overdue,
        returned_share=returned / max(int(lately.units.sum()) + returned, 1),
    )
    found = health(account)
    return CompanyHealth(
        company_id=company,
        as_of=as_of,
        score=found.score,
        state=HealthState(found.state),
        reasons=[[part.value, round(share, 3)] for part, share in found.parts],
        members=members,
        active_members=account.active_members,
        orders=len(lately.day),
        revenue_minor=int(account.revenue),
        revenue_before_minor=int(before.revenue.sum()),
        last_order_on=FIRST_DAY + timedelta(days=last),
        usual_gap_days=account.usual_gap_days,
        overdue_minor=overdue,
        returned_share=account.returned_share,
    )


def _usual_gap(days: IntArray) -> float | None:
    """The median of days from one order to the next; orders of one day are one."""
    apart = np.diff(np.unique(days))
    return float(np.median(apart)) if len(apart) >= FEWEST_GAPS else None


def _overdue(today: date) -> dict[int, int]:
    """By company, in minor units of the base currency at the orders' rates."""
    found: Counter[int] = Counter()
    invoices = overdue_invoices(at=clock.day_bounds(today)[0])
    for payment in invoices.filter(order__customer__company__isnull=False).select_related(
        "order__customer"
    ):
        order = payment.order
        scale = Decimal(10) ** (exponent(order.base_currency) - exponent(payment.currency))
        company = order.customer.company_id if order.customer else None
        if company is not None:
            found[company] += round(payment.amount_minor / order.rate * scale)
    return dict(found)


def reason_words(reason: list[Any]) -> str:
    """One part of a health as a sentence."""
    part, share = HealthPart(reason[0]), float(reason[1])
    told = {
        HealthPart.RHYTHM: (_("They order in their usual rhythm."),
                            _("Their usual time to order again has passed.")),
        HealthPart.GROWTH: (_("They buy as much as in the year before, or more."),
                            _("They buy less than in the year before.")),
        HealthPart.BREADTH: (_("Several of their members order."),
                             _("Few of their members order.")),
        HealthPart.PAYMENTS: (_("They pay on time."), _("Invoices are overdue.")),
        HealthPart.RETURNS: (_("They keep what they buy."), _("They send much back.")),
    }  # fmt: skip
    good, bad = told[part]
    return good if share >= 0.5 else bad
