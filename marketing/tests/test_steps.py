"""Turns: who is spoken to, who is passed over, who leaves, and what is written together."""

from datetime import datetime, timedelta

import pytest

from accounts.services import give_consent
from events.names import Consent
from foundation import clock
from marketing.campaigns.holdouts import is_held_out_of_everything
from marketing.campaigns.leaving import leave_who_ordered
from marketing.campaigns.running import end_what_is_over
from marketing.campaigns.steps import MOST_POSTPONED, STANDSTILL, advance
from marketing.contact.policy import policy, save_policy
from marketing.kinds import CampaignState, EnrolmentState, Medium, MessageState, Reason
from marketing.models import Campaign, Contact, Enrolment, Message
from marketing.tests.bought import buy
from marketing.tests.factories import (
    make_audience,
    make_campaign,
    make_contact,
    make_enrolment,
    make_flow,
    make_reader,
    make_step,
)
from marketing.tests.senders import NotingSender, speaking_by

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 18, 12, tzinfo=clock.shop_zone())


@pytest.fixture
def sender():
    with speaking_by(NotingSender()) as noting:
        yield noting


@pytest.fixture
def flow():
    flow = make_flow()
    make_step(flow)
    make_step(flow, wait_hours=48)
    return flow


def _enter(campaign, customer=None, **fields):
    return make_enrolment(campaign, customer, entered_at=NOON, **{"due_at": NOON, **fields})


def test_the_first_step_is_said_and_the_second_is_due_after_its_wait(flow, sender):
    enrolment = _enter(flow)
    assert advance(at=NOON) == {"queued": 1}
    message = Message.objects.get()
    assert (message.state, message.step.position) == (MessageState.QUEUED, 1)
    assert message.contact == Contact.objects.get()
    assert message.variant == message.step.variants.get()
    enrolment.refresh_from_db()
    assert (enrolment.position, enrolment.due_at) == (2, NOON + timedelta(hours=48))


def test_after_the_last_step_one_is_through(flow, sender):
    enrolment = _enter(flow)
    advance(at=NOON)
    advance(at=NOON + timedelta(hours=49))
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.due_at) == (EnrolmentState.DONE, None)
    assert sender.spoken_to == [enrolment.customer_id] * 2


def test_a_second_look_says_nothing_twice(flow, sender):
    _enter(flow)
    advance(at=NOON)
    assert not advance(at=NOON)
    assert Message.objects.count() == 1


def test_nobody_is_spoken_to_in_the_quiet_hours(flow, sender):
    enrolment = _enter(flow)
    assert not advance(at=NOON.replace(hour=23))
    assert sender.spoken_to == []
    advance(at=NOON.replace(day=19, hour=9))
    assert sender.spoken_to == [enrolment.customer_id]


@pytest.mark.parametrize("state", [CampaignState.PAUSED, CampaignState.ENDED])
def test_nobody_has_a_turn_in_what_does_not_run(flow, sender, state):
    _enter(flow)
    Campaign.objects.update(state=state)
    assert not advance(at=NOON)
    assert not Message.objects.exists()


def test_who_takes_consent_back_leaves_and_hears_nothing(flow, sender):
    enrolment = _enter(flow)
    give_consent(
        level=Consent.NECESSARY, before=Consent.ALL, wording="w", customer=enrolment.customer
    )
    assert advance(at=NOON) == {Reason.NO_CONSENT: 1}
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason) == (EnrolmentState.LEFT, Reason.NO_CONSENT)
    assert not Message.objects.exists()
    assert not Contact.objects.exists()


def test_without_an_address_a_step_is_passed_over_and_the_next_medium_tried(sender):
    flow = make_flow()
    make_step(flow, medium=Medium.EMAIL)
    make_step(flow, medium=Medium.INBOX)
    reader = make_reader()
    reader.email = ""
    reader.save()
    enrolment = _enter(flow, reader)
    assert advance(at=NOON) == {Reason.NO_ADDRESS: 1, "queued": 1}
    first, second = enrolment.messages.order_by("step__position")
    assert (first.state, first.reason) == (MessageState.SKIPPED, Reason.NO_ADDRESS)
    assert second.medium == Medium.INBOX
    assert Contact.objects.count() == 1


