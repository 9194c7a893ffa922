"""A campaign's mail is asked about once more when it leaves, and tells what became of it."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail as outgoing

from events.models import Event
from events.names import Consent, EventName
from foundation import clock
from marketing.campaigns.running import end
from marketing.contact.policy import policy, save_policy
from marketing.content.mailing import PAUSE, EmailSender, send_test
from marketing.kinds import CampaignState, EnrolmentState, MessageState, Reason, Trigger
from marketing.models import CampaignDay, Contact, Message
from marketing.tests.factories import (
    make_campaign,
    make_contact,
    make_enrolment,
    make_flow,
    make_message,
    make_reader,
    make_step,
)
from notifications import opt_outs
from notifications.kinds import MailKind, MailState, ReportKind, SuppressionReason
from notifications.models import Mail, OptOut, Suppression
from notifications.sending import send_due
from notifications.services import MailRuleBroken, resend_mail, retry_mail
from notifications.suppression import note_report, suppress
from notifications.tests.smtp import mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    """Mails leave at whatever hour the tests run."""
    rules = policy()
    rules.quiet_from = rules.quiet_until = 0
    return save_policy(changed=rules)


@pytest.fixture
def ada():
    return make_reader(language="en")


@pytest.fixture
def message(ada):
    """Queued for Ada, with its contact taken."""
    return queue(ada)


def queue(customer, **campaign):
    step = make_step(
        make_campaign(**campaign) if "trigger" not in campaign else make_flow(**campaign)
    )
    message = make_message(
        make_enrolment(step.campaign, customer),
        step,
        state=MessageState.QUEUED,
        sent_at=None,
        contact=make_contact(customer),
    )
    assert _queue(message) is Reason.NONE
    return message


def _queue(message):
    return EmailSender().queue(
        message=message,
        customer=message.enrolment.customer,
        variant=message.variant,
        at=clock.now(),
    )


def _end(message):
    send_due()
    message.refresh_from_db()
    return message.state, message.reason


def test_a_mail_that_leaves_is_told_to_its_message_and_to_the_log(message, ada):
    assert _end(message) == (MessageState.SENT, "")
    (sent,) = outgoing.outbox
    assert sent.subject == "Something for you"
    assert sent.to == [ada.email]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.mail.state == MailState.SENT
    assert message.sent_at == message.mail.sent_at
    event = Event.objects.get(name=EventName.MAIL_SENT)
    assert (event.customer, event.campaign) == (ada.pseudonym, message.step.campaign.slug)
    assert (event.source, event.medium) == ("newsletter", "email")
    assert event.payload == {"mail": "campaign", "step": message.step_id}


def test_the_log_names_nobody_who_did_not_agree_to_be_known():
    message = queue(make_reader(consent=Consent.MARKETING))
    assert _end(message)[0] == MessageState.SENT
    assert Event.objects.get(name=EventName.MAIL_SENT).customer is None
    assert message.id.hex not in outgoing.outbox[0].alternatives[0][0]


def test_queued_twice_it_is_one_mail(message):
    assert _queue(message) is Reason.NONE
    assert Mail.objects.filter(kind=MailKind.CAMPAIGN).count() == 1
    send_due()
    send_due()
    assert len(outgoing.outbox) == 1


def _withdraw(message, ada):
    ada.consent = Consent.PERSONALISATION
    ada.save()
    return Reason.NO_CONSENT


def _decline(message, ada):
    opt_outs.decline(digest=opt_outs.digest_of(ada.email), kind=MailKind.CAMPAIGN)
    return Reason.UNSUBSCRIBED


def _bounce(message, ada):
    suppress(digest=opt_outs.digest_of(ada.email), reason=SuppressionReason.BOUNCED)
    return Reason.SUPPRESSED


def _leave(message, ada):
    enrolment = message.enrolment
    enrolment.state, enrolment.reason = EnrolmentState.LEFT, Reason.ORDERED
    enrolment.save()
    return Reason.ORDERED


def _erase(message, ada):
    ada.erased_at = clock.now()
    ada.save()
    return Reason.ERASED


def _empty(message, ada):
    message.step.variants.update(blocks=[{"kind": "subject"}])
    return Reason.NOTHING_TO_SAY


@pytest.mark.parametrize("happens", [_withdraw, _decline, _bounce, _leave, _erase, _empty])
def test_what_changed_since_it_queued_is_heeded(message, ada, happens):
    reason = happens(message, ada)
    assert _end(message) == (MessageState.SKIPPED, reason)
    assert not outgoing.outbox
    assert message.mail.state == MailState.SUPPRESSED
    assert not Contact.objects.exists(), "nothing was said: it does not count against the caps"
    assert not Event.objects.filter(name=EventName.MAIL_SENT).exists()


def test_who_is_unsubscribed_or_suppressed_is_not_even_queued(ada):
    message = make_message(make_enrolment(make_campaign(), ada), sent_at=None)
    _decline(message, ada)
    assert _queue(message) is Reason.UNSUBSCRIBED
    opt_outs.accept(email=ada.email, kind=MailKind.CAMPAIGN)
    Mail.objects.all().delete()
    _bounce(message, ada)
    assert _queue(message) is Reason.SUPPRESSED


def test_a_paused_campaign_keeps_its_queued_mails_and_loses_no_attempt(message):
    campaign = message.step.campaign
    campaign.state = CampaignState.PAUSED
    campaign.save()
    before = clock.now()
    assert _end(message) == (MessageState.QUEUED, "")
    mail = message.mail
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)
    assert mail.due_at >= before + PAUSE - timedelta(seconds=1)
    campaign.state = CampaignState.RUNNING
    campaign.save()
    Mail.objects.update(due_at=before)
    assert _end(message) == (MessageState.SENT, "")


def test_mails_that_waited_for_days_leave_one_a_day(ada):
    mails = [queue(ada) for _number in range(2)]
    for days, contact in enumerate(Contact.objects.order_by("pk"), start=1):
        contact.at -= timedelta(days=days)
        contact.save()
    assert _end(mails[0]) == (MessageState.SENT, "")
    mails[1].refresh_from_db()
    assert (mails[1].state, mails[1].reason) == (MessageState.SKIPPED, Reason.CAPPED)
    assert clock.business_day(Contact.objects.get().at) == clock.business_day()
    assert len(outgoing.outbox) == 1


def test_what_is_still_queued_in_the_quiet_hours_waits_for_their_end(message, rules):
    late = datetime.combine(clock.business_day(), time(22), clock.shop_zone())
    rules.quiet_from, rules.quiet_until = 21, 8
    save_policy(changed=rules)
    Contact.objects.update(at=late)
    Mail.objects.update(due_at=late)
    with clock.standing_at(late):
        assert _end(message) == (MessageState.QUEUED, "")
    assert (Mail.objects.get().due_at, Mail.objects.get().attempts) == (
        late + timedelta(hours=10), 0,
    )  # fmt: skip
    with clock.standing_at(late + timedelta(hours=11)):
        assert _end(message) == (MessageState.SENT, "")


def test_a_flow_that_ended_says_no_more(ada):
    message = queue(ada, trigger=Trigger.WELCOME)
    campaign = message.step.campaign
    campaign.state = CampaignState.ENDED
    campaign.save()
    assert _end(message) == (MessageState.SKIPPED, Reason.ENDED)


def test_a_mailing_that_staff_end_sends_nothing_that_waits(message):
    enrolment = message.enrolment
    enrolment.state = EnrolmentState.DONE  # it was the last step: nothing else is to come
    enrolment.save()
    end(campaign=message.step.campaign)
    assert _end(message) == (MessageState.SKIPPED, Reason.ENDED)
    assert not outgoing.outbox
    assert not Contact.objects.exists()


def test_a_mail_that_no_server_takes_fails_and_can_be_tried_again(message, ada, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with mail_server(answer_to_recipient="550 5.1.1 no such user") as server:
        settings.EMAIL_PORT = server.port
        assert _end(message) == (MessageState.FAILED, Reason.FAILED)
        assert not Contact.objects.exists()
        assert Suppression.objects.get().reason == SuppressionReason.BOUNCED
        assert CampaignDay.objects.get().bounced == 1
    Suppression.objects.all().delete()
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        retry_mail(mail_id=message.mail.pk)
        assert _end(message) == (MessageState.SENT, "")
        assert server.taken[0]["Message-ID"] == message.mail.message_id
    assert Contact.objects.count() == 1, "it counts against the caps after all"


def test_a_campaign_says_nothing_twice_by_hand(message):
    _end(message)
    with pytest.raises(MailRuleBroken):
        resend_mail(mail_id=message.mail.pk)


def test_one_click_ends_it_and_the_campaign_counts_it_once(message, ada, client):
    _end(message)
    header = outgoing.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + header.partition("://")[2].partition("/")[2]
    assert client.get(path).status_code == 200
    assert not OptOut.objects.exists(), "a filter that follows links ends nothing"
    for _turn in range(2):
        one_click = {"List-Unsubscribe": "One-Click"}
        assert client.post(path, one_click).status_code == 200
    assert OptOut.objects.get().kind == MailKind.CAMPAIGN
    assert CampaignDay.objects.get().unsubscribed == 1


def test_what_came_back_or_was_called_spam_counts_for_its_campaign(message, ada):
    _end(message)
    for kind in (ReportKind.SOFT_BOUNCE, ReportKind.COMPLAINT):
        note_report(provider="x", key=kind, kind=kind, email=ada.email, mail_id=message.mail.pk)
    day = CampaignDay.objects.get()
    assert (day.bounced, day.complained) == (1, 1)
    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINED


def test_a_test_goes_to_its_member_of_staff_alone_and_counts_nowhere(ada):
    variant = make_step(make_campaign()).variants.get()
    send_test(variant=variant, to="staff@example.com", language="de", key="1", at=clock.now())
    send_test(variant=variant, to="staff@example.com", language="de", key="1", at=clock.now())
    send_due()
    (sent,) = outgoing.outbox
    assert sent.to == ["staff@example.com"]
    assert sent.subject == "Etwas für dich"
    assert not Message.objects.exists()
    assert not Event.objects.filter(name=EventName.MAIL_SENT).exists()
    assert "/m/c/" not in sent.alternatives[0][0]
