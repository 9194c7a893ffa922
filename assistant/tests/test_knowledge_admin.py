"""The staff pages of articles, unanswered questions, messages and examples."""

import pytest
from django.urls import reverse

from accounts.roles import Role, assign_role
from accounts.tests.factories import make_customer
from assistant.kinds import Author, Intent, QuestionState, Thumb
from assistant.learning.questions import note_unanswered
from assistant.models import Article, Example
from assistant.tests.factories import make_article, make_conversation, make_turn

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def owner(client, django_user_model):
    user = django_user_model.objects.create_superuser(email="owner@shop.example", password="x")
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def support(client, django_user_model):
    user = django_user_model.objects.create_user(email="help@shop.example", password="x")
    assign_role(user=user, role=Role.SUPPORT, actor=None)
    client.force_login(user, backend=BACKEND)
    return client


def post(client, name, *args, **data):
    """Send a form or a dialog of the staff pages."""
    data = {"_form_submitted": "on", **data}
    return client.post(reverse(f"admin:assistant_{name}", args=args), data)


def written(**fields):
    return {"slug": "wrapping", "language": "en", "title": "Wrapping", "body": "Yes.", **fields}


def test_staff_write_an_article_and_publish_it(owner):
    post(owner, "article_add", **written(questions="Do you wrap?"))
    article = Article.objects.get()
    assert not article.is_published

    post(owner, "article_publish", article.pk)
    article.refresh_from_db()
    assert article.is_published


def test_what_the_service_refuses_is_told_at_its_field(owner):
    page = post(owner, "article_add", **written(body="Within {retrun_days}."))
    assert "is no fact of the shop" in page.content.decode()
    assert not Article.objects.exists()


def test_the_page_shows_how_it_looks_and_the_other_languages_beside_it(owner, settings):
    settings.SHOP_RETURN_DAYS = 17
    article = make_article("Returns", slug="returns", body="## When\n\nWithin {return_days}.")
    make_article("Rückgabe", slug="returns", language="de", body="Innerhalb von {return_days}.")
    page = owner.get(reverse("admin:assistant_article_change", args=[article.pk]))
    html = page.content.decode()
    assert "<h2>When</h2>" in html
    assert "Within 17 days." in html
    assert "Innerhalb von 17 Tagen." in html


def test_support_writes_drafts_but_does_not_change_what_shoppers_read(support):
    post(support, "article_add", **written())
    draft = Article.objects.get()
    assert post(support, "article_publish", draft.pk).status_code == 403

    shown = make_article(body="As it is.")
    url = reverse("admin:assistant_article_change", args=[shown.pk])
    support.post(url, written(slug=shown.slug, body="Changed."))
    shown.refresh_from_db()
    assert shown.body == "As it is."
    assert support.get(url).status_code == 200


def test_a_translation_is_begun_from_the_article(owner):
    article = make_article("Wrapping", slug="wrapping")
    answer = post(owner, "article_translate", article.pk, language="fr")
    draft = Article.objects.get(language="fr")
    assert answer["HX-Redirect"] == reverse("admin:assistant_article_change", args=[draft.pk])


def test_the_houses_articles_come_as_drafts(owner):
    post(owner, "article_write_the_houses")
    assert Article.objects.count() > 40
    assert not Article.objects.filter(is_published=True).exists()


def test_a_question_becomes_an_article_or_an_example_or_is_set_aside(owner):
    question = note_unanswered(text="Do you wrap gifts?", language="en")
    answer = post(owner, "openquestion_write_article", question.pk)
    assert answer["HX-Redirect"].endswith(f"/article/{Article.objects.get().pk}/change/")

    post(owner, "openquestion_make_example", question.pk, intent=Intent.ASK_SHOP)
    assert Example.objects.get().intent == Intent.ASK_SHOP

    post(owner, "openquestion_set_aside", question.pk)
    question.refresh_from_db()
    assert question.state == QuestionState.SET_ASIDE

    post(owner, "openquestion_open_again", question.pk)
    question.refresh_from_db()
    assert question.state == QuestionState.OPEN


def test_an_article_answers_a_question(owner):
    article = make_article("Gift wrapping")
    question = note_unanswered(text="Is there a bow around it?", language="en")
    post(owner, "openquestion_add_to_article", question.pk, article=article.pk)
    article.refresh_from_db()
    question.refresh_from_db()
    assert article.questions == "Is there a bow around it?"
    assert question.state == QuestionState.ANSWERED


def test_what_did_not_help_is_listed_with_what_was_asked(owner):
    conversation = make_conversation(make_customer())
    asked = make_turn(conversation, "Is it waterproof?")
    make_turn(conversation, "Ham.", author=Author.ASSISTANT, answers=asked, thumb=Thumb.DOWN)
    make_turn(conversation, "Fine.", author=Author.ASSISTANT, thumb=Thumb.UP)
    page = owner.get(reverse("admin:assistant_turn_changelist"), {"thumb__exact": "down"})
    html = page.content.decode()
    assert "Is it waterproof?" in html
    assert "Ham." in html
    assert "Fine." not in html


def test_an_intent_is_put_right_on_a_message(owner):
    turn = make_turn(make_conversation(), "Is it waterproof?", intent=Intent.GREET)
    post(owner, "turn_put_right", turn.pk, intent=Intent.ASK_PRODUCT)
    assert Example.objects.get().text == "Is it waterproof?"


def test_an_answer_of_staff_becomes_an_article(owner):
    conversation = make_conversation()
    make_turn(conversation, "Do you wrap gifts?")
    turn = make_turn(conversation, "Yes, with a bow.", author=Author.STAFF)
    post(owner, "turn_make_article", turn.pk)
    assert Article.objects.get().body == "Yes, with a bow."


def test_examples_are_added_without_numbers_and_switched(owner):
    data = {"text": "where is 12345", "language": "en", "intent": Intent.ORDER_STATE}
    post(owner, "example_add", **data)
    example = Example.objects.get()
    assert example.text == "where is #"

    switch = {"action": "leave_chosen_out", "_selected_action": [example.pk]}
    post(owner, "example_changelist", **switch)
    example.refresh_from_db()
    assert not example.is_active


def test_an_example_of_nothing_is_refused_at_its_field(owner):
    page = post(owner, "example_add", text="123", language="en", intent=Intent.GREET)
    assert "nothing to learn from" in page.content.decode()
