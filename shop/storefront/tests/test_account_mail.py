"""What the account library writes leaves as mail of the shop: queued, in its look, once."""

import pytest
from django.core import mail

from notifications.kinds import MailKind, MailState
from notifications.models import Mail, OptOut
from notifications.opt_outs import token_for
from notifications.sending import send_due
from shop.storefront.tests.test_accounts import EMAIL, PASSWORD, log_in, make_user

pytestmark = pytest.mark.django_db


def test_a_password_is_reset_by_the_link_of_a_mail(client):
    make_user()
    client.post("/de/accounts/password/reset/", {"email": EMAIL})
    assert not mail.outbox, "nothing is sent while the reader waits"
    row = Mail.objects.get(kind=MailKind.PASSWORD_RESET)
    assert (row.language, row.to) == ("de", EMAIL)

    send_due()
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    path = link.partition("://")[2].partition("/")[2]
    form = client.get(f"/{path}", follow=True)
    new = "another-good-phrase"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    login = {"login": EMAIL, "password": new}
    assert client.post("/accounts/login/", login)["Location"] == "/account/"
    row.refresh_from_db()
    assert row.state == MailState.SENT
    assert link not in row.text + row.html + str(row.context)


def test_whatever_else_the_library_says_leaves_too(client):
    client.post("/accounts/password/reset/", {"email": EMAIL})  # nobody has that address
    send_due()
    (message,) = mail.outbox
    assert Mail.objects.get().kind == MailKind.ACCOUNT_NOTICE
    assert message.to == [EMAIL]
    assert message.subject
    assert not message.subject.startswith("[")


def test_a_sign_up_does_not_wait_for_the_mail_server(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client.post("/accounts/signup/", {"email": EMAIL, "password1": PASSWORD})
    assert Mail.objects.get().state == MailState.QUEUED
    assert client.get("/account/").status_code == 200


def test_a_link_stops_a_kind_after_a_word_from_the_reader(client):
    path = f"/mail/stop/{token_for(email=EMAIL, kind=MailKind.BACK_IN_STOCK)}/"
    page = client.get(path)
    assert page.status_code == 200
    assert EMAIL not in page.content.decode()
    assert not OptOut.objects.exists(), "programs follow links by themselves"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(path).status_code == 200
    assert OptOut.objects.get().kind == MailKind.BACK_IN_STOCK
    assert client.get("/mail/stop/nonsense/").status_code == 404


def test_mails_of_a_customer_are_theirs(client):
    make_user()
    log_in(client)
    client.post("/accounts/password/reset/", {"email": EMAIL})
    assert Mail.objects.get().customer.user.email == EMAIL
