"""Campaign mail by day: sent, opened and clicked, as the log tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from analytics.mail.days import (
    MailFigures,
    count_lately,
    count_mail,
    mail_by_campaign,
    mail_total,
)
from analytics.models import DailyMail
from events.context import EventContext
from events.names import EventName
from events.services import Fact, record
from foundation import clock

pytestmark = pytest.mark.django_db

TODAY = clock.business_day()


def _mail(name: EventName, *, campaign: str = "spring", days_ago: int = 0) -> None:
    day = TODAY - timedelta(days=days_ago)
    record(
        Fact(name, at=clock.day_bounds(day)[0] + timedelta(hours=9)),
        context=EventContext(source="newsletter", campaign=campaign),
    )


def test_mail_is_counted_by_campaign_on_the_day_on_which_it_happened():
    for _one in range(3):
        _mail(EventName.MAIL_SENT, days_ago=2)
    _mail(EventName.MAIL_OPENED, days_ago=1)
    _mail(EventName.MAIL_CLICKED, days_ago=1)
    _mail(EventName.MAIL_SENT, campaign="sale", days_ago=1)
    _mail(EventName.PRODUCT_VIEWED, days_ago=1)
    count_mail(first=TODAY - timedelta(days=7), last=TODAY)

    spring, sale = mail_by_campaign(TODAY - timedelta(days=7), TODAY)
    assert spring == MailFigures("spring", 3, 1, 1)
    assert sale == MailFigures("sale", 1, 0, 0)
    assert mail_total(TODAY - timedelta(days=7), TODAY) == MailFigures("", 4, 1, 1)
    yesterday = TODAY - timedelta(days=1)
    assert mail_total(yesterday, yesterday) == MailFigures("", 1, 1, 1)


def test_rates_are_of_what_was_sent_and_unknown_of_nothing():
    assert MailFigures("a", 10, 4, 1).open_rate == 0.4
    assert MailFigures("a", 10, 4, 1).click_rate == 0.1
    assert MailFigures("a", 2, 4, 0).open_rate == 1.0
    assert MailFigures("a", 0, 4, 0).open_rate is None


def test_a_day_counted_again_is_counted_once():
    _mail(EventName.MAIL_SENT)
    count_lately()
    _mail(EventName.MAIL_SENT)
    count_lately()
    assert mail_total(TODAY, TODAY).sent == 2
    assert DailyMail.objects.count() == 1


def test_the_first_count_goes_back_to_the_first_mail():
    _mail(EventName.MAIL_SENT, days_ago=90)
    assert count_lately() == 1
    _mail(EventName.MAIL_SENT, days_ago=80)
    assert count_lately() == 0
