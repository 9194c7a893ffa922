"""What providers tell of mails: theirs alone, once, and whatever anybody sends is no error."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.tests.factories import make_customer
from foundation import clock
from foundation.refusals import Refusal
from foundation.signatures import sign
from notifications.kinds import MailKind, MailState, ReportKind, SuppressionReason
from notifications.models import DeliveryReport, Mail, Suppression
from notifications.opt_outs import digest_of
from notifications.privacy import export_mails
from notifications.reports.base import ReportRefused
from notifications.reports.providers import PROVIDERS, SIGNATURE_HEADER
from notifications.retention import sweep
from notifications.sending import send_due
from notifications.suppression import (
    MOST_SOFT,
    SOFT_DAYS,
    is_suppressed,
    note_report,
    release,
    suppress_address,
)
from notifications.tests.factories import queue_mail

pytestmark = pytest.mark.django_db

SECRET = "a-long-secret"
ADA = "ada@shop.example"


@pytest.fixture(autouse=True)
def _expected(settings):
    settings.MAIL_WEBHOOK_SECRET = SECRET


def _own(*reports, secret=SECRET, at=None):
    body = json.dumps({"reports": list(reports)}).encode()
    return body, {SIGNATURE_HEADER: sign(body, secret, at=at)}


def _report(**changes):
    return {"id": "r1", "kind": "hard_bounce", "email": ADA, "status": "5.1.1", **changes}


def _password(secret=SECRET):
    return {"Authorization": "Basic " + base64.b64encode(f"x:{secret}".encode()).decode()}


def _post(client, provider, body, headers):
    return client.post(
        f"/mail/webhooks/{provider}/", body, content_type="application/json", headers=headers
    )


def test_a_bounce_ends_what_can_be_declined_and_nothing_else(client):
    body, headers = _own(_report())
    assert _post(client, "shelfwise", body, headers).status_code == 200
    assert is_suppressed("ADA@shop.example ")
    alert, order = queue_mail(MailKind.BACK_IN_STOCK), queue_mail(MailKind.ORDER_SHIPPED)
    assert (alert.state, alert.error) == (MailState.SUPPRESSED, "the address is suppressed")
    assert order.state == MailState.QUEUED


def test_what_is_queued_already_is_not_sent_either(client):
    mail = queue_mail(MailKind.BACK_IN_STOCK)
    _post(client, "shelfwise", *_own(_report(kind="complaint")))
    assert send_due() == 0
    mail.refresh_from_db()
    assert mail.state == MailState.SUPPRESSED


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-10:00", -1e300])
def test_a_moment_outside_of_all_calendars_is_none(client, at):
    assert _post(client, "shelfwise", *_own(_report(at=at))).status_code == 200
    assert DeliveryReport.objects.get().happened_at <= clock.now()


def test_a_repeat_is_known_and_changes_nothing(client):
    message = _own(_report(kind="soft_bounce"))
    for _turn in range(MOST_SOFT + 2):
        assert _post(client, "shelfwise", *message).status_code == 200
    assert DeliveryReport.objects.count() == 1
    assert not is_suppressed(ADA)


def test_coming_back_for_now_again_and_again_is_for_good():
    now = clock.now()
    for turn in range(MOST_SOFT):
        assert not is_suppressed(ADA)
        note_report(
            provider="x", key=str(turn), kind=ReportKind.SOFT_BOUNCE, email=ADA, happened_at=now
        )
    assert is_suppressed(ADA)


def test_what_came_back_long_ago_counts_no_more():
    now = clock.now()
    for turn in range(MOST_SOFT):
        happened = now - timedelta(days=turn * (SOFT_DAYS // 2 + 1))
        note_report(
            provider="x", key=str(turn), kind=ReportKind.SOFT_BOUNCE, email=ADA,
            happened_at=happened,
        )  # fmt: skip
    assert not is_suppressed(ADA)


def test_a_message_id_of_ours_names_its_mail_and_any_other_the_last_one_there(client):
    first, second = queue_mail(MailKind.BACK_IN_STOCK), queue_mail(MailKind.BACK_IN_STOCK)
    send_due()
    named = _report(kind="soft_bounce", message_id=first.message_id)
    unnamed = _report(id="r2", kind="soft_bounce", message_id="<x@elsewhere.example>")
    _post(client, "shelfwise", *_own(named, unnamed))
    found = dict(DeliveryReport.objects.values_list("key", "mail_id"))
    last = Mail.objects.order_by("-sent_at").first()
    assert found == {"r1": first.pk, "r2": last.pk}
    assert last.pk == second.pk


@pytest.mark.parametrize(
    "message",
    [
        _own(_report(), secret="another"),
        _own(_report(), at=1_700_000_000),
        (_own(_report())[0], {}),
        (_own(_report())[0], {SIGNATURE_HEADER: "t=1,v1="}),
    ],
)
def test_what_is_not_signed_by_who_knows_the_secret_now_is_refused(client, message):
    assert _post(client, "shelfwise", *message).status_code == 400
    assert not DeliveryReport.objects.exists()


def test_one_bad_report_and_none_of_them_is_kept(client):
    for bad in ({"kind": "party"}, {"email": "no address"}, {"id": ""}):
        message = _own(_report(), _report(id="r2") | bad)
        assert _post(client, "shelfwise", *message).status_code == 400
        assert not DeliveryReport.objects.exists()


def test_without_a_secret_or_a_known_name_nobody_is_expected(client, settings):
    assert _post(client, "nobody", *_own(_report())).status_code == 400
    settings.MAIL_WEBHOOK_SECRET = ""
    assert _post(client, "shelfwise", *_own(_report(), secret="")).status_code == 400
    assert client.get("/mail/webhooks/shelfwise/").status_code == 405


def test_a_message_larger_than_anybody_sends_is_turned_away(client):
    body = b"x" * 600_000
    assert _post(client, "shelfwise", body, {}).status_code == 413


def test_postmark_tells_by_password(client):
    told = {"RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "Email": ADA,
            "BouncedAt": "2026-11-20T10:00:00Z"}  # fmt: skip
    body = json.dumps(told).encode()
    assert _post(client, "postmark", body, _password("wrong")).status_code == 400
    assert _post(client, "postmark", body, {}).status_code == 400
    assert _post(client, "postmark", body, _password()).status_code == 200
    assert DeliveryReport.objects.get().key == "42"
    assert is_suppressed(ADA)
    told["Type"] = "AutoResponder"
    assert _post(client, "postmark", json.dumps(told).encode(), _password()).status_code == 200
    assert DeliveryReport.objects.count() == 1


def _mailgun(secret=SECRET, **event):
    stamp = str(int(clock.now().timestamp()))
    right = hmac.new(secret.encode(), f"{stamp}tok".encode(), hashlib.sha256).hexdigest()
    told = {
        "signature": {"timestamp": stamp, "token": "tok", "signature": right},
        "event-data": {"id": "m1", "recipient": ADA, "timestamp": 1_770_000_000.5, **event},
    }
    return json.dumps(told).encode()


def test_mailgun_signs(client):
    permanent = {"event": "failed", "severity": "permanent",
                 "delivery-status": {"code": 550, "enhanced-code": "5.1.1"}}  # fmt: skip
    assert _post(client, "mailgun", _mailgun("wrong", **permanent), {}).status_code == 400
    assert _post(client, "mailgun", _mailgun(event="delivered"), {}).status_code == 200
    assert not DeliveryReport.objects.exists()
    assert _post(client, "mailgun", _mailgun(**permanent), {}).status_code == 200
    report = DeliveryReport.objects.get()
    assert (report.kind, report.status) == (ReportKind.HARD_BOUNCE, "5.1.1")


def test_amazon_tells_in_a_message_within_a_message(client, caplog):
    mail = queue_mail(MailKind.BACK_IN_STOCK)
    told = {
        "notificationType": "Complaint",
        "complaint": {"feedbackId": "f1", "timestamp": "2026-11-20T10:00:00.000Z",
                      "complainedRecipients": [{"emailAddress": ADA}]},
        "mail": {"commonHeaders": {"messageId": mail.message_id}},
    }  # fmt: skip
    body = json.dumps({"Type": "Notification", "Message": json.dumps(told)}).encode()
    assert _post(client, "ses", body, {}).status_code == 400
    assert _post(client, "ses", body, _password()).status_code == 200
    assert DeliveryReport.objects.get().mail_id == mail.pk
    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINED
    ask = {"Type": "SubscriptionConfirmation", "SubscribeURL": "https://sns.example/confirm"}
    assert _post(client, "ses", json.dumps(ask).encode(), _password()).status_code == 200
    assert "https://sns.example/confirm" in caplog.text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(
        ["reports", "id", "kind", "email", "at", "signature", "event-data", "recipient", "event",
         "Type", "RecordType", "Email", "ID", "Message", "bounce", "bouncedRecipients", "mail"]
    ), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(PROVIDERS)), json_values | st.binary(max_size=60))
def test_whatever_is_sent_is_read_or_refused(provider, told):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    headers = {**_password(), SIGNATURE_HEADER: sign(body, SECRET)}
    try:
        reports = PROVIDERS[provider](body, headers, SECRET)
    except ReportRefused:
        return
    assert all("@" in one.email and one.key for one in reports)


def test_staff_write_an_address_down_once_and_let_it_go():
    suppress_address(email=ADA)
    with pytest.raises(Refusal):
        suppress_address(email=ADA.upper())
    assert release(digests=[digest_of(ADA)]) == 1
    assert not is_suppressed(ADA)


def test_whoever_is_let_go_begins_anew():
    for turn in range(MOST_SOFT):
        note_report(provider="x", key=str(turn), kind=ReportKind.SOFT_BOUNCE, email=ADA)
    release(digests=[digest_of(ADA)])
    note_report(provider="x", key="again", kind=ReportKind.SOFT_BOUNCE, email=ADA)
    assert not is_suppressed(ADA)


def test_a_person_is_handed_what_is_kept_of_their_address():
    ada = make_customer(email=ADA)
    note_report(provider="x", key="1", kind=ReportKind.COMPLAINT, email=ADA, status="5.7.1")
    rows = export_mails(ada.pk)
    assert {"report", "status", "at"} in [set(row) for row in rows]
    assert [row["suppressed"] for row in rows if "suppressed" in row] == ["complained"]


def test_old_reports_are_forgotten_and_what_they_led_to_stays(settings):
    long_ago = clock.now() - timedelta(days=settings.MAIL_RETENTION_DAYS + 1)
    note_report(provider="x", key="1", kind=ReportKind.COMPLAINT, email=ADA, at=long_ago)
    sweep()
    assert not DeliveryReport.objects.exists()
    assert is_suppressed(ADA)
