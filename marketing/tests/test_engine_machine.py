"""Whatever happens in whatever order: the held out hear nothing, nobody hears anything twice."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.services import give_consent
from events.names import Consent
from foundation import clock
from marketing.campaigns import services
from marketing.campaigns.drafting import CampaignRefused
from marketing.campaigns.enrolling import Entry, enrol
from marketing.campaigns.holdouts import is_held_out
from marketing.campaigns.leaving import leave_who_ordered
from marketing.campaigns.steps import advance
from marketing.contact.caps import WEEK
from marketing.contact.policy import policy, save_policy
from marketing.kinds import CampaignState, EnrolmentState, MessageState
from marketing.models import Campaign, Contact, Enrolment, Message
from marketing.tests.bought import buy
from marketing.tests.factories import make_flow, make_reader, make_step
from marketing.tests.senders import NotingSender, speaking_by
from notifications.kinds import MailKind
from notifications.opt_outs import decline, digest_of

READERS, FLOWS = 6, 2
NUMBERS = st.integers(0, READERS - 1)
LEVELS = st.sampled_from([Consent.NECESSARY, Consent.MARKETING, Consent.ALL])
AGREED = (Consent.MARKETING, Consent.ALL)


class Engine(RuleBasedStateMachine):
    """Two flows of two steps and six readers, half of whom each flow holds out."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = transaction.atomic()
        self.sandbox.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.sandbox.__exit__(None, None, None)

    @initialize()
    def open(self) -> None:
        rules = policy()
        rules.holdout = 2_000
        save_policy(changed=rules)
        self.now = datetime(2026, 11, 18, 12, tzinfo=clock.shop_zone())
        self.flows = [make_flow(holdout=4_000, reentry_days=2) for _number in range(FLOWS)]
        for flow in self.flows:
            make_step(flow)
            make_step(flow, wait_hours=24)
        self.readers = [make_reader() for _number in range(READERS)]
        self.entries = 0
        self.unsubscribed: set[int] = set()
        self.said_before = Counter[int]()

    @rule(flow=st.integers(0, FLOWS - 1), who=st.lists(NUMBERS, min_size=1))
    def enter(self, flow: int, who: list[int]) -> None:
        self.entries += 1
        entries = [Entry(self.readers[number].pk, f"entry:{self.entries}") for number in who]
        enrol(campaign=self.flows[flow], entries=entries, at=self.now)

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def turn(self) -> None:
        sender = NotingSender()
        with speaking_by(sender):
            advance(at=self.now)
        states = set(Campaign.objects.values_list("state", flat=True))
        for reader in sender.spoken_to:
            person = next(one for one in self.readers if one.pk == reader)
            person.refresh_from_db()
            assert person.consent in AGREED, "spoken to without consent"
        assert not sender.spoken_to or CampaignState.RUNNING in states

    @rule(number=NUMBERS, level=LEVELS)
    def choose_consent(self, number: int, level: Consent) -> None:
        reader = self.readers[number]
        reader.refresh_from_db()
        give_consent(level=level, before=Consent(reader.consent), wording="w", customer=reader)

    @rule(number=NUMBERS)
    def unsubscribe(self, number: int) -> None:
        digest = digest_of(self.readers[number].email)
        decline(digest=digest, kind=MailKind.CAMPAIGN, at=self.now)
        self.unsubscribed.add(self.readers[number].pk)
        self.said_before = Counter(
            Message.objects.filter(state=MessageState.QUEUED).values_list(
                "enrolment__customer", flat=True
            )
        )

    @rule(number=NUMBERS)
    def order(self, number: int) -> None:
        order = buy(self.readers[number], self.now)
        leave_who_ordered([{"order": order.pk}])
        assert not Enrolment.objects.filter(
            customer=self.readers[number],
            state=EnrolmentState.ACTIVE,
            entered_at__lt=self.now,
        ).exists()

    @rule(flow=st.integers(0, FLOWS - 1), what=st.sampled_from(["pause", "resume", "end"]))
    def command(self, flow: int, what: str) -> None:
        try:
            getattr(services, what)(campaign=self.flows[flow], at=self.now)
        except CampaignRefused:
            return
        if what == "end":
            assert not self.flows[flow].enrolments.filter(state=EnrolmentState.ACTIVE).exists()

    @invariant()
    def the_held_out_hear_nothing(self) -> None:
        assert not Message.objects.filter(enrolment__is_held_out=True).exists()
        assert not Enrolment.objects.filter(is_held_out=True, due_at__isnull=False).exists()

    @invariant()
    def held_out_is_who_the_hash_says(self) -> None:
        rules = policy()
        for row in Enrolment.objects.select_related("campaign", "customer"):
            assert row.is_held_out is is_held_out(row.campaign, row.customer.pseudonym, rules)

    @invariant()
    def nobody_is_on_the_way_twice(self) -> None:
        on_the_way = Enrolment.objects.filter(state=EnrolmentState.ACTIVE)
        pairs = Counter(on_the_way.values_list("campaign", "customer"))
        assert all(count == 1 for count in pairs.values())

    @invariant()
    def contacts_are_those_of_messages_and_within_the_caps(self) -> None:
        said = Message.objects.filter(state=MessageState.QUEUED)
        assert Contact.objects.count() == said.count()
        days: dict[int, list] = {}
        for contact in Contact.objects.all():
            days.setdefault(contact.customer_id, []).append(clock.business_day(contact.at))
        rules = policy()
        for mine in days.values():
            assert max(Counter(mine).values()) <= rules.most_a_day
            for day in mine:
                window = [one for one in mine if timedelta(0) <= day - one < timedelta(days=WEEK)]
                assert len(window) <= rules.most_a_week

    @invariant()
    def who_unsubscribed_hears_no_more(self) -> None:
        for customer in self.unsubscribed:
            said = Message.objects.filter(
                enrolment__customer=customer, state=MessageState.QUEUED
            ).count()
            assert said <= self.said_before.get(customer, 0)


@pytest.mark.slow
@pytest.mark.django_db
def test_any_order_of_events():
    run_state_machine_as_test(
        Engine, settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )
