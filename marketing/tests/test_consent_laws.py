"""No message without consent: whatever is chosen, declined or forgotten, and in whatever order.

The real engine, the real media, the real mail queue. At each moment at which something reaches a
customer, the customer's choices of that moment are asked for by rules that this test has in words
of its own.
"""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Customer
from accounts.privacy import CannotErase, erase_customer
from accounts.services import give_consent
from analytics.models import CustomerProfile
from events.names import Consent
from foundation import clock
from marketing.campaigns.enrolling import Entry, enrol
from marketing.campaigns.mailings import enrol_all_due
from marketing.campaigns.steps import advance
from marketing.contact.policy import policy, save_policy
from marketing.kinds import CampaignState, Medium, MessageState, Trigger
from marketing.models import Campaign, Contact, InboxNote, Message
from marketing.push import sending as pushes
from marketing.push.posting import Answer, Outcome
from marketing.tests.factories import (
    make_audience,
    make_campaign,
    make_flow,
    make_reader,
    make_step,
)
from marketing.tests.push_rows import make_subscription
from notifications.kinds import MailKind, SuppressionReason
from notifications.models import Mail, OptOut, Suppression
from notifications.opt_outs import decline, digest_of
from notifications.sending import send_due
from notifications.suppression import suppress

READERS = 5
NUMBERS = st.integers(0, READERS - 1)
SCORED = {
    "match": "all",
    "rules": [{"field": "churn_risk", "is": "at_least", "value": 50}],
}
GERMANS = {
    "match": "any",
    "rules": [{"field": "country", "is": "one_of", "value": ["DE"]}],
}


