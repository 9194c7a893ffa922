"""What follows an order: some days after its goods arrived, and after the request for a review.

The request itself is part of the order and stays with ``orders.mails``; the flow of that trigger
speaks a second time to who has not answered. Only where the shop sends no requests
(``SHOP_REVIEW_REQUEST_DAYS`` is 0) it is the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings as django_settings
from django.db.models import DateTimeField, ExpressionWrapper, F, Max, QuerySet, Value
from django.db.models.functions import Coalesce

from catalog.models import Review
from events.names import Channel
from marketing.campaigns.enrolling import Entry
from marketing.flows.people import agreeing
from marketing.flows.registry import MOST_ABOUT, Finder
from marketing.flows.settings import ArrivalSettings, ReviewSettings
from marketing.models import Campaign, Enrolment
from notifications.kinds import MailKind, MailState
from notifications.models import Mail
from orders.mails import REVIEW_KEY
from orders.models import FulfilmentState, Order, OrderLine, OrderState

LONGEST_WAY: Final = timedelta(days=180)
"""From being placed to being sent; what took longer is not spoken of any more."""


class PostPurchase(Finder[ArrivalSettings]):
    """Once for each order, when all of it has arrived."""

    settings = ArrivalSettings

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        orders = _arrived(self.settings_of(campaign), since, until)
        yield from _entries(orders, "arrived")

    def still_holds(self, enrolment: Enrolment, at: datetime) -> bool:
        """The goods were not sent back."""
        return not Order.objects.filter(
            public_id=enrolment.about.get("order", ""),
            fulfilment_state=FulfilmentState.RETURNED,
        ).exists()


class ReviewRequest(Finder[ReviewSettings]):
    """Once for each order of which nothing was reviewed."""

    settings = ReviewSettings

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        chosen = self.settings_of(campaign)
        if django_settings.SHOP_REVIEW_REQUEST_DAYS > 0:
            orders = _requested(chosen, since, until)
        else:
            orders = _arrived(chosen, since, until)
        yield from (one for one in _entries(orders, "unreviewed") if not _is_reviewed(one))

    def still_holds(self, enrolment: Enrolment, at: datetime) -> bool:
        return not _reviews(enrolment.customer_id, enrolment.about).exists()


def _arrived(settings: ArrivalSettings, since: datetime, until: datetime) -> QuerySet[Order]:
    """Orders all of which arrived so many days before a moment between the two.

    Not those that another shop sent.
    """
    wait = timedelta(days=settings.days)
    on_the_way = ExpressionWrapper(
        F("shipments__shipped_at") + Value(timedelta(days=settings.days_on_the_way)),
        output_field=DateTimeField(),
    )
    return (
        Order.objects.filter(
            agreeing(),
            state=OrderState.PLACED,
            fulfilment_state=FulfilmentState.FULFILLED,
            placed_at__gt=since - wait - LONGEST_WAY,
            placed_at__lte=until,
        )
        .exclude(channel=Channel.IMPORT)
        .annotate(arrived=Max(Coalesce("shipments__delivered_at", on_the_way)))
        .filter(arrived__gt=since - wait, arrived__lte=until - wait)
    )


def _requested(settings: ReviewSettings, since: datetime, until: datetime) -> QuerySet[Order]:
    """Orders about which a review was asked for so many days before."""
    wait = timedelta(days=settings.days)
    mails = Mail.objects.filter(
        kind=MailKind.REVIEW_REQUEST,
        state=MailState.SENT,
        queued_at__gt=since - wait - LONGEST_WAY,
        sent_at__gt=since - wait,
        sent_at__lte=until - wait,
        key__startswith=REVIEW_KEY,
    )
    names = [key.removeprefix(REVIEW_KEY) for key in mails.values_list("key", flat=True)]
    return Order.objects.filter(agreeing(), state=OrderState.PLACED, public_id__in=names)


def _entries(orders: QuerySet[Order], word: str) -> Iterator[Entry]:
    rows = list(orders.order_by("pk").values_list("pk", "public_id", "customer_id"))
    goods = _goods([pk for pk, _name, _customer in rows])
    for pk, public_id, customer_id in rows:
        yield Entry(customer_id, f"{word}:{public_id}", {"order": public_id, **goods[pk]})


def _goods(orders: Collection[int]) -> dict[int, dict[str, list[int]]]:
    """Variants and products of orders, the dearest first."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: {"variants": [], "products": []})
    lines = OrderLine.objects.filter(order__in=orders, is_gift=False).order_by("-total_minor")
    for order, variant, product in lines.values_list("order", "variant", "product_id_then"):
        for kept, number in (
            (found[order]["variants"], variant),
            (found[order]["products"], product),
        ):
            if number and number not in kept and len(kept) < MOST_ABOUT:
                kept.append(number)
    return found


def _is_reviewed(entry: Entry) -> bool:
    return _reviews(entry.customer_id, entry.about).exists()


def _reviews(customer_id: int, about: dict[str, Any]) -> QuerySet[Review]:
    return Review.objects.filter(customer=customer_id, product__in=about.get("products", ()))
