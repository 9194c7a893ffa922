"""Staff see what was sent, may send it again if they may, and can never act as its reader."""

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as outgoing
from django.urls import reverse

from accounts.models import User
from notifications.kinds import MailState, SuppressionReason
from notifications.models import Mail, Suppression
from notifications.sending import send_due
from notifications.tests.factories import WRITTEN_HERE, fill_suppressions, queue_mail

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LIST = "/admin/notifications/mail/"
SUBMITTED = {"_form_submitted": "on"}


def _staff(client, *permissions):
    user = User.objects.create_user("staff@example.com", "a good long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user, backend=BACKEND)
    return client


def _page(mail, name="change"):
    return reverse(f"admin:notifications_mail_{name}", args=[mail.pk])


def test_the_page_shows_the_mail_in_a_frame_without_rights(client):
    staff, mail = _staff(client, "view_mail"), queue_mail()
    send_due()
    page = staff.get(_page(mail))
    assert page.status_code == 200
    assert f'sandbox src="{_page(mail, "body")}"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "€12.34" in page.content.decode()

    body = staff.get(_page(mail, "body"))
    assert "sandbox" in body["Content-Security-Policy"]
    assert "script-src" not in body["Content-Security-Policy"]
    assert body["X-Frame-Options"] == "SAMEORIGIN"
    assert "€12.34" in body.content.decode()


@pytest.mark.parametrize("kind", WRITTEN_HERE)
@pytest.mark.parametrize("is_sent", [True, False])
def test_no_link_of_a_reader_is_shown_to_staff(client, kind, is_sent):
    staff, mail = _staff(client, "view_mail"), queue_mail(kind)
    if is_sent:
        send_due()
    shown = staff.get(_page(mail)).content.decode()
    if (is_sent and Mail.objects.get().html) or not is_sent:
        shown += staff.get(_page(mail, "body")).content.decode()
    assert "s3cret-token" not in shown
    assert "/order/abc/" not in shown
    assert "/mail/stop/" not in shown


def test_looking_is_not_sending(client):
    staff, mail = _staff(client, "view_mail"), queue_mail()
    send_due()
    response = staff.post(_page(mail, "send_once_more"), SUBMITTED)
    assert response.status_code in {302, 403}
    assert Mail.objects.count() == 1


def test_who_may_not_look_sees_neither_page_nor_body(client):
    staff, mail = _staff(client), queue_mail()
    send_due()
    assert staff.get(_page(mail)).status_code == 403
    assert staff.get(_page(mail, "body")).status_code == 403
    client.logout()
    assert client.get(_page(mail, "body")).status_code == 302


def test_staff_send_it_once_more(client):
    staff, mail = _staff(client, "view_mail", "resend_mail"), queue_mail()
    send_due()
    staff.post(_page(mail, "send_once_more"), SUBMITTED)
    send_due()
    assert len(outgoing.outbox) == 2


def test_staff_try_failed_ones_again(client):
    staff, mail = _staff(client, "view_mail", "resend_mail"), queue_mail()
    Mail.objects.update(state=MailState.FAILED, error="away")
    staff.post(_page(mail, "try_this_again"), SUBMITTED)
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (MailState.QUEUED, "")
    Mail.objects.update(state=MailState.FAILED)
    chosen = {"action": "try_again", "_selected_action": [str(mail.pk)]}
    staff.post(reverse("admin:notifications_mail_changelist"), chosen)
    assert send_due() == 1


def test_without_a_mail_server_the_list_is_the_outbox(client, settings):
    staff = _staff(client, "view_mail")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert "No mail server is set" in staff.get(LIST).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "No mail server is set" not in staff.get(LIST).content.decode()


def test_an_address_is_written_down_found_and_let_go_by_its_digest_alone(client):
    staff = _staff(client, "view_suppression", "add_suppression", "delete_suppression")
    pages = "/admin/notifications/suppression/"
    staff.post(f"{pages}add/", {"email": "Ada@shop.example"})
    row = Suppression.objects.get()
    assert row.reason == SuppressionReason.STAFF
    found = staff.get(pages, {"q": " ada@SHOP.example"}).content.decode()
    assert f"{row.digest[:12]}…" in found
    assert "ada@shop.example" not in staff.get(pages).content.decode().casefold()
    assert f"{row.digest[:12]}…" not in staff.get(pages, {"q": "ada"}).content.decode()
    again = staff.post(f"{pages}add/", {"email": "ada@shop.example"})
    assert "suppressed already" in again.content.decode()
    staff.post(f"{pages}{row.pk}/delete/", {"post": "yes"})
    assert not Suppression.objects.exists()


def test_reports_are_found_by_the_whole_address(client):
    fill_suppressions("ada@shop.example")
    staff = _staff(client, "view_deliveryreport")
    pages = "/admin/notifications/deliveryreport/"
    assert "5.1.1" in staff.get(pages, {"q": "ada@shop.example"}).content.decode()
    assert "5.1.1" in staff.get(pages, {"q": "5.1.1"}).content.decode()
    other = staff.get(pages, {"q": "ben@shop.example"}).content.decode()
    assert "Came back for good" not in other.partition("result_list")[2]