def test_an_order_after_entering_ends_the_flow(flow, sender):
    enrolment = _enter(flow)
    buy(enrolment.customer, NOON + timedelta(minutes=5))
    assert advance(at=NOON + timedelta(hours=1)) == {Reason.ORDERED: 1}
    enrolment.refresh_from_db()
    assert enrolment.reason == Reason.ORDERED


def test_an_order_before_entering_and_one_in_a_flow_that_goes_on_end_nothing(flow, sender):
    before = _enter(flow)
    buy(before.customer, NOON - timedelta(minutes=5))
    goes_on = make_flow(stops_at_order=False)
    make_step(goes_on)
    after = _enter(goes_on)
    buy(after.customer, NOON + timedelta(minutes=5))
    assert advance(at=NOON + timedelta(hours=1)) == {"queued": 2}


def test_an_order_that_is_heard_of_ends_only_what_it_may(flow, sender):
    goes_on, reader = make_flow(stops_at_order=False), make_reader()
    ends = _enter(flow, reader)
    stays = _enter(goes_on, reader)
    later = make_enrolment(flow, reader, entered_at=NOON + timedelta(days=2))
    order = buy(reader, NOON + timedelta(days=1))
    leave_who_ordered([{"order": order.pk}])
    left = Enrolment.objects.filter(state=EnrolmentState.LEFT, reason=Reason.ORDERED)
    assert list(left) == [ends]
    assert (
        not Enrolment.objects.filter(pk__in=[stays.pk, later.pk]).exclude(state="active").exists()
    )


def test_an_order_calls_the_last_message_back_while_it_is_queued(sender):
    campaign = make_flow()
    make_step(campaign)
    waiting, said = _enter(campaign), _enter(campaign)
    advance(at=NOON)
    Message.objects.filter(enrolment=said).update(state=MessageState.SENT)
    orders = [buy(one.customer, NOON + timedelta(hours=1)) for one in (waiting, said)]
    leave_who_ordered([{"order": order.pk} for order in orders])
    for one in (waiting, said):
        one.refresh_from_db()
    assert (waiting.state, waiting.reason) == (EnrolmentState.LEFT, Reason.ORDERED)
    assert said.state == EnrolmentState.DONE


def test_whose_cap_is_reached_waits_and_is_passed_over_in_the_end(sender):
    rules = policy()
    rules.most_a_day = rules.most_a_week = rules.most_a_month = 1
    save_policy(changed=rules)
    campaign = make_campaign()
    make_step(campaign)
    reader = make_reader()
    make_contact(reader, at=NOON - timedelta(days=27))
    enrolment = _enter(campaign, reader)
    assert advance(at=NOON) == {"postponed": 1}
    enrolment.refresh_from_db()
    freed = enrolment.due_at
    assert NOON + timedelta(days=1) < freed < NOON + timedelta(days=4)
    for turn in range(MOST_POSTPONED):
        make_contact(reader, at=freed - timedelta(days=26 - turn))
        advance(at=enrolment.due_at)
        enrolment.refresh_from_db()
        if enrolment.state == EnrolmentState.DONE:
            break
    message = enrolment.messages.get()
    assert (message.state, message.reason) == (MessageState.SKIPPED, Reason.CAPPED)
    assert sender.spoken_to == []


def test_a_cap_that_frees_too_late_is_not_waited_for(sender):
    rules = policy()
    rules.most_a_day = rules.most_a_week = rules.most_a_month = 1
    save_policy(changed=rules)
    campaign = make_campaign()
    make_step(campaign)
    reader = make_reader()
    make_contact(reader, at=NOON - timedelta(days=2))
    _enter(campaign, reader)
    assert advance(at=NOON) == {Reason.CAPPED: 1}
    assert Message.objects.get().state == MessageState.SKIPPED


