"""The look for who enters: since the last one, caught up on within bounds, harmless if repeated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from events import jobs
from events.models import Job, JobState
from marketing.campaigns.enrolling import Entry
from marketing.flows import looking, registry
from marketing.flows.jobs import NAME
from marketing.flows.looking import CATCH_UP, look, look_for_all
from marketing.flows.registry import Finder
from marketing.flows.settings import WelcomeSettings
from marketing.kinds import CampaignState, Trigger
from marketing.models import Campaign, Enrolment
from marketing.tests.factories import make_campaign, make_flow, make_reader, make_step

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
MINUTES, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)


class Watched(Finder[WelcomeSettings]):
    """Notes between which moments it was asked, and finds whom it was told."""

    settings = WelcomeSettings

    def __init__(self) -> None:
        self.asked: list[tuple[datetime, datetime]] = []
        self.entries: list[Entry] = []

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterable[Entry]:
        self.asked.append((since, until))
        return iter(self.entries)


@pytest.fixture
def watched(monkeypatch) -> Watched:
    finder = Watched()
    monkeypatch.setitem(registry.triggers._entries, "welcome", finder)
    return finder


def flow(**fields) -> Campaign:
    made = make_flow(Trigger.WELCOME, **{"started_at": NOON - HOUR, **fields})
    make_step(made)
    return made


def look_again(campaign: Campaign, at: datetime):
    return look(campaign=Campaign.objects.get(pk=campaign.pk), at=at)


def test_windows_follow_each_other_from_the_start_on_without_a_gap(watched):
    made = flow()
    look_again(made, NOON)
    look_again(made, NOON + MINUTES)
    assert watched.asked == [(NOON - HOUR, NOON), (NOON, NOON + MINUTES)]


def test_what_was_missed_is_caught_up_on_for_three_days_and_no_more(watched):
    made = flow(looked_at=NOON - 2 * DAY)
    look_again(made, NOON)
    look_again(made, NOON + 30 * DAY)
    assert watched.asked[0] == (NOON - 2 * DAY, NOON)
    assert watched.asked[1] == (NOON + 30 * DAY - CATCH_UP, NOON + 30 * DAY)


def test_states_are_looked_at_whole_the_first_time(watched):
    Watched.sees_states = True
    try:
        made = flow()
        look_again(made, NOON)
        look_again(made, NOON + MINUTES)
    finally:
        Watched.sees_states = False
    assert watched.asked == [(looking.ALL_TIME, NOON), (NOON, NOON + MINUTES)]


def test_what_is_daily_is_looked_for_at_once_and_then_each_morning(watched):
    Watched.is_daily = True
    try:
        made = flow()
        for at in (NOON, NOON + HOUR, NOON + 13 * HOUR, NOON + 19 * HOUR, NOON + 20 * HOUR):
            look_again(made, at)
    finally:
        Watched.is_daily = False
    assert [until for _since, until in watched.asked] == [NOON, NOON + 19 * HOUR]


def test_a_look_that_is_repeated_lets_nobody_in_twice(watched):
    made = flow()
    readers = [make_reader() for _number in range(3)]
    watched.entries = [Entry(reader.pk, "welcome") for reader in readers]
    assert look_again(made, NOON).entered == 3
    Campaign.objects.update(looked_at=None)  # killed before it could say how far it was
    assert look_again(made, NOON).entered == 0
    assert Enrolment.objects.count() == 3


def test_a_look_that_fails_halfway_is_made_again(watched):
    made = flow()

    def _break():
        yield Entry(make_reader().pk, "welcome")
        raise OSError("the database went away")

    watched.entries = _break()
    with pytest.raises(OSError, match="went away"):
        look_again(made, NOON)
    made.refresh_from_db()
    assert made.looked_at is None


def test_a_look_that_is_stopped_on_the_way_is_made_again(watched):
    made, reader = flow(), make_reader()

    def _stopped():
        Campaign.objects.update(state=CampaignState.PAUSED)
        yield Entry(reader.pk, "welcome")

    watched.entries = _stopped()
    assert look_again(made, NOON).entered == 0
    made.refresh_from_db()
    assert made.looked_at is None


@pytest.mark.parametrize(
    "fields",
    [
        {"state": CampaignState.DRAFT},
        {"state": CampaignState.PAUSED},
        {"state": CampaignState.ENDED},
        {"starts_at": NOON + HOUR},
        {"ends_at": NOON - MINUTES},
    ],
)
def test_only_flows_that_run_are_looked_for(watched, fields):
    flow(**fields)
    make_campaign()
    assert look_for_all(at=NOON) == {}
    assert watched.asked == []


def test_one_flow_with_broken_settings_holds_no_other_up(watched):
    broken = make_flow(Trigger.ABANDONED_CART, settings={"hours": -1}, started_at=NOON - HOUR)
    make_step(broken)
    made = flow()
    watched.entries = [Entry(make_reader().pk, "welcome")]
    assert look_for_all(at=NOON) == {broken.slug: 0, made.slug: 1}


def test_the_job_looks(watched):
    made = flow()
    watched.entries = [Entry(make_reader().pk, "welcome")]
    jobs.enqueue(NAME, key=f"{NAME}@test")
    jobs.run_due()
    job = Job.objects.get(name=NAME)
    assert job.state == JobState.DONE, job.error
    assert job.result == {"entered": {made.slug: 1}}
