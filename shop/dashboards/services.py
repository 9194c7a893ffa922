"""Writes beside the numbers: looks at a page, targets, and who gets which report."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.refusals import Refusal
from shop.dashboards.frame import Dashboard, dashboards, may_see
from shop.dashboards.models import ReportSchedule, Rhythm, SalesTarget, SavedView

MOST_VIEWS = 50
LONGEST_NAME = SavedView._meta.get_field("name").max_length or 60
LONGEST_QUERY = SavedView._meta.get_field("query").max_length or 400


@transaction.atomic
def save_view(
    *,
    owner: User,
    dashboard: Dashboard,
    name: str,
    query: str,
    is_shared: bool = False,
    at: datetime | None = None,
) -> SavedView:
    """Keep a look at a page; one of that name is replaced.

    ``query`` is what the page's address holds, as ``Question.address`` writes it.

    Raises:
        Refusal: it has no name, one that is too long, too long a filter, or there are too many.
    """
    called = " ".join(name.replace("\x00", "").split())
    if not called:
        raise Refusal(_("Give the view a name."), field="name")
    if len(called) > LONGEST_NAME:
        raise Refusal(_("This name is too long."), field="name")
    if len(query) > LONGEST_QUERY:
        raise Refusal(_("This filter is too long to be saved."))
    own = SavedView.objects.filter(owner=owner, dashboard=dashboard.slug)
    if own.exclude(name=called).count() >= MOST_VIEWS:
        raise Refusal(_("You have fifty views of this page: remove one first."), field="name")
    view, _created = SavedView.objects.update_or_create(
        owner=owner,
        dashboard=dashboard.slug,
        name=called,
        defaults={"query": query, "is_shared": is_shared, "created_at": at or clock.now()},
    )
    return view


@transaction.atomic
def forget_view(*, owner: User, view_id: int) -> None:
    """Remove one's own view.

    Raises:
        Refusal: there is none of that number, or it is somebody else's.
    """
    deleted, _rows = SavedView.objects.filter(owner=owner, pk=view_id).delete()
    if not deleted:
        raise Refusal(_("This view is not yours, or it is gone."))


@transaction.atomic
def save_target(*, target: SalesTarget) -> SalesTarget:
    """Keep what a month should come to.

    Raises:
        Refusal: as of ``check_target``.
    """
    target.month = target.month.replace(day=1)
    check_target(target)
    target.save()
    return target


def check_target(target: SalesTarget) -> None:
    """Raises Refusal where the month has another target, or the amounts make no sense together."""
    of_month = SalesTarget.objects.filter(month=target.month.replace(day=1))
    if of_month.exclude(pk=target.pk).exists():
        raise Refusal(_("This month has a target already."), field="month")
    revenue, margin = target.revenue_minor, target.margin_minor
    if revenue is not None and revenue <= 0:
        raise Refusal(_("A target is more than nothing."), field="revenue")
    if margin is not None and margin <= 0:
        raise Refusal(_("A target is more than nothing."), field="margin")
    if revenue is not None and margin is not None and margin > revenue:
        raise Refusal(_("The margin cannot be more than the revenue."), field="margin")
    if revenue is None and margin is None and not target.orders:
        raise Refusal(_("Name one target at least."), field="revenue")


@transaction.atomic
def save_schedule(*, schedule: ReportSchedule) -> ReportSchedule:
    """Keep who gets which page by mail, and when.

    Raises:
        Refusal: as of ``check_schedule``.
    """
    check_schedule(schedule)
    schedule.save()
    return schedule


def check_schedule(schedule: ReportSchedule) -> None:
    """Raises Refusal where a report has no page, or no reader who may get it and does not yet."""
    page = dashboards.get(schedule.dashboard)
    if page is None or not page.has_period:
        raise Refusal(_("There is no such page to be sent."), field="dashboard")
    if not may_see(schedule.reader, page):
        raise Refusal(_("The reader may not open this page."), field="reader")
    if not schedule.reader.email:
        raise Refusal(_("The reader has no e-mail address."), field="reader")
    same = ReportSchedule.objects.filter(
        reader=schedule.reader,
        dashboard=schedule.dashboard,
        rhythm=schedule.rhythm,
        only=schedule.only,
    )
    if same.exclude(pk=schedule.pk).exists():
        raise Refusal(_("The reader gets this report already."), field="reader")


def send_me(
    *,
    reader: User,
    dashboard: Dashboard,
    rhythm: Rhythm,
    only: str = "",
    at: datetime | None = None,
) -> ReportSchedule:
    """A page by mail for oneself.

    Raises:
        Refusal: as of ``save_schedule``.
    """
    return save_schedule(
        schedule=ReportSchedule(
            reader=reader,
            dashboard=dashboard.slug,
            rhythm=rhythm,
            only=only,
            created_at=at or clock.now(),
        )
    )


@transaction.atomic
def end_report(*, reader: User, schedule_id: int) -> None:
    """No more of a report that one gets oneself.

    Raises:
        Refusal: there is none of that number, or it is somebody else's.
    """
    deleted, _rows = ReportSchedule.objects.filter(reader=reader, pk=schedule_id).delete()
    if not deleted:
        raise Refusal(_("This report is not yours, or it has ended."))


def note_sent(*, schedule: ReportSchedule, until: date) -> bool:
    """Mark a period as sent; tells whether it was not before. Of two that try one is told so."""
    fresh = ReportSchedule.objects.filter(pk=schedule.pk).filter(
        Q(sent_for__isnull=True) | Q(sent_for__lt=until)
    )
    return bool(fresh.update(sent_for=until))
