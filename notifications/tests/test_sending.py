"""Each mail at least once, a repeat known by its id, and a server that fails loses nothing."""

import socket
import threading
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.db import connection

from foundation import clock
from notifications import services
from notifications.kinds import MailKind, MailState
from notifications.models import Mail
from notifications.sending import LONGEST_WAIT, MOST_ATTEMPTS, claim, send_due
from notifications.services import retry_mail
from notifications.tests.factories import queue_mail
from notifications.tests.smtp import mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def smtp(settings):
    """Mail leaves by a real connection to a server of this test."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5

    def use(port):
        settings.EMAIL_PORT = port

    return use


def _closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _make_due():
    Mail.objects.update(due_at=clock.now() - timedelta(seconds=1))


def test_a_mail_arrives_with_both_bodies_and_its_id(smtp):
    mail = queue_mail()
    with mail_server() as server:
        smtp(server.port)
        assert send_due() == 1
    (message,) = server.taken
    assert message["To"] == "ada@shop.example"
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html"]
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert mail.subject == "Refund of €12.34 for order S-1001"
    assert "€12.34" in mail.text


def test_what_can_be_declined_offers_it_to_the_mail_program():
    queue_mail(MailKind.BACK_IN_STOCK)
    send_due()
    headers = outgoing.outbox[0].extra_headers
    assert headers["List-Unsubscribe"].startswith("<http")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_many_mails_go_through_one_connection(smtp):
    for _turn in range(5):
        queue_mail()
    with mail_server() as server:
        smtp(server.port)
        assert send_due() == 5
    assert server.connections == 1


def test_a_server_that_is_away_loses_nothing_and_is_asked_less_and_less(smtp):
    smtp(_closed_port())
    mail, other = queue_mail(), queue_mail()
    waits = []
    for _turn in range(4):
        assert send_due() == 0
        mail.refresh_from_db()
        waits.append(mail.due_at - clock.now())
        Mail.objects.filter(pk=mail.pk).update(due_at=clock.now() - timedelta(days=1))
    assert mail.state == MailState.QUEUED
    assert "ConnectionRefused" in mail.error
    assert waits == sorted(waits)
    assert waits[3] > 7 * waits[0]
    other.refresh_from_db()
    assert (other.state, other.attempts) == (MailState.QUEUED, 0), "one a run finds out"

    with mail_server() as server:
        smtp(server.port)
        assert send_due() == 2
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (MailState.SENT, "")


def test_waits_end_somewhere(settings):
    first_wait = timedelta(seconds=settings.MAIL_FIRST_WAIT_SECONDS)
    wait = first_wait * 2 ** (MOST_ATTEMPTS - 1)
    assert min(wait, LONGEST_WAIT) == LONGEST_WAIT


def test_a_server_that_is_busy_is_tried_again_and_the_next_mail_goes_on(smtp):
    queue_mail()
    with mail_server(answer_to_recipient="451 later") as server:
        smtp(server.port)
        assert send_due() == 0
    assert Mail.objects.get().state == MailState.QUEUED
    assert "451" in Mail.objects.get().error


def test_a_reader_whom_the_server_does_not_know_fails_at_once(smtp):
    mail = queue_mail()
    with mail_server(answer_to_recipient="550 nobody here") as server:
        smtp(server.port)
        assert send_due() == 0
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == (MailState.FAILED, 1)
        assert "550" in mail.error
        retry_mail(mail_id=mail.pk)
        server.answer_to_recipient = "250 now I know"
        assert send_due() == 1


def test_it_is_given_up_after_many_attempts_with_the_last_reason(smtp):
    smtp(_closed_port())
    mail = queue_mail()
    for _turn in range(MOST_ATTEMPTS):
        _make_due()
        send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, MOST_ATTEMPTS)
    assert "ConnectionRefused" in mail.error
    assert mail.context, "what was not said is kept, to be tried again"


def test_a_secret_that_failed_is_not_kept(smtp):
    mail = queue_mail(MailKind.PASSWORD_RESET)
    with mail_server(answer_to_recipient="550 nobody here") as server:
        smtp(server.port)
        send_due()
    mail.refresh_from_db()
    assert mail.context == {}


def test_a_killed_worker_s_mail_is_sent_by_another_under_the_same_id():
    mail = queue_mail()
    assert claim("dead").pk == mail.pk
    assert send_due() == 0, "its holder may be alive"
    Mail.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert send_due() == 1
    assert outgoing.outbox[0].extra_headers["Message-ID"] == mail.message_id


def test_a_mail_that_kills_every_worker_is_given_up():
    mail = queue_mail()
    for _turn in range(MOST_ATTEMPTS):
        assert claim("dead").pk == mail.pk
        Mail.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert send_due() == 0
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
    assert "died" in mail.error


def test_a_holder_that_was_only_slow_ends_nothing():
    mail = queue_mail()
    held = claim("slow")
    Mail.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    taken = claim("quick")
    assert not services.close(held, owner="slow", state=MailState.FAILED)
    assert services.close(taken, owner="quick", state=MailState.SENT)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_a_template_that_fails_holds_nobody_up():
    broken, fine = queue_mail(), queue_mail()
    Mail.objects.filter(pk=broken.pk).update(
        context={"amount": {"minor": "many", "currency": "EUR"}}, due_at=clock.now()
    )
    assert send_due() == 1
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, fine.state) == (MailState.QUEUED, MailState.SENT)
    assert "ValueError" in broken.error


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_mail_once(smtp):
    mails = [queue_mail() for _turn in range(12)]
    failures = []

    def work():
        try:
            send_due()
        except Exception as error:  # told by the assertion below
            failures.append(error)
        finally:
            connection.close()

    with mail_server() as server:
        smtp(server.port)
        threads = [threading.Thread(target=work) for _worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert not failures
    assert sorted(server.ids()) == sorted(mail.message_id for mail in mails)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_server_takes_its_time(smtp):
    """The server itself writes to the database before it accepts: a lock would make it wait."""
    mail = queue_mail()
    seen = []

    def write_meanwhile():
        try:
            seen.append(Mail.objects.filter(pk=mail.pk).update(reference="touched"))
            seen.append(connection.in_atomic_block)
        finally:
            connection.close()

    with mail_server(before_accepting=write_meanwhile) as server:
        smtp(server.port)
        assert send_due() == 1
    assert seen == [1, False]
    mail.refresh_from_db()
    assert (mail.state, mail.reference) == (MailState.SENT, "touched")
