"""What an answer may be begun with, and the mail by which it goes to who is away."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from accounts.tests.factories import make_customer
from assistant.desk import services as desk
from assistant.desk.filling import PLACES, check_places, filled
from assistant.desk.suggesting import Source, open_question, suggestions
from assistant.kinds import Author, HandoverReason, Intent
from assistant.models import SavedReply
from assistant.tests.factories import make_article, make_conversation, make_turn
from catalog.tests.factories import make_product
from foundation import clock
from foundation.refusals import Refusal
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.fulfilment import ship_order
from orders.tests.factories import check_out, make_cart

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam():
    return User.objects.create_user("sam@shop.example", "a good long password", name="Sam Hill")


def asked(text, customer=None, **fields):
    talk = make_conversation(customer, **fields)
    make_turn(talk, text)
    return desk.hand_over(conversation=talk, reason=HandoverReason.ASKED)


def ordered(customer):
    return check_out(make_cart(make_product("Lamp", stock=5), customer=customer))


def titles(talk, sam, source=None):
    found = suggestions(talk, staff=sam)
    return [each.title for each in found if source in (None, each.source)]


def test_nothing_is_suggested_before_anything_was_asked(sam):
    SavedReply.objects.create(title="Hello", text="Hello")
    assert suggestions(make_conversation(), staff=sam) == []


def test_saved_replies_of_the_intent_come_before_those_of_like_words(sam):
    SavedReply.objects.create(title="A lost parcel", text="We look for your parcel.")
    SavedReply.objects.create(title="It left", text="It left us.", intent=Intent.ORDER_STATE)
    SavedReply.objects.create(title="Paket", text="Ihr Paket", language="de")
    SavedReply.objects.create(title="Wholesale", text="Prices for shops.")
    talk = asked("My parcel is lost")
    make_turn(talk, "I cannot see it.", author=Author.ASSISTANT, intent=Intent.ORDER_STATE)
    assert titles(talk, sam, Source.SAVED) == ["It left", "A lost parcel"]


def test_articles_are_offered_in_their_words(sam):
    make_article("How long does delivery take?", body="Parcels arrive within three working days.")
    (found,) = suggestions(asked("How long does delivery take?"), staff=sam)
    assert found.source is Source.ARTICLE
    assert "three working days" in found.text


def test_what_was_answered_to_the_like_is_offered_without_who_it_was(sam):
    ada = make_customer("Ada Lovelace")
    before = asked("Is the Aurora lamp dimmable? Order S-10042", ada)
    text = (
        "Hello Ada, yes, it is dimmable. Your order S-10042 has one.\n\nWrite to ada@mail.example."
    )
    desk.reply(conversation=before, staff=sam, text=text)
    (found,) = suggestions(asked("is the aurora lamp dimmable"), staff=sam)
    assert found.source is Source.EARLIER
    assert "yes, it is dimmable" in found.text
    for secret in ("Ada", "10042", "mail.example"):
        assert secret not in found.text + found.title


def test_who_an_order_goes_to_is_not_told_to_the_next_who_asks(sam):
    order = ordered(make_customer())
    order.ship_name = "Grace Hopper"
    order.save(update_fields=["ship_name"])
    before = asked("Is the Aurora lamp dimmable?", order=order)
    desk.reply(conversation=before, staff=sam, text="Yes, Grace, and yours is, too.")
    (found,) = suggestions(asked("is the aurora lamp dimmable"), staff=sam)
    assert found.text == "Yes, …, and yours is, too."


def test_a_long_answer_of_several_paragraphs_is_offered_whole(sam):
    long = "It dims by turning the ring. " * 20
    before = asked("Is the Aurora lamp dimmable?")
    desk.reply(conversation=before, staff=sam, text=f"{long}\r\n\r\nJust ask.")
    (found,) = suggestions(asked("is the aurora lamp dimmable"), staff=sam)
    assert found.text == f"{long.strip()}\n\nJust ask."


def test_unlike_questions_have_nothing_in_common(sam):
    desk.reply(conversation=asked("Is the lamp dimmable?"), staff=sam, text="Yes.")
    assert suggestions(asked("Do you sell bread?"), staff=sam) == []


def test_only_what_was_said_since_the_last_answer_is_open(sam):
    talk = asked("Where is my parcel?")
    assert open_question(talk) == "Where is my parcel?"
    desk.reply(conversation=talk, staff=sam, text="Here.")
    assert open_question(talk) == ""
    make_turn(talk, "Thanks.")
    make_turn(talk, "And the lamp?")
    assert open_question(talk) == "Thanks.\nAnd the lamp?"


def test_a_saved_reply_is_filled_with_the_orders_facts(sam):
    ada = make_customer("Ada")
    order = ordered(ada)
    ship_order(order=order, tracking="X1")
    talk = asked("Where is it?", ada, order=order)
    text = filled("Hello {name}: {order}, {tracking}. {staff}", conversation=talk, staff=sam)
    assert text == f"Hello Ada: {order.number}, X1. Sam Hill"


def test_a_fact_that_is_not_known_leaves_a_gap_to_see(sam):
    every = " ".join(f"{{{place}}}" for place in PLACES)
    told = filled(every, conversation=asked("Hello"), staff=sam)
    assert "{" not in told
    assert told.startswith("… …")
    assert "Sam Hill" in told


def test_days_are_told_in_the_conversations_language(sam):
    order = ordered(make_customer())
    order.placed_at = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
    order.save(update_fields=["placed_at"])
    talk = asked("Wo ist es?", order=order, language="de")
    assert "März" in filled("{ordered}", conversation=talk, staff=sam)
    talk = asked("Where is it?", order=order)
    assert "Mar" in filled("{ordered}", conversation=talk, staff=sam)


def test_braces_around_an_unknown_word_are_refused():
    check_places("Hello {name} {order}")
    with pytest.raises(Refusal, match=r"\{nmae\}"):
        check_places("Hello {nmae}")


def mails():
    return list(Mail.objects.filter(kind=MailKind.ANSWER))


def test_who_is_away_gets_the_answer_by_mail_with_a_way_back(sam):
    ada = make_customer("Ada", email="ada@mail.example")
    talk = asked("Where is my parcel?", ada, subject="Where is my parcel?")
    desk.reply(conversation=talk, staff=sam, text="On its way.")
    (mail,) = mails()
    assert (mail.to, mail.customer) == ("ada@mail.example", ada)
    assert mail.context["text"] == "On its way."
    assert talk.token in mail.context["talk_url"]


def test_a_guest_who_gave_an_address_gets_it_too(sam):
    talk = asked("Hello", email="guest@mail.example", language="fr")
    desk.reply(conversation=talk, staff=sam, text="Bonjour.")
    (mail,) = mails()
    assert (mail.to, mail.language) == ("guest@mail.example", "en")
    assert "/fr/" not in mail.context["talk_url"]


@pytest.mark.parametrize(("seconds", "goes"), [(10, False), (600, True)])
def test_who_looks_gets_no_mail(sam, seconds, goes):
    talk = asked("Hello", email="guest@mail.example")
    desk.seen(conversation=talk, at=clock.now() - timedelta(seconds=seconds))
    desk.reply(conversation=talk, staff=sam, text="Here.")
    assert bool(mails()) is goes


def test_without_an_address_the_answer_stands_in_the_chat_alone(sam):
    desk.reply(conversation=asked("Hello"), staff=sam, text="Here.")
    assert mails() == []


def test_a_note_goes_to_nobody(sam):
    desk.note(conversation=asked("Hello", email="guest@mail.example"), staff=sam, text="Odd.")
    assert mails() == []
