"""What becomes of a conversation that a person is to answer."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from accounts.roles import Role, assign_role, ensure_roles
from assistant.desk import services as desk
from assistant.desk.policy import current_policy, save_policy
from assistant.desk.waiting import LOOKS_FOR, look, waiting_since
from assistant.kinds import Author, ConversationState, HandoverReason, Priority
from assistant.models import Conversation, SavedReply, Tag
from assistant.tests.factories import make_conversation, make_turn
from events.models import AuditEntry
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _shop_in_utc(settings):
    settings.TIME_ZONE = "UTC"


def make_staff(name, role=Role.SUPPORT):
    ensure_roles(app_label="assistant")
    user = User.objects.create_user(f"{name}@shop.example", "a good long password")
    assign_role(user=user, role=role, actor=None)
    return user


@pytest.fixture
def sam():
    return make_staff("sam")


def waiting(customer=None, *, reason=HandoverReason.ASKED, at=MONDAY, **fields):
    talk = make_conversation(customer, **fields)
    make_turn(talk, "Where is my parcel?", at=at)
    return desk.hand_over(conversation=talk, reason=reason, at=at)


def test_what_is_handed_over_waits_until_the_promised_hour():
    talk = waiting()
    assert talk.state == ConversationState.WAITING
    assert talk.handed_over_at == MONDAY
    assert talk.due_at == datetime(2026, 11, 17, 10, 0, tzinfo=UTC)  # eight hours of opening
    assert talk.subject == "Where is my parcel?"


def test_a_complaint_is_more_pressing():
    talk = waiting(reason=HandoverReason.COMPLAINT)
    assert talk.priority == Priority.HIGH
    assert talk.due_at == MONDAY + 4 * HOUR


def test_what_waits_keeps_its_place_when_it_is_handed_over_again():
    talk = waiting()
    again = desk.hand_over(conversation=talk, reason=HandoverReason.ASKED, at=MONDAY + 3 * HOUR)
    assert again.due_at == talk.due_at


def test_a_complaint_brings_forward_what_waits():
    talk = waiting()
    graver = desk.hand_over(conversation=talk, reason=HandoverReason.COMPLAINT, at=MONDAY + HOUR)
    assert graver.due_at == MONDAY + 4 * HOUR
    milder = desk.hand_over(conversation=graver, reason=HandoverReason.ASKED, at=MONDAY + HOUR)
    assert milder.priority == Priority.HIGH


def test_an_answer_leaves_the_queue_and_keeps_the_promise(sam):
    talk = waiting()
    turn = desk.reply(conversation=talk, staff=sam, text=" On its way. ", at=MONDAY + HOUR)
    talk.refresh_from_db()
    assert (turn.author, turn.text, turn.staff) == (Author.STAFF, "On its way.", sam)
    assert turn.blocks == [{"kind": "said", "text": "On its way."}]
    assert talk.state == ConversationState.ANSWERED
    assert talk.due_at is None
    assert talk.first_answered_at == MONDAY + HOUR
    assert talk.kept_promise is True
    assert talk.assigned_to == sam


def test_a_late_answer_is_known_as_late_whatever_comes_after(sam):
    talk = waiting()
    desk.reply(conversation=talk, staff=sam, text="Sorry!", at=MONDAY + timedelta(days=3))
    desk.shopper_wrote(conversation=talk, at=MONDAY + timedelta(days=4))
    desk.reply(conversation=talk, staff=sam, text="Here.", at=MONDAY + timedelta(days=4, hours=1))
    talk.refresh_from_db()
    assert talk.kept_promise is False
    assert talk.first_answered_at == MONDAY + timedelta(days=3)


def test_the_same_form_twice_is_one_answer(sam):
    talk = waiting()
    first = desk.reply(conversation=talk, staff=sam, text="Here.", key="form", at=MONDAY)
    second = desk.reply(conversation=talk, staff=sam, text="Here.", key="form", at=MONDAY)
    assert first == second
    assert talk.turns.filter(author=Author.STAFF).count() == 1


def test_who_did_not_see_the_newest_message_is_told_before_they_answer(sam):
    talk = waiting()
    last = talk.turns.latest("pk").pk
    kim = make_staff("kim")
    desk.reply(conversation=talk, staff=kim, text="I am on it.", last_seen=last, at=MONDAY)
    with pytest.raises(desk.Overtaken):
        desk.reply(conversation=talk, staff=sam, text="Me, too.", last_seen=last, at=MONDAY)
    assert talk.turns.filter(author=Author.STAFF).count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 8_001])
def test_an_answer_says_something_and_not_too_much(sam, text):
    talk = waiting()
    with pytest.raises(Refusal) as refused:
        desk.reply(conversation=talk, staff=sam, text=text)
    assert refused.value.field == "text"
    assert Conversation.objects.get().state == ConversationState.WAITING


def test_a_saved_reply_counts_its_use(sam):
    saved = SavedReply.objects.create(title="On its way", text="It is on its way.")
    desk.reply(conversation=waiting(), staff=sam, text="It is on its way.", saved=saved)
    saved.refresh_from_db()
    assert saved.used == 1


def test_a_note_is_for_colleagues_and_answers_nobody(sam):
    talk = waiting()
    turn = desk.note(conversation=talk, staff=sam, text="Ask the carrier.")
    talk.refresh_from_db()
    assert turn.author == Author.NOTE
    assert talk.state == ConversationState.WAITING


def test_a_message_after_the_answer_waits_anew(sam):
    talk = waiting()
    desk.reply(conversation=talk, staff=sam, text="Here.", at=MONDAY + HOUR)
    talk = desk.shopper_wrote(conversation=talk, at=MONDAY + 2 * HOUR)
    assert talk.state == ConversationState.WAITING
    assert talk.due_at == datetime(2026, 11, 17, 12, 0, tzinfo=UTC)


def test_only_who_may_answer_is_given_a_conversation(sam):
    talk = waiting()
    stranger = make_staff("ro", Role.ANALYST)
    with pytest.raises(Refusal):
        desk.assign(conversation=talk, to=stranger, by=sam)
    assert desk.assign(conversation=talk, to=sam, by=sam).assigned_to == sam
    assert desk.assign(conversation=talk, to=None, by=sam).assigned_to is None


def test_a_tag_that_is_there_is_not_made_again(sam):
    talk = waiting()
    parcel = Tag.objects.create(name="Parcel")
    desk.set_tags(conversation=talk, tags=[], new=" parcel ", by=sam)
    assert list(talk.tags.all()) == [parcel]
    desk.set_tags(conversation=talk, tags=[], new="Lost", by=sam)
    assert [tag.name for tag in talk.tags.all()] == ["Lost"]


def test_a_priority_is_counted_from_when_they_began_to_wait(sam):
    talk = waiting()
    talk = desk.set_priority(
        conversation=talk, priority=Priority.URGENT, by=sam, at=MONDAY + 3 * HOUR
    )
    assert talk.due_at == MONDAY + HOUR


def test_closed_and_opened_again(sam):
    talk = desk.close(conversation=waiting(), by=sam, at=MONDAY + HOUR)
    assert (talk.state, talk.closed_at) == (ConversationState.CLOSED, MONDAY + HOUR)
    assert desk.close(conversation=talk, by=sam, at=MONDAY + 2 * HOUR).closed_at == MONDAY + HOUR
    talk = desk.reopen(conversation=talk, by=sam, at=MONDAY + 2 * HOUR)
    assert (talk.state, talk.closed_at) == (ConversationState.WAITING, None)
    with pytest.raises(Refusal):
        desk.reopen(conversation=talk, by=sam)


def test_the_shopper_says_how_it_was_once_they_are_answered(sam):
    talk = waiting()
    with pytest.raises(Refusal):
        desk.rate(conversation=talk, stars=5)
    desk.reply(conversation=talk, staff=sam, text="Here.")
    with pytest.raises(Refusal):
        desk.rate(conversation=talk, stars=6)
    talk = desk.rate(conversation=talk, stars=4, note=" Quick\x00. ")
    assert (talk.satisfaction, talk.satisfaction_note) == (4, "Quick.")


def test_of_two_who_look_the_second_is_told(sam):
    talk, kim = waiting(), make_staff("kim")
    assert look(conversation=talk, staff=sam, at=MONDAY) is None
    assert look(conversation=talk, staff=sam, at=MONDAY + HOUR) is None
    assert look(conversation=talk, staff=kim, at=MONDAY + HOUR) == sam
    assert look(conversation=talk, staff=kim, at=MONDAY + HOUR + 2 * LOOKS_FOR) is None


def test_they_wait_since_the_oldest_message_without_an_answer(sam):
    talk = waiting()
    assert waiting_since(talk) == MONDAY
    desk.reply(conversation=talk, staff=sam, text="Here.", at=MONDAY + HOUR)
    assert waiting_since(talk) is None
    make_turn(talk, "And now?", at=MONDAY + 2 * HOUR)
    make_turn(talk, "Hello?", at=MONDAY + 3 * HOUR)
    assert waiting_since(talk) == MONDAY + 2 * HOUR


def test_what_staff_do_stands_in_the_audit_trail_without_what_was_said(sam):
    talk = waiting()
    desk.reply(conversation=talk, staff=sam, text="Your secret is safe.")
    desk.close(conversation=talk, by=sam)
    entries = AuditEntry.objects.filter(model="assistant.conversation").order_by("pk")
    assert [entry.action for entry in entries] == ["conversation.answered", "conversation.closed"]
    assert all(entry.actor == sam.pk for entry in entries)
    assert "secret" not in str(list(entries.values()))


def test_the_policy_is_checked_and_what_waits_keeps_its_moment():
    talk, policy = waiting(), current_policy()
    policy.hours_normal = 2
    save_policy(changed=policy)
    talk.refresh_from_db()
    assert talk.due_at == datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
    assert waiting().due_at == MONDAY + 2 * HOUR
    policy.open_from, policy.open_until = 17, 9
    with pytest.raises(Refusal):
        save_policy(changed=policy)
    policy.open_from, policy.open_until, policy.open_days = 9, 17, []
    with pytest.raises(Refusal) as refused:
        save_policy(changed=policy)
    assert refused.value.field == "open_days"