@pytest.mark.parametrize(
    ("sender", "state", "reason"),
    [
        (NotingSender(Reason.NOTHING_TO_SAY), MessageState.SKIPPED, Reason.NOTHING_TO_SAY),
        (NotingSender(fails=True), MessageState.FAILED, Reason.FAILED),
    ],
)
def test_what_cannot_be_said_is_noted_and_gives_its_contact_back(flow, sender, state, reason):
    enrolment = _enter(flow)
    with speaking_by(sender):
        assert advance(at=NOON) == {reason: 1}
    message = Message.objects.get()
    assert (message.state, message.reason, message.contact) == (state, reason, None)
    assert not Contact.objects.exists()
    enrolment.refresh_from_db()
    assert enrolment.position == 2, "the next step may be said"


def test_a_chunk_that_dies_on_the_way_has_written_nothing(flow, sender, monkeypatch):
    enrolment = _enter(flow)

    def die(_name):
        raise KeyboardInterrupt

    monkeypatch.setattr("marketing.campaigns.steps.fail_point", die)
    with pytest.raises(KeyboardInterrupt):
        advance(at=NOON)
    assert not Message.objects.exists()
    assert not Contact.objects.exists()
    monkeypatch.undo()
    with speaking_by(sender):
        advance(at=NOON)
    assert enrolment.messages.count() == 1


def test_the_held_out_never_have_a_turn(flow, sender):
    held = _enter(flow, is_held_out=True, due_at=None, state=EnrolmentState.LEFT)
    _enter(flow)
    advance(at=NOON + timedelta(days=30))
    assert held.customer_id not in sender.spoken_to
    assert not held.messages.exists()


def test_a_mailing_of_which_all_is_said_ends_itself(sender):
    campaign = make_campaign(enrolled_at=NOON)
    make_step(campaign)
    _enter(campaign)
    assert end_what_is_over(at=NOON) == 0, "somebody is on the way"
    advance(at=NOON)
    assert end_what_is_over(at=NOON) == 0, "something is queued"
    Message.objects.update(state=MessageState.SENT)
    assert end_what_is_over(at=NOON) == 1
    campaign.refresh_from_db()
    assert (campaign.state, campaign.ended_at) == (CampaignState.ENDED, NOON)


def test_a_flow_past_its_end_is_ended_and_all_leave(flow, sender):
    Campaign.objects.update(ends_at=NOON + timedelta(hours=1))
    enrolment = _enter(flow, due_at=NOON + timedelta(days=3))
    assert end_what_is_over(at=NOON) == 0
    assert end_what_is_over(at=NOON + timedelta(hours=2)) == 1
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.reason) == (EnrolmentState.LEFT, Reason.ENDED)


def test_a_flow_whose_audience_is_broken_holds_no_other_up(flow, sender):
    broken = make_flow(audience=make_audience(rule={"match": "all", "rules": ["?"]}))
    make_step(broken)
    waiting, spoken = _enter(broken), _enter(flow)
    advance(at=NOON)
    assert sender.spoken_to == [spoken.customer_id]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.due_at) == (EnrolmentState.ACTIVE, NOON + STANDSTILL)


def test_whom_a_larger_holdout_takes_in_is_spoken_to_no_more(flow, sender):
    rules = policy()
    rules.holdout = 0
    save_policy(changed=rules)
    inside = [_enter(flow).customer for _number in range(30)]
    rules.holdout = 5_000
    rules = save_policy(changed=rules, at=NOON)
    out = {one.pk for one in inside if is_held_out_of_everything(one.pseudonym, rules)}
    assert advance(at=NOON).total() == 30 - len(out)
    assert out.isdisjoint(sender.spoken_to)
    left = Enrolment.objects.filter(reason=Reason.HELD_OUT, state=EnrolmentState.LEFT)
    assert set(left.values_list("customer", flat=True)) == out != set()
    assert not left.filter(is_held_out=True).exists(), "they count in the arm in which they entered"