class Speaking(RuleBasedStateMachine):
    """Flows and mailings by every medium, with and without a personal audience, to five readers."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = transaction.atomic()
        self.sandbox.__enter__()
        mail.outbox.clear()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.sandbox.__exit__(None, None, None)

    @initialize(levels=st.lists(st.sampled_from(Consent), min_size=READERS, max_size=READERS))
    def open(self, levels: list[Consent]) -> None:
        rules = policy()
        rules.most_a_day, rules.most_a_week, rules.most_a_month = 3, 9, 30
        rules.holdout = 1_000
        save_policy(changed=rules)
        self.now = datetime(2026, 11, 18, 12, tzinfo=clock.shop_zone())
        self.readers = [self._reader(number, level) for number, level in enumerate(levels)]
        self.personal: dict[int, bool] = {}
        scored, germans = make_audience(rule=SCORED), make_audience(rule=GERMANS)
        self._campaign(Medium.EMAIL, Medium.INBOX, is_personal=False)
        self._campaign(Medium.PUSH, Medium.EMAIL, is_personal=True, audience=scored)
        self._campaign(Medium.INBOX, is_personal=False, audience=germans, trigger="")
        self._campaign(Medium.EMAIL, is_personal=True, audience=scored, trigger="")
        self.reached: set = set()
        self.entries = 0

    def _reader(self, number: int, level: Consent) -> Customer:
        reader = make_reader(consent=level, country="DE" if number % 2 else "GB")
        make_subscription(reader, endpoint=f"https://push.example.com/{reader.pk}")
        CustomerProfile.objects.create(
            customer=reader, as_of=self.now.date(), written_at=self.now, churn_risk=0.9
        )
        return reader

    def _campaign(self, *media: Medium, is_personal: bool, trigger=Trigger.WELCOME, **fields):
        values = {"reentry_days": 1, "holdout": 1_000, "stops_at_order": False, **fields}
        campaign = (
            make_flow(trigger, **values)
            if trigger
            else make_campaign(state=CampaignState.RUNNING, **values)
        )
        for position, medium in enumerate(media):
            make_step(campaign, medium=medium, wait_hours=24 if position else 0)
        self.personal[campaign.pk] = is_personal

    @rule(who=st.lists(NUMBERS, min_size=1))
    def enter(self, who: list[int]) -> None:
        self.entries += 1
        for campaign in Campaign.objects.exclude(trigger=""):
            entries = [Entry(self.readers[each].pk, f"entry:{self.entries}") for each in who]
            enrol(campaign=campaign, entries=entries, at=self.now)

    @rule()
    def mailings_go_out(self) -> None:
        enrol_all_due(at=self.now)

    @rule(hours=st.sampled_from([1, 6, 23, 24, 48]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def turn(self) -> None:
        """The inbox is reached at once; what else is said waits in its queue."""
        with clock.standing_at(self.now):
            advance(at=self.now)
        self._all_who_were_reached_had_agreed(sent=0)

    @rule()
    def mail_leaves(self) -> None:
        before = len(mail.outbox)
        Mail.objects.exclude(kind=MailKind.CAMPAIGN).delete()
        with clock.standing_at(self.now):
            send_due()
        self._all_who_were_reached_had_agreed(sent=len(mail.outbox) - before)

    @rule()
    def pushes_leave(self) -> None:
        posted = []

        def _post(subscription, content, *, topic):
            posted.append(subscription.customer_id)
            return Answer(Outcome.TAKEN)

        with patch.object(pushes, "post", _post), clock.standing_at(self.now):
            pushes.send_due()
        self._all_who_were_reached_had_agreed(sent=len(posted))

    @rule(number=NUMBERS, level=st.sampled_from(Consent))
    def choose(self, number: int, level: Consent) -> None:
        reader = self.readers[number]
        reader.refresh_from_db()
        if reader.erased_at is None:
            give_consent(level=level, before=Consent(reader.consent), wording="w", customer=reader)

    @rule(number=NUMBERS)
    def unsubscribe(self, number: int) -> None:
        digest = digest_of(self.readers[number].email)
        decline(digest=digest, kind=MailKind.CAMPAIGN, at=self.now)

    @rule(number=NUMBERS)
    def complain(self, number: int) -> None:
        suppress(digest=digest_of(self.readers[number].email), reason=SuppressionReason.COMPLAINED)

    @rule(number=NUMBERS)
    def close_the_browser(self, number: int) -> None:
        self.readers[number].push_subscriptions.all().delete()

    @rule(number=NUMBERS)
    def erase(self, number: int) -> None:
        try:
            erase_customer(customer=self.readers[number], at=self.now)
        except CannotErase:
            return

    @invariant()
    def nobody_who_is_held_out_was_spoken_to(self) -> None:
        assert not Message.objects.filter(enrolment__is_held_out=True).exists()

    @invariant()
    def caps_hold(self) -> None:
        days: dict = {}
        for customer, at in Contact.objects.values_list("customer", "at"):
            days.setdefault((customer, clock.business_day(at)), []).append(at)
        assert max(map(len, days.values()), default=0) <= 3

    def _all_who_were_reached_had_agreed(self, *, sent: int) -> None:
        """What was sent since the last look went to who may be spoken to at this very moment."""
        rows = Message.objects.filter(state=MessageState.SENT).select_related(
            "enrolment__customer", "enrolment__campaign"
        )
        fresh = [row for row in rows if row.pk not in self.reached]
        for row in fresh:
            customer = row.enrolment.customer
            personal = self.personal[row.enrolment.campaign_id]
            assert _may(customer, Medium(row.medium), is_personal=personal), "no consent"
        self.reached |= {row.pk for row in fresh}
        by_queue = [row for row in fresh if row.medium != Medium.INBOX]
        assert sent == len(by_queue), "something left of which no message tells"
        assert InboxNote.objects.filter(message=None).count() == 0


def _may(customer: Customer, medium: Medium, *, is_personal: bool) -> bool:
    agreed = {Consent.ALL} if is_personal else {Consent.MARKETING, Consent.ALL}
    if customer.erased_at is not None or customer.consent not in agreed:
        return False
    if medium != Medium.EMAIL:
        return True
    digest = digest_of(customer.email)
    return not (
        OptOut.objects.filter(digest=digest, kind=MailKind.CAMPAIGN).exists()
        or Suppression.objects.filter(digest=digest).exists()
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_no_message_without_consent():
    run_state_machine_as_test(
        Speaking,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_twin_whose_gate_is_open_is_found_out():
    """The law is one that can be broken: with the gate open the machine notices."""
    machine = Speaking()
    with (
        patch("marketing.contact.gate._demands", lambda medium, is_personal: []),
        patch("marketing.campaigns.enrolling.is_held_out", lambda *asked: False),
    ):
        machine.open(levels=[Consent.PERSONALISATION] * READERS)
        machine.enter(who=[0])
        machine.turn()
        with pytest.raises(AssertionError, match="no consent"):
            machine.mail_leaves()
    machine.teardown()
