"""Holdouts that were told nothing: how often the report sees an effect that is not there."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from accounts.models import Customer
from experiments.algorithms.assignment import bucket
from marketing.kinds import Trigger
from marketing.models import Enrolment
from marketing.results.judging import judge_campaign
from marketing.tests.bought import buy, make_people
from marketing.tests.factories import make_flow

pytestmark = pytest.mark.django_db

CUSTOMERS, SEEDS, SHARE = 800, 200, 1_500


@pytest.mark.slow
def test_a_campaign_that_changes_nothing_is_seldom_said_to_have_changed_something():
    """200 salts over one shop of customers who differ, judged through the database: at most 5 %
    of the intervals exclude nought, and what chance adds (three standard errors: 4.6 %)."""
    now = timezone.now()
    entered = now - timedelta(days=15)
    campaign = make_flow(Trigger.WELCOME, started_at=entered)
    people = make_people(CUSTOMERS)
    _shop(people, entered)
    Enrolment.objects.bulk_create(
        Enrolment(campaign=campaign, customer=person, key="a", entered_at=entered)
        for person in people
    )

    orders = revenue = 0
    for seed in range(SEEDS):
        _draw(campaign, people, salt=f"salt-{seed}")
        found = judge_campaign(campaign, day=now.date(), until=now)
        orders += not found.orders_low <= 0 <= found.orders_high
        revenue += not found.revenue_low_minor <= 0 <= found.revenue_high_minor

    most = 0.05 + 3 * np.sqrt(0.05 * 0.95 / SEEDS)
    assert orders / SEEDS <= most
    assert revenue / SEEDS <= most


def _shop(people: list[Customer], entered) -> None:
    """Orders before and after entering, by habits that differ, of sums with heavy tails."""
    rng = np.random.default_rng(7)
    habits = rng.gamma(0.5, 0.5, len(people))
    for person, before, after in zip(
        people, rng.poisson(3 * habits), rng.poisson(habits), strict=True
    ):
        for day in rng.uniform(1, 170, before):
            buy(person, entered - timedelta(days=day), minor=int(rng.lognormal(8, 1)) + 1)
        for day in rng.uniform(0, 13, after):
            buy(person, entered + timedelta(days=day), minor=int(rng.lognormal(8, 1)) + 1)


def _draw(campaign, people: list[Customer], *, salt: str) -> None:
    held_out = [
        person.pk
        for person in people
        if bucket(salt=salt, purpose="holdout", subject=str(person.pseudonym)) < SHARE
    ]
    everybody = Enrolment.objects.filter(campaign=campaign)
    everybody.update(is_held_out=False)
    everybody.filter(customer__in=held_out).update(is_held_out=True)
