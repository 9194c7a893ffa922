"""Queueing: once a key, with its transaction, never to who must not be written to."""

from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.db import transaction

from accounts.models import Customer
from foundation import clock
from foundation.registries import privacy
from notifications import opt_outs
from notifications.kinds import MailKind, MailState
from notifications.models import Mail
from notifications.retention import sweep
from notifications.sending import send_due
from notifications.services import MailRuleBroken, resend_mail, retry_mail, send_mail
from notifications.tests.factories import make_contexts, queue_mail

pytestmark = pytest.mark.django_db


def _refund(**changes):
    fields = {
        "kind": MailKind.REFUND,
        "to": "ada@shop.example",
        "language": "en",
        "context": make_contexts()[MailKind.REFUND],
        "key": "refund:1",
    }
    return send_mail(**{**fields, **changes})


def test_what_happens_twice_is_told_once():
    assert _refund() is not None
    assert _refund() is None
    send_due()
    assert len(outgoing.outbox) == 1


def test_a_mail_of_a_transaction_that_fails_is_never_sent():
    with transaction.atomic():
        _refund()
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_a_wrong_address_harms_nobody():
    mail = _refund(to="no address")
    assert (mail.state, mail.to) == (MailState.FAILED, "")
    assert send_due() == 0
    with pytest.raises(MailRuleBroken):
        retry_mail(mail_id=mail.pk)


def test_who_was_erased_is_not_written_to():
    customer = Customer.objects.create(email="ada@shop.example")
    waiting = _refund(customer_id=customer.pk)
    Customer.objects.filter(pk=customer.pk).update(erased_at=clock.now())
    late = _refund(key="refund:2", customer_id=customer.pk)
    assert late.state == MailState.SUPPRESSED
    assert send_due() == 0
    waiting.refresh_from_db()
    assert waiting.state == MailState.SUPPRESSED
    assert waiting.context == {}
    assert not outgoing.outbox


def test_what_was_declined_is_not_sent_and_can_be_wanted_again():
    digest = opt_outs.digest_of(" ADA@shop.example")
    opt_outs.decline(digest=digest, kind=MailKind.REVIEW_REQUEST)
    declined = queue_mail(MailKind.REVIEW_REQUEST)
    wanted = queue_mail(MailKind.BACK_IN_STOCK)
    assert declined.state == MailState.SUPPRESSED
    assert wanted.state == MailState.QUEUED
    opt_outs.accept(email="ada@shop.example", kind=MailKind.REVIEW_REQUEST)
    assert queue_mail(MailKind.REVIEW_REQUEST).state == MailState.QUEUED


def test_declining_while_it_waits_counts():
    queue_mail(MailKind.BACK_IN_STOCK)
    digest = opt_outs.digest_of("ada@shop.example")
    opt_outs.decline(digest=digest, kind=MailKind.BACK_IN_STOCK)
    assert send_due() == 0
    assert not outgoing.outbox


def test_what_an_order_needs_cannot_be_declined():
    with pytest.raises(ValueError, match="declined"):
        opt_outs.decline(digest="x", kind=MailKind.ORDER_CONFIRMATION)


def test_an_unsubscribe_token_is_ours_or_nothing():
    token = opt_outs.token_for(email="ada@shop.example", kind=MailKind.BACK_IN_STOCK)
    found = opt_outs.read_token(token)
    assert found.kind == MailKind.BACK_IN_STOCK
    assert found.digest == opt_outs.digest_of("ada@shop.example")
    assert "ada" not in token
    assert opt_outs.read_token(token[:-2] + "xx") is None
    assert opt_outs.read_token("nonsense") is None


def test_sent_again_it_is_a_mail_of_its_own():
    mail = queue_mail()
    send_due()
    again = resend_mail(mail_id=mail.pk)
    send_due()
    ids = [message.extra_headers["Message-ID"] for message in outgoing.outbox]
    assert ids == [mail.message_id, again.message_id]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("kind", [MailKind.PASSWORD_RESET, MailKind.ACCOUNT_NOTICE])
def test_a_secret_is_gone_when_sent_and_cannot_be_sent_again(kind):
    mail = queue_mail(kind)
    send_due()
    assert "s3cret-token" in outgoing.outbox[0].body
    mail.refresh_from_db()
    assert mail.context == {}
    assert "s3cret-token" not in mail.text + mail.html + mail.subject
    with pytest.raises(MailRuleBroken):
        resend_mail(mail_id=mail.pk)


def test_old_mails_forget_what_they_said_to_whom(settings):
    settings.MAIL_RETENTION_DAYS = 30
    old, waiting = queue_mail(), queue_mail(to="late@shop.example")
    fresh = queue_mail(to="new@shop.example")
    send_due()
    ago = clock.now() - timedelta(days=31)
    Mail.objects.filter(pk=old.pk).update(queued_at=ago)
    Mail.objects.filter(pk=waiting.pk).update(queued_at=ago, state=MailState.QUEUED)
    assert sweep() == 1
    old.refresh_from_db()
    assert (old.to, old.context, old.subject, old.text, old.html) == ("", {}, "", "", "")
    assert old.reference == "S-1001"
    assert Mail.objects.filter(pk__in=[waiting.pk, fresh.pk], swept_at__isnull=True).count() == 2
    with pytest.raises(MailRuleBroken):
        resend_mail(mail_id=old.pk)


def test_a_person_gets_and_loses_what_was_written_to_them():
    customer = Customer.objects.create(email="ada@shop.example")
    queue_mail(customer_id=customer.pk)
    as_a_guest = queue_mail(to="Ada@shop.example")
    secret = queue_mail(MailKind.PASSWORD_RESET)
    send_due()
    queue_mail(MailKind.ORDER_SHIPPED, customer_id=customer.pk)
    other = queue_mail(to="other@shop.example")
    entry = privacy.get("notifications")

    rows = entry.export(customer.pk)
    assert len(rows) == 4
    assert "s3cret" not in str(rows)
    assert "€12.34" in str(rows)

    assert entry.erase(customer.pk) == 4
    assert send_due() == 1  # the other's
    assert [row.to for row in Mail.objects.exclude(pk=other.pk)] == [""] * 4
    for mail in (as_a_guest, secret):
        mail.refresh_from_db()
        assert (mail.text, mail.customer_id) == ("", None)
