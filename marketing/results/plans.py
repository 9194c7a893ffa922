"""Mailings that are planned, and what they are expected to add, for the floors below.

Forecasts learn from sales what goes on all the time, flows among it; a single mailing that is still
to go out they cannot know. The feature store tells them: what past mailings changed a customer, by
their holdouts, times whom this one will speak to, over the days in which it is judged. Where past
mailings did not surely bring anything, nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from events import jobs
from events.models import DailyDemand
from experiments.algorithms.assignment import WHOLE
from foundation import clock
from marketing.algorithms.effects import OfOne, expected_share_held_out, of_one, pooled
from marketing.audiences.asking import customers_in
from marketing.campaigns.personal import is_personal
from marketing.contact.gate import reachable
from marketing.contact.policy import policy
from marketing.content.blocks import ProductCard, parse
from marketing.content.goods import product_named
from marketing.content.refused import ContentRefused
from marketing.kinds import CampaignKind, CampaignState, Medium
from marketing.models import Campaign, CampaignResult
from marketing.models import Variant as Wording
from marketing.results.verdicts import Verdict, verdicts
from mlops.catalogue import FeatureSpec, Subject, features
from mlops.models import Feature
from mlops.services import write_features
from orders.models import Order, OrderState
from pricing.planned_promotions import variants_about

JOB = "marketing.plans"
FEATURE = "planned_campaigns"
WHOLE_SHOP = "shop"
DAYS_AHEAD: Final = 91
USUAL_DAYS: Final = 28
MOST_MORE: Final = 1.0
"""Goods are expected to sell at most twice as much: more was never measured."""
DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """A mailing that will move sales: its days left, its expected orders on each, its goods.

    ``variants`` is None where it speaks of the whole shop.
    """

    first: date
    last: date
    orders_a_day: float
    variants: tuple[int, ...] | None


def register() -> None:
    """Explain the feature to whoever reads the store."""
    features.register(
        FEATURE,
        FeatureSpec(
            meaning=_(
                "Days of the next 13 weeks on which a mailing is expected to sell more of it, as "
                "first day, last day and share"
            ),
            subject=Subject.VARIANT,
            owner="marketing",
            reads=("campaigns", "campaign results"),
        ),
    )


def write_planned_campaigns(*, at: datetime | None = None) -> int:
    """Tell the feature store what mailings will add; returns of how many subjects.

    What is planned no longer is told as nothing.
    """
    now = at or clock.now()
    today = clock.business_day(now)
    told = Feature.objects.filter(name=FEATURE).exclude(value=[])
    values: dict[str, Any] = {subject: [] for subject in told.values_list("subject", flat=True)}
    for plan in plans(at=now):
        for subject, share in _shares(plan, today).items():
            span = [plan.first.isoformat(), plan.last.isoformat(), share]
            values[subject] = [*values.get(subject, []), span]
    return write_features(name=FEATURE, values=values, as_of=now)


def plans(*, at: datetime) -> list[Plan]:
    """Mailings that go out within 13 weeks, or went out and are still being judged."""
    brought = brought_by_mailings()
    if brought is None or brought.low <= 0:
        return []
    today = clock.business_day(at)
    found = (_plan(campaign, brought.mean, today) for campaign in _mailings(at))
    return [plan for plan in found if plan is not None]


def brought_by_mailings() -> OfOne | None:
    """Orders that a mailing adds for a customer it speaks to, by all past mailings together.

    Of mailings whose days are over: in the first of them hardly anybody ordered yet, so that they
    would seem to be known best, and to bring nothing. Those whose holdout is off tell nothing.
    """
    newest = (
        CampaignResult.objects.filter(campaign__kind=CampaignKind.ONE_OFF)
        .values("campaign")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    found = CampaignResult.objects.filter(
        pk__in=newest, orders__isnull=False, orders_low__isnull=False, orders_high__isnull=False
    )
    rows = [row for row in found.select_related("campaign") if _is_over(row)]
    return pooled(
        of_one(total=row.orders or 0.0, low=row.orders_low or 0.0, high=row.orders_high or 0.0,
               customers=row.treated)
        for row, word in zip(rows, verdicts(rows), strict=True)
        if word is not Verdict.SKEWED
    )  # fmt: skip


def _is_over(row: CampaignResult) -> bool:
    """Whether everybody who entered by then had all the days in which the mailing is judged."""
    mailing = row.campaign
    entered = mailing.enrolled_at or mailing.starts_at or mailing.started_at
    if entered is None:
        return False
    return row.day >= clock.business_day(entered) + timedelta(days=mailing.goal_days)


@jobs.handles(JOB)
def write_as_job(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Doing it again tells the same."""
    return {"subjects": write_planned_campaigns()}


