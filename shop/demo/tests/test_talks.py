"""The demo's conversations are held by the real engine and desk, and leave no mail of the past."""

import pytest

from accounts.models import User
from analytics.tests.buyers import bought, make_buyer
from assistant.kinds import Author, ConversationState
from assistant.models import Conversation, Turn
from foundation import clock
from notifications.models import Mail
from shop.demo.accounts import DEMO_STAFF
from shop.demo.talk_scripts import SCRIPTS
from shop.demo.talks import hold_talks

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def shoppers(db):
    User.objects.create_superuser(DEMO_STAFF.email, "x", name="Sam Staff")
    for script in SCRIPTS:
        if not script.is_guest:
            bought(make_buyer(), days_ago=script.days_ago + 3)


def test_every_talk_is_answered_and_what_went_to_staff_is_where_it_should_be(shoppers):
    before = Mail.objects.count()
    assert hold_talks() == len(SCRIPTS) == Conversation.objects.count()

    said = Turn.objects.filter(author=Author.SHOPPER)
    assert said.count() == sum(len(script.messages) for script in SCRIPTS)
    assert not said.filter(answer=None).exists()
    handed = [script.handed for script in SCRIPTS if script.handed]
    _as_many(ConversationState.WAITING, [one for one in handed if not one.answer])
    _as_many(ConversationState.CLOSED, [one for one in handed if one.stars])
    assert Turn.objects.filter(at__gt=clock.now()).count() == 0
    assert Mail.objects.count() == before


def test_talks_are_held_once(shoppers):
    hold_talks()
    assert hold_talks() == 0
    assert Conversation.objects.count() == len(SCRIPTS)


def _as_many(state, wanted):
    assert Conversation.objects.filter(state=state).count() == len(wanted) > 0
