"""Saved views, targets, and reports by mail: once a period, and only to who may see the page."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from PIL import Image

from accounts.models import Customer, User
from accounts.roles import Role, assign_role
from events.models import Job
from foundation import clock
from foundation.refusals import Refusal
from notifications.kinds import MailKind, MailState
from notifications.models import Mail
from notifications.sending import send_due
from shop.dashboards.frame import Period, dashboards
from shop.dashboards.models import ReportSchedule, Rhythm, SalesTarget, SavedView
from shop.dashboards.reports import pdf_of, period_before, queue_reports
from shop.dashboards.services import end_report, save_target, save_view, send_me
from shop.dashboards.tests.factories import fill_days

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)
OWNER = dashboards.get("owner")
URL = "/admin/dashboards/owner/"


def make_user(name="ann", role=Role.ANALYST):
    user = User.objects.create_user(f"{name}@example.com", "a good long password")
    assign_role(user=user, role=role, actor=None)
    return user


@pytest.fixture
def ann():
    return make_user()


def send_to(user, *, rhythm=Rhythm.WEEKLY, days_ago=3, only=""):
    return send_me(
        reader=user, dashboard=OWNER, rhythm=rhythm, only=only, at=MONDAY - timedelta(days=days_ago)
    )


def _send():
    with clock.standing_at(MONDAY + timedelta(minutes=5)):
        return send_due()


def test_reports_are_of_the_last_full_week_or_month():
    assert period_before(Rhythm.WEEKLY, date(2026, 11, 23)) == Period(
        date(2026, 11, 16), date(2026, 11, 22)
    )
    assert period_before(Rhythm.WEEKLY, date(2026, 11, 29)).last == date(2026, 11, 22)
    assert period_before(Rhythm.MONTHLY, date(2026, 3, 31)) == Period(
        date(2026, 2, 1), date(2026, 2, 28)
    )


def test_a_report_is_sent_once_a_period_however_often_it_is_asked_for(ann):
    fill_days(date(2026, 11, 22), 30)
    send_to(ann)
    assert queue_reports(at=MONDAY) == 1
    assert queue_reports(at=MONDAY) == 0
    assert queue_reports(at=MONDAY + timedelta(days=3)) == 0
    Mail.objects.all().delete()  # as when old mail is swept: the schedule itself remembers
    assert queue_reports(at=MONDAY + timedelta(days=6)) == 0
    assert queue_reports(at=MONDAY + timedelta(days=7)) == 1


def test_who_was_set_up_after_a_week_gets_the_next_one(ann):
    send_to(ann, days_ago=0)
    assert queue_reports(at=MONDAY + timedelta(days=2)) == 0
    assert queue_reports(at=MONDAY + timedelta(days=7)) == 1


def test_the_mail_carries_the_page_as_pdf(ann):
    fill_days(date(2026, 11, 22), 30)
    send_to(ann)
    queue_reports(at=MONDAY)
    assert _send() == 1
    sent = outbox.outbox[0]
    assert sent.to == ["ann@example.com"]
    assert "attached as a PDF" in sent.body
    assert "first=2026-11-16" in sent.body
    name, content, kind = sent.attachments[0]
    assert (name, kind) == ("owner-2026-11-16-2026-11-22.pdf", "application/pdf")
    assert content.startswith(b"%PDF")
    assert len(content) > 20_000, "the pictures are in it"


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("slug", [slug for slug, page in dashboards if page.has_period])
def test_every_page_of_a_period_fits_on_paper(slug, language):
    fill_days(date(2026, 11, 22), 40)
    week = Period(date(2026, 11, 16), date(2026, 11, 22))
    with translation.override(language):
        content = pdf_of(dashboards.get(slug), week, only="", at=MONDAY)
    assert content.startswith(b"%PDF")


def test_a_reader_gets_the_report_in_the_language_they_chose(ann):
    Customer.objects.create(user=ann, email=ann.email, language="de")
    send_to(ann)
    queue_reports(at=MONDAY)
    mail = Mail.objects.get(kind=MailKind.DASHBOARD_REPORT)
    assert mail.language == "de"
    assert mail.context["title"] == "Überblick"


def test_nobody_gets_a_page_that_they_may_no_longer_see(ann):
    send_to(ann)
    assign_role(user=ann, role=Role.WAREHOUSE, actor=None)
    assert queue_reports(at=MONDAY) == 0


@pytest.mark.parametrize("change", ["role", "end", "address"])
def test_what_waits_is_not_sent_when_its_reader_may_not_have_it_any_more(ann, change):
    schedule = send_to(ann)
    assert queue_reports(at=MONDAY) == 1
    if change == "role":
        assign_role(user=ann, role=None, actor=None)
    elif change == "end":
        end_report(reader=ann, schedule_id=schedule.pk)
    else:
        User.objects.filter(pk=ann.pk).update(email="other@example.com")
    assert _send() == 0
    assert not outbox.outbox
    mail = Mail.objects.get(kind=MailKind.DASHBOARD_REPORT)
    assert mail.state == MailState.SUPPRESSED


def test_a_report_is_refused_to_who_may_not_see_the_page():
    with pytest.raises(Refusal, match="may not open"):
        send_to(make_user("wim", Role.WAREHOUSE))
    assert not ReportSchedule.objects.exists()


def test_nobody_gets_the_same_report_twice(ann):
    send_to(ann)
    with pytest.raises(Refusal, match="already"):
        send_to(ann)
    send_to(ann, rhythm=Rhythm.MONTHLY)
    send_to(ann, only="country:DE")


def test_nobody_ends_the_report_of_another(ann):
    schedule = send_to(ann)
    with pytest.raises(Refusal):
        end_report(reader=make_user("bob"), schedule_id=schedule.pk)
    assert ReportSchedule.objects.exists()


def test_the_job_is_done_once_a_day(ann):
    from events import jobs
    from shop.schedule import PERIODIC_JOBS

    job = PERIODIC_JOBS["dashboards.reports"]
    send_me(reader=ann, dashboard=OWNER, rhythm=Rhythm.WEEKLY, at=clock.now() - timedelta(days=14))
    for _time in range(2):
        jobs.enqueue(job.name, key=job.key(clock.now()))
        jobs.run_due()
    assert Job.objects.get(name=job.name).result == {"queued": 1}
    assert Mail.objects.filter(kind=MailKind.DASHBOARD_REPORT).count() == 1


def test_a_view_is_saved_shown_shared_and_removed(client, ann):
    client.force_login(ann, backend=BACKEND)
    fill_days(clock.business_day(), 40)
    query = "?range=last-7&compare=year"
    posted = client.post(URL + query, {"deed": "save-view", "name": " My  week ", "shared": "on"})
    assert posted["Location"] == URL + query
    page = client.get(URL).content.decode()
    assert 'href="?range=last-7&amp;compare=year"' in page
    assert "My week" in page

    bob = make_user("bob")
    client.force_login(bob, backend=BACKEND)
    assert "My week" in client.get(URL).content.decode()
    view = SavedView.objects.get()
    client.post(URL, {"deed": "forget-view", "row": str(view.pk)})
    assert SavedView.objects.exists(), "it is not Bob's"
    client.force_login(ann, backend=BACKEND)
    client.post(URL, {"deed": "forget-view", "row": str(view.pk)})
    assert not SavedView.objects.exists()


def test_what_one_keeps_for_oneself_nobody_else_sees(client, ann):
    save_view(owner=ann, dashboard=OWNER, name="Only mine", query="")
    client.force_login(make_user("bob"), backend=BACKEND)
    assert "Only mine" not in client.get(URL).content.decode()


@pytest.mark.parametrize("form", [{}, {"deed": "steal"}, {"deed": "forget-view", "row": "x"},
                                  {"deed": "end-report", "row": "9" * 40},
                                  {"deed": "save-view", "name": "\x00"}])  # fmt: skip
def test_nonsense_is_refused_kindly(client, ann, form):
    client.force_login(ann, backend=BACKEND)
    assert client.post(URL, form).status_code == 302
    assert not SavedView.objects.exists()


def test_a_filter_too_long_for_its_column_is_refused_kindly(client, ann):
    client.force_login(ann, backend=BACKEND)
    query = "?" + urlencode({"only": "campaign:" + "\N{DIRECT HIT}" * 80})
    posted = client.post(URL + query, {"deed": "save-view", "name": "Hits"}, follow=True)
    assert "This filter is too long to be saved." in posted.content.decode()
    assert not SavedView.objects.exists()


def test_a_month_has_one_target_that_makes_sense():
    save_target(target=SalesTarget(month=date(2026, 11, 17), revenue_minor=100_00))
    assert SalesTarget.objects.get().month == date(2026, 11, 1)
    for month, amounts, field in (
        (date(2026, 11, 3), {"revenue_minor": 1}, "month"),
        (date(2026, 12, 1), {"revenue_minor": 5, "margin_minor": 6}, "margin"),
        (date(2026, 12, 1), {}, "revenue"),
    ):
        with pytest.raises(Refusal) as refused:
            save_target(target=SalesTarget(month=month, **amounts))
        assert refused.value.field == field


def test_staff_write_targets_in_major_units(client):
    client.force_login(make_user("olga", Role.OWNER), backend=BACKEND)
    url = reverse("admin:dashboards_salestarget_add")
    client.post(url, {"month": "2026-11-05", "revenue": "12345.50", "margin": "", "orders": ""})
    assert SalesTarget.objects.get().revenue_minor == 1_234_550
    again = client.post(url, {"month": "2026-11-20", "revenue": "1"})
    assert "has a target already" in again.content.decode()


def test_staff_set_up_reports_for_each_other(client, ann):
    client.force_login(make_user("olga", Role.OWNER), backend=BACKEND)
    url = reverse("admin:dashboards_reportschedule_add")
    form = {"reader": ann.pk, "dashboard": "owner", "rhythm": "weekly", "is_active": "on"}
    client.post(url, form)
    assert ReportSchedule.objects.get().reader == ann
    wim = make_user("wim", Role.WAREHOUSE)
    refused = client.post(url, {**form, "reader": wim.pk})
    assert "may not open this page" in refused.content.decode()


def test_a_figure_is_a_picture_of_the_page_in_its_colours(client, ann):
    client.force_login(ann, backend=BACKEND)
    fill_days(clock.business_day(), 60)
    answer = client.get(URL, {"figure": "revenue", "as": "png"})
    assert answer["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert picture.width > 1500
    colours = {colour for _count, colour in picture.getcolors(1 << 20)}
    assert (28, 116, 80) in colours, "the line in the shop's own colour"
    assert (255, 255, 255) in colours