def _mailings(at: datetime) -> Iterable[Campaign]:
    return Campaign.objects.filter(
        Q(state=CampaignState.RUNNING) | Q(state=CampaignState.ENDED, enrolled_at__isnull=False),
        kind=CampaignKind.ONE_OFF,
        starts_at__isnull=False,
        starts_at__gt=at - timedelta(days=90),
        starts_at__lt=at + timedelta(days=DAYS_AHEAD),
    ).select_related("audience")


def _plan(campaign: Campaign, brought: float, today: date) -> Plan | None:
    """None where its days are over or nobody is to be spoken to."""
    if campaign.starts_at is None:
        return None
    starts = clock.business_day(campaign.starts_at)
    last = starts + timedelta(days=campaign.goal_days - 1)
    first = max(starts, today)
    customers = _spoken_to(campaign)
    if last < first or not customers:
        return None
    orders = customers * brought / campaign.goal_days
    return Plan(first, last, orders, _goods(campaign))


def _spoken_to(campaign: Campaign) -> float:
    """Customers who may be written to now, less those that are held out."""
    step = campaign.steps.order_by("position").first()
    if step is None:
        return 0.0
    people = reachable(
        customers_in(campaign.audience),
        medium=Medium(step.medium),
        is_personal=is_personal(campaign),
    )
    held_out = expected_share_held_out(
        own=campaign.holdout / WHOLE, everything=policy().holdout / WHOLE
    )
    return people.count() * (1 - held_out)


def _goods(campaign: Campaign) -> tuple[int, ...] | None:
    """Variants that its content shows or its offers are for; None where it names none."""
    found: set[int] = set()
    for wording in Wording.objects.filter(step__campaign=campaign).select_related("offer"):
        found.update(_shown(wording))
        if wording.offer is not None:
            targets = [one for one in wording.offer.promotion.targets.all() if not one.is_reward]
            if not targets:
                return None
            found.update(variants_about(targets).values_list("pk", flat=True))
    return tuple(sorted(found)) or None


def _shown(wording: Wording) -> Iterable[int]:
    try:
        blocks = parse(wording.blocks)
    except ContentRefused:
        return []  # it will not be sent like that either
    named = (product_named(block.product) for block in blocks if isinstance(block, ProductCard))
    products = [product for product in named if product is not None]
    return Variant.objects.filter(product__in=products, is_active=True).values_list("pk", flat=True)


def _shares(plan: Plan, today: date) -> dict[str, float]:
    """By subject the share that is added to what usually is sold a day; none where nothing is."""
    if plan.variants is None:
        usual, subjects = _usual_orders(today), [WHOLE_SHOP]
    else:
        usual = _usual_units(plan.variants, today)
        subjects = [f"variant:{variant}" for variant in plan.variants]
    if usual <= 0:
        return {}
    share = round(min(plan.orders_a_day / usual, MOST_MORE), DIGITS)
    return dict.fromkeys(subjects, share)


def _usual_orders(today: date) -> float:
    begin = clock.day_bounds(today - timedelta(days=USUAL_DAYS))[0]
    end = clock.day_bounds(today)[0]
    placed = Order.objects.filter(state=OrderState.PLACED, placed_at__gte=begin, placed_at__lt=end)
    return placed.count() / USUAL_DAYS


def _usual_units(variants: Sequence[int], today: date) -> float:
    """A unit of the goods is taken for an order: what else is in the basket, nobody knows."""
    days = DailyDemand.objects.filter(
        variant_id__in=variants, day__gte=today - timedelta(days=USUAL_DAYS), day__lt=today
    )
    return float(days.aggregate(units=Sum("units"))["units"] or 0) / USUAL_DAYS
