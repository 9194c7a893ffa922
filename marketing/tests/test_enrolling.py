"""Who enters a campaign, and who of them is held out."""

from datetime import timedelta

import pytest

from events.names import Consent
from foundation import clock
from marketing.campaigns import enrolling, mailings
from marketing.campaigns.enrolling import Entry, enrol
from marketing.campaigns.holdouts import is_held_out
from marketing.campaigns.mailings import enrol_all_due
from marketing.contact.policy import policy, save_policy
from marketing.kinds import CampaignState, EnrolmentState, Reason, Trigger
from marketing.models import Campaign, Enrolment
from marketing.tests.factories import (
    make_audience,
    make_campaign,
    make_flow,
    make_reader,
    make_step,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_held_out_of_everything():
    rules = policy()
    rules.holdout = 0
    save_policy(changed=rules)


def _entries(*customers, key="cart:1"):
    return [Entry(customer.pk, key, {"cart": 1}) for customer in customers]


def _reader_who(is_out, campaign):
    """A reader whom the campaign's own hash holds out, or not."""
    for _turn in range(500):
        reader = make_reader()
        if is_held_out(campaign, reader.pseudonym, policy()) is is_out:
            return reader
    raise AssertionError("the hash never says so")


def test_a_reader_enters_and_is_due_after_the_first_wait():
    campaign = make_flow()
    make_step(campaign, wait_hours=5)
    reader = _reader_who(False, campaign)
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    outcome = enrol(campaign=campaign, entries=_entries(reader), at=noon)
    assert (outcome.entered, outcome.held_out) == (1, 0)
    enrolment = Enrolment.objects.get()
    assert enrolment.state == EnrolmentState.ACTIVE
    assert enrolment.due_at == noon + timedelta(hours=5)
    assert enrolment.about == {"cart": 1}


def test_who_is_held_out_enters_in_the_same_moment_and_is_never_due():
    campaign = make_flow(holdout=5_000)
    make_step(campaign)
    spoken, held = _reader_who(False, campaign), _reader_who(True, campaign)
    now = clock.now()
    outcome = enrol(campaign=campaign, entries=_entries(spoken, held), at=now)
    assert (outcome.entered, outcome.held_out) == (2, 1)
    row = Enrolment.objects.get(customer=held)
    assert row.is_held_out
    assert row.entered_at == now == Enrolment.objects.get(customer=spoken).entered_at
    assert row.due_at is None
    assert (row.state, row.reason) == (EnrolmentState.LEFT, Reason.HELD_OUT)


def test_the_global_holdout_is_held_out_of_every_campaign():
    rules = policy()
    rules.holdout = 5_000
    save_policy(changed=rules)
    readers = [make_reader() for _number in range(40)]
    out = []
    for campaign in (make_flow(), make_flow()):
        make_step(campaign)
        enrol(campaign=campaign, entries=_entries(*readers), at=clock.now())
        held = campaign.enrolments.filter(is_held_out=True)
        out.append(set(held.values_list("customer", flat=True)))
    shared = out[0] & out[1]
    assert 10 <= len(shared) <= 30
    assert max(len(out[0] - shared), len(out[1] - shared)) <= 4, "own holdouts are one in a hundred"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"consent": Consent.NECESSARY}, Reason.NO_CONSENT),
        ({"consent": Consent.PERSONALISATION}, Reason.NO_CONSENT),
        ({"email": ""}, Reason.NO_ADDRESS),
        ({"erased_at": clock.now()}, Reason.ERASED),
    ],
)
def test_who_may_not_be_spoken_to_does_not_enter(fields, reason):
    campaign = make_flow()
    make_step(campaign)
    reader = make_reader()
    for name, value in fields.items():
        setattr(reader, name, value)
    reader.save()
    outcome = enrol(campaign=campaign, entries=_entries(reader), at=clock.now())
    assert outcome.refused == {reason: 1}
    assert not Enrolment.objects.exists()


def test_a_flow_that_starts_from_scores_asks_for_consent_to_personalisation():
    readers = [make_reader(consent=Consent.MARKETING), make_reader()]
    campaign = make_flow(Trigger.WIN_BACK)
    make_step(campaign)
    outcome = enrol(campaign=campaign, entries=_entries(*readers), at=clock.now())
    assert outcome.refused == {Reason.NO_CONSENT: 1}
    assert outcome.entered == 1


def test_a_flow_that_counts_views_asks_for_consent_to_personalisation():
    readers = [make_reader(consent=Consent.MARKETING), make_reader()]
    campaign = make_flow(Trigger.BACK_IN_STOCK, settings={"viewed_days": 7})
    make_step(campaign)
    outcome = enrol(campaign=campaign, entries=_entries(*readers), at=clock.now())
    assert (outcome.refused, outcome.entered) == ({Reason.NO_CONSENT: 1}, 1)


