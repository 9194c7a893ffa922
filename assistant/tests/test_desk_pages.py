"""The staff pages of the desk."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign_role, ensure_roles
from accounts.tests.factories import make_customer
from assistant.desk import services as desk
from assistant.desk.policy import current_policy
from assistant.kinds import Author, ConversationState, HandoverReason, Intent, Priority
from assistant.models import SavedReply, ServicePolicy, Tag, Turn
from assistant.replies import Choices, Links, Products, Said, Sources, as_json
from assistant.tests.factories import make_article, make_conversation, make_turn
from catalog.tests.factories import make_product
from foundation import clock

pytestmark = pytest.mark.django_db
DESK = reverse("admin:assistant_conversation_desk")


def make_staff(name, role=Role.SUPPORT):
    ensure_roles()
    user = User.objects.create_user(f"{name}@shop.example", "a good long password", name=name)
    assign_role(user=user, role=role, actor=None)
    return user


@pytest.fixture
def sam():
    return make_staff("Sam")


@pytest.fixture
def support(client, sam):
    client.force_login(sam)
    return client


def waiting(text="Where is my parcel?", customer=None, *, ago=0, **fields):
    at = clock.now() - timedelta(hours=ago)
    talk = make_conversation(customer, started_at=at, last_at=at, **fields)
    make_turn(talk, text, at=at)
    return desk.hand_over(conversation=talk, reason=HandoverReason.ASKED, at=at)


def url(talk, name="change"):
    return reverse(f"admin:assistant_conversation_{name}", args=[talk.pk])


def do(support, talk, deed, **fields):
    return support.post(url(talk, "do"), {"do": deed, **fields})


def answer(support, talk, text="On its way.", *, deed="answer", **fields):
    last = talk.turns.latest("pk").pk
    return do(support, talk, deed, **{"text": text, "key": "k1", "last_seen": last, **fields})


def test_what_is_due_first_stands_first_and_overdue_is_told(support):
    waiting("A new question")
    waiting("An old question", ago=24 * 30)
    text = support.get(DESK).content.decode()
    assert text.index("An old question") < text.index("A new question")
    assert text.count("staff-overdue") == 1
    assert "1 overdue" in text
    only = support.get(DESK, {"overdue": "1"}).content.decode()
    assert "An old question" in only
    assert "A new question" not in only


def test_the_inbox_is_narrowed_down(support, sam):
    mine = waiting("Mine alone")
    desk.assign(conversation=mine, to=sam, by=sam)
    other = waiting("Of others")
    desk.set_priority(conversation=other, priority=Priority.URGENT, by=sam)
    desk.set_tags(conversation=other, tags=[], new="Lost", by=sam)

    def shown(**asked):
        text = support.get(DESK, asked).content.decode()
        return ("Mine alone" in text, "Of others" in text)

    assert shown() == (True, True)
    assert shown(show="mine") == (True, False)
    assert shown(priority="urgent") == (False, True)
    assert shown(tag=Tag.objects.get().pk) == (False, True)
    assert shown(q="alone") == (True, False)
    assert shown(show="closed") == (False, False)


@pytest.mark.parametrize(
    "asked",
    [
        {"show": "x"},
        {"tag": "9" * 40},
        {"tag": "²"},
        {"priority": "'"},
        {"q": "\x00"},
        {"page": "-1"},
    ],
)
def test_an_address_that_says_nothing_shows_the_queue(support, asked):
    waiting()
    assert support.get(DESK, asked).status_code == 200


def _queries(support, address):
    with CaptureQueriesContext(connection) as queries:
        assert support.get(address).status_code == 200
    return len(queries)


def test_pages_cost_the_same_queries_however_much_was_said(support, sam):
    def ask(number):
        talk = waiting(f"Question {number}", make_customer())
        desk.assign(conversation=talk, to=sam, by=sam)
        desk.set_tags(conversation=talk, tags=[], new=f"Tag {number}", by=sam)
        return talk

    first = ask(0)
    say_much(first, 2)
    few = _queries(support, DESK), _queries(support, url(first))
    for number in range(1, 12):
        ask(number)
    say_much(first, 20)
    many = _queries(support, DESK), _queries(support, url(first))
    assert many <= few


def say_much(talk, times):
    for _time in range(times):
        shown, article = make_product(), make_article()
        blocks = as_json([Said("Look."), Products((shown.pk,)), Sources((article.pk,))])
        make_turn(talk, "Look.", author=Author.ASSISTANT, blocks=blocks)


def test_nobody_waits(support):
    make_conversation()
    assert "Nobody waits for an answer." in support.get(DESK).content.decode()


def test_a_conversation_is_told_with_what_was_shown(support):
    talk, lamp = waiting(), make_product("Aurora lamp")
    article = make_article("Delivery times")
    blocks = [
        Said("Look at <b>these</b>."),
        Products((lamp.pk, 999_999)),
        Sources((article.pk,)),
        Choices((("Yes", "yes"),)),
        Links((("Cart", "/cart/"),)),
    ]
    make_turn(talk, "Look.", author=Author.ASSISTANT, blocks=as_json(blocks), intent=Intent.COMPARE)
    text = support.get(url(talk)).content.decode()
    assert "Look at &lt;b&gt;these&lt;/b&gt;." in text
    assert reverse("admin:catalog_product_change", args=[lamp.pk]) in text
    assert "Delivery times" in text
    assert "Gave a choice: Yes" in text
    assert "Compare products" in text


def test_an_answer_is_sent_once_and_leaves_the_queue(support, sam):
    talk = waiting()
    assert answer(support, talk).status_code == 302
    answer(support, talk)
    said = Turn.objects.get(author=Author.STAFF)
    assert (said.text, said.staff) == ("On its way.", sam)
    talk.refresh_from_db()
    assert talk.state == ConversationState.ANSWERED


def test_sent_and_closed_with_one_button(support):
    talk = waiting()
    answer(support, talk, deed="answer_and_close")
    talk.refresh_from_db()
    assert talk.state == ConversationState.CLOSED
    assert "Open it again" in support.get(url(talk)).content.decode()
    do(support, talk, "reopen")
    talk.refresh_from_db()
    assert talk.state == ConversationState.WAITING


def test_an_empty_answer_is_refused_where_it_is_written(support):
    talk = waiting()
    response = answer(support, talk, " ")
    assert response.status_code == 422
    assert not Turn.objects.filter(author=Author.STAFF).exists()


def test_of_two_who_answer_the_second_sees_the_first_and_loses_no_word(support):
    talk = waiting()
    last, kim = talk.turns.latest("pk").pk, make_staff("Kim")
    desk.reply(conversation=talk, staff=kim, text="I am on it.")
    response = answer(support, talk, "Mine, too.", last_seen=last)
    text = response.content.decode()
    assert response.status_code == 422
    assert "I am on it." in text
    assert "Mine, too.</textarea>" in text
    assert Turn.objects.filter(author=Author.STAFF).count() == 1
    newest = response.context["answer_form"].initial["last_seen"]
    assert answer(support, talk, "Mine, too.", last_seen=newest).status_code == 302
    assert Turn.objects.filter(author=Author.STAFF).count() == 2


def test_who_has_it_open_is_told_to_the_next(support, client):
    talk, kim = waiting(), make_staff("Kim")
    support.get(url(talk))
    client.force_login(kim)
    assert "Sam has this conversation open, too." in client.get(url(talk)).content.decode()


def test_news_are_nothing_until_something_was_said(support):
    talk = waiting()
    last = talk.turns.latest("pk").pk
    asked = {"after": last, "state": talk.state, "reader": 0}
    assert support.get(url(talk, "news"), asked).status_code == 204
    make_turn(talk, "Are you there?")
    text = support.get(url(talk, "news"), asked).content.decode()
    assert "Are you there?" in text
    assert "Where is my parcel?" not in text
    assert f"after={talk.turns.latest('pk').pk}" in text


def test_a_suggestion_fills_the_box_below_what_is_written(support, sam):
    ada = make_customer("Ada")
    talk = waiting("Where is my parcel?", ada, subject="Where is my parcel?")
    saved = SavedReply.objects.create(
        title="Where is my parcel", text="Hello {name}, your parcel {order} is on its way. {staff}"
    )
    assert "Where is my parcel" in support.get(url(talk)).content.decode()
    response = do(
        support, talk, f"use:saved-{saved.pk}", text="First of all: sorry.", last_seen="1"
    )
    form = response.context["answer_form"]
    assert form["text"].value() == (
        "First of all: sorry.\n\nHello Ada, your parcel … is on its way. Sam"
    )
    assert form["saved"].value() == saved.pk
    assert not Turn.objects.filter(author=Author.STAFF).exists()
    answer(support, talk, form["text"].value(), saved=saved.pk)
    saved.refresh_from_db()
    assert saved.used == 1


def test_a_suggestion_that_is_gone_is_told(support):
    response = do(support, waiting(), "use:saved-77", text="x", last_seen="²")
    assert [str(each) for each in get_messages(response.wsgi_request)] == [
        "This suggestion is not there any more."
    ]
    assert response.context["answer_form"]["text"].value() == "x"


def test_a_note_stays_among_colleagues(support):
    talk = waiting()
    do(support, talk, "note", text="Ask the carrier.")
    assert Turn.objects.get(author=Author.NOTE).text == "Ask the carrier."
    assert do(support, talk, "note", text="").status_code == 422


def test_priority_tags_and_who_sees_to_it_are_kept_together(support, sam):
    talk, tag = waiting(), Tag.objects.create(name="Parcel")
    do(support, talk, "sort", priority="high", assigned_to=sam.pk, tags=[tag.pk], new_tag="Lost")
    talk.refresh_from_db()
    assert (talk.priority, talk.assigned_to) == (Priority.HIGH, sam)
    assert {each.name for each in talk.tags.all()} == {"Parcel", "Lost"}
    assert do(support, talk, "sort", priority="none").status_code == 422


def test_only_who_may_answer_can_be_given_it(support):
    analyst = make_staff("Ro", Role.ANALYST)
    response = do(support, waiting(), "sort", priority="high", assigned_to=analyst.pk)
    assert response.status_code == 422


def test_take_and_close(support, sam):
    talk = waiting()
    do(support, talk, "take")
    talk.refresh_from_db()
    assert talk.assigned_to == sam
    do(support, talk, "close")
    talk.refresh_from_db()
    assert talk.state == ConversationState.CLOSED


def test_who_only_looks_answers_nobody(client):
    talk = waiting()
    client.force_login(make_staff("Ora", Role.OWNER))
    reader = make_staff("Vi", Role.ANALYST)
    client.force_login(reader)
    assert client.get(url(talk)).status_code == 403
    assert answer(client, talk).status_code == 403
    assert not Turn.objects.filter(author=Author.STAFF).exists()


def test_the_policy_is_one_row_with_days_by_their_names(client):
    client.force_login(make_staff("Mo", Role.MANAGER))
    policy = current_policy()
    change = reverse("admin:assistant_servicepolicy_change", args=[policy.pk])
    assert "Wednesday" in client.get(change).content.decode()
    told = {name: getattr(policy, name) for name in (
        "hours_urgent", "hours_high", "hours_normal", "hours_low", "open_from", "open_until",
        "close_after_days", "keep_days",
    )}  # fmt: skip
    client.post(change, {**told, "open_days": [1, 6], "hours_normal": 3})
    kept = ServicePolicy.objects.get()
    assert (kept.open_days, kept.hours_normal) == ([1, 6], 3)
    refused = client.post(change, {**told, "open_days": [1], "open_from": 18})
    assert refused.status_code == 200
    assert ServicePolicy.objects.get().open_from == policy.open_from


def test_a_saved_reply_knows_its_places(support):
    add = reverse("admin:assistant_savedreply_add")
    told = {"title": "Hello", "language": "en", "intent": ""}
    assert (
        "Nothing is known by {nme}."
        in support.post(add, {**told, "text": "Hello {nme}"}).content.decode()
    )
    support.post(add, {**told, "text": "Hello {name}"})
    assert SavedReply.objects.get().text == "Hello {name}"
