"""Service in numbers: what needed no person, how quickly the rest was answered, how it was."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from analytics.automation.decisions import Decisions, Matter, decided
from assistant.desk import services as desk
from assistant.desk.report import service_report
from assistant.desk.selectors import Waiting, waiting
from assistant.kinds import Author, HandoverReason, Intent, Thumb
from assistant.tests.factories import make_conversation, make_turn

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
DAY = date(2026, 11, 16)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _shop_in_utc(settings):
    settings.TIME_ZONE = "UTC"


@pytest.fixture
def sam():
    return User.objects.create_user("sam@shop.example", "a good long password")


def asked(at=MONDAY, *, is_unanswered=False, thumb=Thumb.NONE, intent=Intent.ASK_SHOP):
    """A question and the assistant's answer to it."""
    talk = make_conversation(started_at=at, last_at=at)
    question = make_turn(talk, at=at)
    make_turn(
        talk, "Here.", at=at, author=Author.ASSISTANT, answers=question, intent=intent,
        is_unanswered=is_unanswered, thumb=thumb,
    )  # fmt: skip
    return talk


def handed_over(at=MONDAY):
    return desk.hand_over(conversation=asked(at), reason=HandoverReason.ASKED, at=at)


def report(at=MONDAY + timedelta(days=1)):
    return service_report(first=DAY, last=DAY + timedelta(days=1), at=at)


def test_each_conversation_is_counted_once():
    asked()
    asked()
    asked(is_unanswered=True)
    asked(thumb=Thumb.DOWN)
    make_turn(make_conversation(started_at=MONDAY), at=MONDAY)  # nothing came back
    handed_over()
    make_conversation(started_at=MONDAY)  # nothing was said in it
    asked(MONDAY - timedelta(days=1))
    support = next(
        each for each in decided(DAY, DAY + timedelta(days=1)) if each.matter is Matter.SUPPORT
    )
    assert support.by_day == {DAY: Decisions(alone=2, by_hand=1, overruled=3)}
    assert support.waiting == 1
    assert report().decisions.share_alone == pytest.approx(2 / 6)


def test_an_answer_after_one_that_found_nothing_counts_as_found():
    talk = asked(is_unanswered=True)
    again = make_turn(talk, at=MONDAY)
    make_turn(talk, "Here.", at=MONDAY, author=Author.ASSISTANT, answers=again)
    assert report().decisions == Decisions(alone=1)


def test_first_answers_are_timed_in_opening_hours(sam):
    for hours in (1, 2, 3):
        desk.reply(conversation=handed_over(), staff=sam, text="Here.", at=MONDAY + hours * HOUR)
    over_night = handed_over()
    desk.reply(conversation=over_night, staff=sam, text="Here.", at=MONDAY + 23 * HOUR)
    promises = report().promises
    assert promises.handed_over == promises.kept == 4
    assert promises.usual == 2 * HOUR
    assert promises.slow == 3 * HOUR
    assert promises.share_kept == 1


def test_late_is_what_came_late_and_what_is_overdue_still(sam):
    desk.reply(conversation=handed_over(), staff=sam, text="Sorry.", at=MONDAY + 30 * HOUR)
    handed_over()
    young = handed_over(MONDAY + timedelta(days=1, hours=4))
    at = MONDAY + timedelta(days=1, hours=5)
    promises = report(at=at).promises
    assert (promises.kept, promises.late) == (0, 2)
    assert promises.share_kept == 0
    assert waiting(at=at) == Waiting(waiting=2, overdue=1)
    assert young.due_at > at


def test_satisfaction_is_the_mean_of_those_who_said_so():
    for stars, note in ((5, "Quick."), (2, "")):
        desk.rate(conversation=asked(), stars=stars, note=note)
    asked()
    content = report().content
    assert content.stars == pytest.approx(3.5)
    assert content.ratings == {5: 1, 4: 0, 3: 0, 2: 1, 1: 0}
    assert [talk.satisfaction_note for talk in content.notes] == ["Quick."]


def test_what_was_wanted_is_counted_by_intent():
    asked(thumb=Thumb.UP)
    asked(is_unanswered=True)
    asked(intent=Intent.COMPARE, thumb=Thumb.DOWN)
    first, second = report().intents
    assert (first.intent, first.answers, first.unanswered, first.up) == (Intent.ASK_SHOP, 2, 1, 1)
    assert (second.intent, second.answers, second.down) == (Intent.COMPARE, 1, 1)


def test_days_are_the_shops(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    asked(datetime(2026, 11, 15, 12, 30, tzinfo=UTC))  # already Monday there
    assert report().started == {DAY: 1}


def test_a_shop_without_conversations_has_a_report():
    empty = report()
    assert empty.promises.share_kept is None
    assert empty.promises.usual is None
    assert empty.content.stars is None
    assert empty.decisions.share_alone is None
    assert empty.intents == []