def test_the_same_entry_counts_once():
    campaign, reader = make_flow(reentry_days=1), make_reader()
    make_step(campaign)
    now = clock.now()
    enrol(campaign=campaign, entries=_entries(reader), at=now)
    again = enrol(campaign=campaign, entries=_entries(reader, reader), at=now + timedelta(days=9))
    assert (again.entered, again.known) == (0, 2)
    assert Enrolment.objects.count() == 1


def test_nobody_enters_again_too_soon_and_then_anew():
    campaign, reader = make_flow(reentry_days=10), make_reader()
    make_step(campaign)
    now = clock.now()
    for days, key in ((0, "cart:1"), (9, "cart:2"), (11, "cart:3")):
        enrol(campaign=campaign, entries=_entries(reader, key=key), at=now + timedelta(days=days))
    assert sorted(campaign.enrolments.values_list("key", flat=True)) == ["cart:1", "cart:3"]


def test_without_days_of_reentry_once_is_for_ever():
    campaign, reader = make_flow(reentry_days=0), make_reader()
    make_step(campaign)
    for days in (0, 400):
        at = clock.now() + timedelta(days=days)
        enrol(campaign=campaign, entries=_entries(reader, key=f"day:{days}"), at=at)
    assert campaign.enrolments.count() == 1


def test_nobody_enters_again_before_the_flow_could_be_over():
    campaign, reader = make_flow(reentry_days=1), make_reader()
    make_step(campaign)
    make_step(campaign, wait_hours=24 * 5)
    for days in (0, 3, 6):
        at = clock.now() + timedelta(days=days)
        enrol(campaign=campaign, entries=_entries(reader, key=f"day:{days}"), at=at)
    assert sorted(campaign.enrolments.values_list("key", flat=True)) == ["day:0", "day:6"]


def test_who_enters_again_leaves_where_they_were():
    campaign = make_flow(reentry_days=1)
    make_step(campaign)
    reader = _reader_who(False, campaign)
    now = clock.now()
    for days in (0, 2):
        at = now + timedelta(days=days)
        enrol(campaign=campaign, entries=_entries(reader, key=f"day:{days}"), at=at)
    old, new = campaign.enrolments.order_by("entered_at")
    assert (old.state, old.reason, old.due_at) == (EnrolmentState.LEFT, Reason.ENDED, None)
    assert new.state == EnrolmentState.ACTIVE


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.PAUSED, CampaignState.ENDED])
def test_nobody_enters_what_does_not_run(state):
    campaign = make_flow(state=state)
    make_step(campaign)
    assert enrol(campaign=campaign, entries=_entries(make_reader()), at=clock.now()).entered == 0


def test_a_mailing_enrols_its_audience_once_when_its_time_comes():
    now = clock.now()
    readers = {make_reader().pk for _number in range(3)}
    make_reader(consent=Consent.NECESSARY)
    campaign = make_campaign(starts_at=now + timedelta(hours=2))
    make_step(campaign)
    assert enrol_all_due(at=now) == {}
    outcome = enrol_all_due(at=now + timedelta(hours=3))[campaign.slug]
    assert outcome.entered == 3
    assert outcome.refused == {Reason.NO_CONSENT: 1}
    assert set(campaign.enrolments.values_list("customer", flat=True)) == readers
    make_reader()
    assert enrol_all_due(at=now + timedelta(days=9)) == {}, "who joins later is not of it"
    assert Campaign.objects.get(pk=campaign.pk).enrolled_at == now + timedelta(hours=3)


def test_a_mailing_that_is_stopped_on_the_way_enrols_the_rest_later(monkeypatch):
    monkeypatch.setattr(enrolling, "CHUNK", 1)
    readers = {make_reader().pk for _number in range(3)}
    campaign, everybody = make_campaign(), mailings._entries
    make_step(campaign)

    def _with_a_pause(mailing):
        first, second, third = everybody(mailing)
        yield first
        Campaign.objects.update(state=CampaignState.PAUSED)
        yield second
        Campaign.objects.update(state=CampaignState.RUNNING)
        yield third

    with monkeypatch.context() as patched:
        patched.setattr(mailings, "_entries", _with_a_pause)
        enrol_all_due(at=clock.now())
    Campaign.objects.update(state=CampaignState.RUNNING)
    enrol_all_due(at=clock.now())
    assert set(campaign.enrolments.values_list("customer", flat=True)) == readers
    assert Campaign.objects.get().enrolled_at is not None


def test_nobody_enters_a_mailing_whose_end_has_passed():
    now = clock.now()
    make_reader()
    make_step(make_campaign(starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1)))
    assert enrol_all_due(at=now) == {}
    assert not Enrolment.objects.exists()


def test_one_mailing_with_a_broken_audience_holds_no_other_up():
    make_reader()
    broken = make_campaign(audience=make_audience(rule={"match": "all", "rules": ["?"]}))
    sound = make_campaign()
    for campaign in (broken, sound):
        make_step(campaign)
    outcomes = enrol_all_due(at=clock.now())
    assert (outcomes[broken.slug].entered, outcomes[sound.slug].entered) == (0, 1)
    assert Campaign.objects.get(pk=broken.pk).enrolled_at is None
