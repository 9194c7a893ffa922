"""Reports of the numbers: which are due, and the PDF that is made when the mail leaves.

A mail's key names the schedule and the period, and the schedule notes the last period that was
queued: whatever is killed or fires twice, a reader gets one mail of each period. Whether the
reader may see the page is asked when it is queued and again when it leaves.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from accounts.models import User
from foundation import clock
from notifications.attachments import Attachment, Unwanted
from notifications.contexts import DashboardReport
from notifications.kinds import MailKind
from notifications.models import Mail
from notifications.services import send_mail
from shop.dashboards.asking import Comparison, Question, Range
from shop.dashboards.frame import Dashboard, Period, dashboards, may_see
from shop.dashboards.models import ReportSchedule, Rhythm
from shop.dashboards.paper import as_pdf
from shop.dashboards.reading import read_page
from shop.dashboards.services import note_sent

A_WEEK = timedelta(days=7)


def period_before(rhythm: Rhythm, today: date) -> Period:
    """The last full week (from Monday) or month before a day."""
    if rhythm == Rhythm.WEEKLY:
        monday = today - timedelta(days=today.weekday())
        return Period(monday - A_WEEK, monday - timedelta(days=1))
    last = today.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def queue_reports(*, at: datetime | None = None) -> int:
    """Queue the mails of all reports that are due; returns how many.

    A report that was missed while the shop was down is sent later, of the last full period alone.
    """
    now = at or clock.now()
    today = clock.business_day(now)
    schedules = ReportSchedule.objects.filter(is_active=True, reader__is_active=True)
    return sum(
        _queue(schedule, period_before(Rhythm(schedule.rhythm), today), now)
        for schedule in schedules.select_related("reader__customer").order_by("pk")
    )


@transaction.atomic
def _queue(schedule: ReportSchedule, period: Period, now: datetime) -> bool:
    dashboard = dashboards.get(schedule.dashboard)
    is_of_before = clock.business_day(schedule.created_at) > period.last
    if dashboard is None or is_of_before or not may_see(schedule.reader, dashboard):
        return False
    if not note_sent(schedule=schedule, until=period.last):
        return False
    language = _language_of(schedule.reader)
    with translation.override(language):
        context = DashboardReport(
            schedule=schedule.pk,
            title=str(dashboard.title),
            page_url=_page_url(schedule, dashboard, period),
            first=period.first,
            last=period.last,
        )
    mail = send_mail(
        kind=MailKind.DASHBOARD_REPORT,
        to=schedule.reader.email,
        language=language,
        context=context.as_json(),
        key=f"report:{schedule.pk}:{period.last}",
        reference=dashboard.slug,
        at=now,
    )
    return mail is not None


def _language_of(reader: User) -> str:
    """The one that somebody chose as a customer, else the shop's."""
    customer = getattr(reader, "customer", None)
    chosen = customer.language if customer else ""
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _page_url(schedule: ReportSchedule, dashboard: Dashboard, period: Period) -> str:
    told = {
        "range": Range.OWN.value,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
    }
    if schedule.only:
        told["only"] = schedule.only
    path = reverse(f"admin:{dashboard.url_name}")
    return f"{settings.SHOP_BASE_URL.rstrip('/')}{path}?{urlencode(told)}"


def report_file(mail: Mail) -> list[Attachment]:
    """The PDF of a mail, with the figures as they are known now.

    Raises:
        Unwanted: the report was ended, or its reader may no longer see the page.
    """
    schedule = (
        ReportSchedule.objects.filter(pk=mail.context["schedule"]).select_related("reader").first()
    )
    dashboard = dashboards.get(schedule.dashboard) if schedule else None
    if schedule is None or dashboard is None:
        raise Unwanted("the report was ended")
    if not _is_to(mail, schedule.reader) or not may_see(schedule.reader, dashboard):
        raise Unwanted("the reader may not see the page")
    period = Period(
        date.fromisoformat(mail.context["first"]), date.fromisoformat(mail.context["last"])
    )
    with translation.override(mail.language):
        content = pdf_of(dashboard, period, only=schedule.only, at=clock.now())
        name = f"{dashboard.slug}-{period.first}-{period.last}.pdf"
    return [Attachment(name, content, "application/pdf")]


def _is_to(mail: Mail, reader: User) -> bool:
    return mail.to.casefold() == reader.email.casefold()


def pdf_of(dashboard: Dashboard, period: Period, *, only: str, at: datetime) -> bytes:
    """A page as PDF, held against the period before."""
    told = QueryDict(mutable=True)
    told["only"] = only
    question = replace(
        Question.of(told, dashboard), span=Range.OWN, own=period, compare=Comparison.BEFORE
    )
    asked = question.asked(at)
    return as_pdf(dashboard, asked, read_page(dashboard, asked))
