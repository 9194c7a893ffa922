"""What a reader sees: the right words in their language, and nothing a name smuggled in."""

import re
from email.message import EmailMessage

import pytest
from django.utils.translation import override

from notifications import contexts
from notifications.contexts import ContextIncomplete, check_context
from notifications.kinds import OPTIONAL_KINDS, SECRET_KINDS, MailKind
from notifications.rendering import render, render_mail, render_to_keep
from notifications.services import send_mail
from notifications.tests.factories import WRITTEN_HERE, make_contexts, queue_mail

HOSTILE = '"><script>alert(1)</script>\r\nBcc: victim@example.com & {{ secret }}'


@pytest.mark.parametrize("kind", WRITTEN_HERE)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_kind_is_written_in_every_language(kind, language):
    mail = render(kind, language=language, context=make_contexts()[kind])
    assert mail.subject
    assert len(mail.text) > 100
    assert f'<html lang="{language}"' in mail.html
    for text in (mail.subject, mail.text, mail.html):
        assert "{{" not in text
        assert "{%" not in text
        assert "None" not in text
        assert "&amp;amp;" not in text


@pytest.mark.parametrize("kind", WRITTEN_HERE)
def test_a_hostile_name_stays_a_name(kind):
    mail = render(kind, language="en", context=make_contexts(HOSTILE)[kind])
    assert "<script>" not in mail.html
    assert not re.search(r'alt="">', mail.html)
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    EmailMessage()["Subject"] = mail.subject  # refuses a line's end


@pytest.mark.parametrize("kind", WRITTEN_HERE)
def test_the_html_asks_nothing_of_anybody_but_its_pictures(kind):
    html = render(kind, language="en", context=make_contexts()[kind]).html
    assert "<script" not in html
    assert "<link" not in html
    assert "@import" not in html
    assert re.search(r"<img(?![^>]*\balt=)", html) is None
    assert 'name="color-scheme" content="light dark"' in html


def test_the_text_is_not_html():
    context = make_contexts("Fish & Chips <Ltd>")[MailKind.ORDER_CONFIRMATION]
    text = render(MailKind.ORDER_CONFIRMATION, language="en", context=context).text
    assert "2 × Fish & Chips <Ltd> (Forest, M)  €25.00" in text
    assert "Total: €45.00" in text
    assert "\n\n\n" not in text


def test_amounts_and_days_are_written_as_the_reader_writes_them():
    context = make_contexts()[MailKind.ORDER_CONFIRMATION]
    with override("en"):  # whatever the request's language was
        text = render(MailKind.ORDER_CONFIRMATION, language="de", context=context).text
    assert "45,00\xa0€" in text


def test_a_context_without_a_field_is_refused_where_it_is_written():
    context = make_contexts()[MailKind.REFUND]
    del context["amount"]
    with pytest.raises(ContextIncomplete, match="amount"):
        check_context(MailKind.REFUND, context)
    with pytest.raises(ContextIncomplete, match="extra"):
        check_context(MailKind.REFUND, {**make_contexts()[MailKind.REFUND], "extra": 1})


def test_every_kind_has_its_context():
    assert set(contexts.CONTEXTS) == set(MailKind)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(SECRET_KINDS))
def test_what_is_kept_of_a_secret_mail_lets_nobody_in(kind):
    mail = queue_mail(kind)
    assert "s3cret-token" in render_mail(mail).text
    kept = render_to_keep(mail)
    assert "s3cret-token" not in kept.text + kept.html + kept.subject


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(OPTIONAL_KINDS & set(WRITTEN_HERE)))
def test_what_can_be_declined_says_how(kind):
    mail = render_mail(queue_mail(kind))
    assert "/mail/stop/" in mail.text
    assert "/mail/stop/" in mail.html


@pytest.mark.django_db
def test_a_language_that_the_shop_does_not_speak_becomes_its_own():
    mail = send_mail(
        kind=MailKind.REFUND,
        to="a@example.com",
        language="tlh",
        context=make_contexts()[MailKind.REFUND],
        key="k",
    )
    assert mail.language == "en"
