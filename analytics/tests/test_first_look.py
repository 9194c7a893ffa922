"""A shop with a past is looked at once: its days, its customers, their journeys."""

import pytest

from analytics.first_look import NAME, ask_where_missing, look_first, sum_where_missing
from analytics.models import CustomerProfile, DailySales
from analytics.tests.buyers import bought, make_buyer
from events.models import Job

pytestmark = pytest.mark.django_db


def _quietly(text):
    """Nobody reads along."""


def test_a_shop_without_a_past_asks_for_nothing():
    make_buyer()
    ask_where_missing()
    assert not Job.objects.filter(name=NAME).exists()
    assert sum_where_missing() == 0


def test_what_the_past_tells_is_there_after_one_look_and_is_asked_for_once():
    for days_ago in (3, 30, 60):
        bought(make_buyer(), days_ago=days_ago)
    ask_where_missing()
    ask_where_missing()
    assert Job.objects.filter(name=NAME).count() == 1

    assert sum_where_missing() == 58, "from the first order to the last"
    assert DailySales.objects.filter(dimension="all", orders=1).count() == 3
    assert look_first({}, _quietly) == {"profiles": 3, "days": 58}
    assert DailySales.objects.filter(dimension="all", orders=1).count() == 3
    assert CustomerProfile.objects.filter(orders=1).count() == 3

    Job.objects.all().delete()
    ask_where_missing()
    assert not Job.objects.filter(name=NAME).exists()
    assert sum_where_missing() == 0
