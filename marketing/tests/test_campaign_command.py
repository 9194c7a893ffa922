"""``manage.py campaigns`` does the minute's work and tells how far campaigns are."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from foundation import clock
from marketing.contact.policy import policy, save_policy
from marketing.kinds import CampaignState
from marketing.models import Campaign, Message
from marketing.tests.factories import make_campaign, make_enrolment, make_reader, make_step
from marketing.tests.senders import NotingSender, speaking_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _always_awake():
    rules = policy()
    rules.quiet_from = rules.quiet_until = rules.holdout = 0
    save_policy(changed=rules)


def _said(*arguments):
    out = StringIO()
    call_command("campaigns", *arguments, stdout=out)
    return out.getvalue()


def test_it_lists_and_changes_nothing():
    campaign = make_campaign(slug="spring")
    make_step(campaign)
    make_enrolment(campaign)
    make_enrolment(campaign, is_held_out=True)
    [line] = _said().splitlines()
    assert line.split()[:4] == ["spring", "running", "2", "in"]
    assert "1 held out" in line
    assert not Message.objects.exists()


def test_run_does_all_of_a_mailing():
    make_step(make_campaign(slug="spring", salt="nobody"))
    readers = [make_reader() for _number in range(3)]
    sender = NotingSender()
    with speaking_by(sender):
        said = _said("--run")
    held_out = 3 - len(sender.spoken_to)
    assert said.startswith(f"3 entered, {len(sender.spoken_to)} turns, 0 campaigns ended.")
    assert f"{held_out} held out" in said
    assert set(sender.spoken_to) <= {reader.pk for reader in readers}
    Message.objects.update(state="sent")
    with speaking_by(sender):
        assert _said("--run").startswith("0 entered, 0 turns, 1 campaigns ended.")
    assert Campaign.objects.get().state == CampaignState.ENDED


def test_after_an_outage_nobody_hears_of_what_ended_meanwhile():
    campaign = make_campaign(ends_at=clock.now() - timedelta(hours=1))
    make_step(campaign)
    make_enrolment(campaign)
    with speaking_by(NotingSender()) as sender:
        assert _said("--run").startswith("0 entered, 0 turns, 1 campaigns ended.")
    assert not sender.spoken_to
