"""Customers who looked at products and went, without putting anything into the cart.

Views are read of customers who agreed to personalisation; the log names nobody else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max

from accounts.models import Customer
from catalog.models import Product, ProductStatus
from events.models import Event
from events.names import EventName
from foundation import clock
from marketing.campaigns.enrolling import Entry
from marketing.flows.people import agreeing
from marketing.flows.registry import MOST_ABOUT, Finder
from marketing.flows.settings import BrowseSettings
from marketing.models import Campaign, Enrolment

VISIT: Final = timedelta(hours=12)
"""What somebody looked at within these hours before the last look is one visit."""
DECISIONS: Final = (
    EventName.CART_ITEM_ADDED, EventName.CHECKOUT_STARTED, EventName.ORDER_PLACED,
    EventName.PRODUCT_PURCHASED,
)  # fmt: skip
AT_ONCE: Final = 5_000


class AbandonedBrowse(Finder[BrowseSettings]):
    settings = BrowseSettings

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        chosen = self.settings_of(campaign)
        wait = timedelta(hours=chosen.hours)
        left = _last_looks(since - wait, until - wait)
        views = _views(left, since=since - wait - VISIT, until=until)
        numbers = dict(
            Customer.objects.filter(
                agreeing(to_personal=True, via=""), pseudonym__in=views
            ).values_list("pseudonym", "pk")
        )
        for pseudonym, products in views.items():
            if pseudonym in numbers and len(products) >= chosen.views:
                day = clock.business_day(left[pseudonym])
                yield Entry(numbers[pseudonym], f"looked:{day}", {"products": products})

    def still_holds(self, enrolment: Enrolment, at: datetime) -> bool:
        """Some of it is on the shelves, and nothing was decided since."""
        decided = Event.objects.filter(
            customer=enrolment.customer.pseudonym,
            occurred_at__gt=enrolment.entered_at,
            name__in=DECISIONS,
        )
        shown = Product.objects.filter(
            pk__in=enrolment.about.get("products", ()), status=ProductStatus.PUBLISHED
        )
        return shown.exists() and not decided.exists()


def _last_looks(since: datetime, until: datetime) -> dict[UUID, datetime]:
    """The last look of each who looked after the one moment and not after the other."""
    looked = Event.objects.filter(name=EventName.PRODUCT_VIEWED, customer__isnull=False)
    lately = (
        looked.filter(occurred_at__gt=since, occurred_at__lte=until)
        .order_by()
        .values_list("customer")
        .annotate(last=Max("occurred_at"))
    )
    last = dict(lately)
    came_back = set(looked.filter(occurred_at__gt=until).values_list("customer", flat=True))
    return {customer: at for customer, at in last.items() if customer not in came_back}


def _views(left: Collection[UUID], *, since: datetime, until: datetime) -> dict[UUID, list[int]]:
    """Products by customers who decided nothing, the most looked at first."""
    seen: dict[UUID, Counter[int]] = defaultdict(Counter)
    decided: set[UUID] = set()
    people = list(left)
    for start in range(0, len(people), AT_ONCE):
        events = Event.objects.filter(
            customer__in=people[start : start + AT_ONCE],
            name__in=(EventName.PRODUCT_VIEWED, *DECISIONS),
            occurred_at__gt=since,
            occurred_at__lte=until,
        )
        for customer, name, product in events.values_list("customer", "name", "product_id"):
            if customer and name in DECISIONS:
                decided.add(customer)
            elif customer and product:
                seen[customer][product] += 1
    return {
        customer: [product for product, _times in counts.most_common(MOST_ABOUT)]
        for customer, counts in seen.items()
        if customer not in decided
    }
