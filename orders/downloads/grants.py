"""Giving files to whoever bought them, fetching, renewing and withdrawing them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from catalog.models import DigitalFile, ProductKind
from events.outbox import Payload, publish
from foundation import clock
from foundation.refusals import Refusal
from orders.models import DownloadGrant, Order, OrderLine, OrderPaymentState, OrderState

MOST_DAYS = 3650
MOST_DOWNLOADS = 1000


class DownloadRefused(Refusal):
    """A download that is over: too late, too often, or withdrawn."""


@transaction.atomic
def grant_downloads(*, order: Order, line_ids: Iterable[int]) -> list[DownloadGrant]:
    """Give the files of delivered lines to their buyer; again it gives nothing twice.

    Each file is given on its own terms of today: so many days, and so many downloads a unit.
    What was paid back before it was given is given no more.
    """
    if _is_given_back(order):
        return []
    lines = list(order.lines.filter(pk__in=list(line_ids), kind=ProductKind.DIGITAL))
    files: dict[int, list[DigitalFile]] = {}
    variants = [line.variant_id for line in lines if line.variant_id]
    for file in DigitalFile.objects.filter(variant__in=variants, is_active=True):
        files.setdefault(file.variant_id, []).append(file)
    now = clock.now()
    return DownloadGrant.objects.bulk_create(
        [
            DownloadGrant(
                line=line,
                file=file,
                allowed=file.downloads * line.shipped,
                granted_at=now,
                expires_at=now + timedelta(days=file.days),
            )
            for line in lines
            for file in files.get(line.variant_id or 0, [])
        ],
        ignore_conflicts=True,
    )


def _is_given_back(order: Order) -> bool:
    return order.state == OrderState.CANCELLED or order.payment_state == OrderPaymentState.REFUNDED


@transaction.atomic
def use_download(*, grant: DownloadGrant, at: datetime | None = None) -> DownloadGrant:
    """Count one download; of many at once no more go through than are allowed.

    Raises:
        DownloadRefused: too late, too often, withdrawn, or its order is held or cancelled.
    """
    now = at or clock.now()
    order = grant.line.order
    if problem := why_over(grant, at=now):
        raise DownloadRefused(problem)
    if order.is_held:
        raise DownloadRefused(_("We are having a look at your order first."))
    counted = DownloadGrant.objects.filter(
        pk=grant.pk,
        series=grant.series,
        used__lt=F("allowed"),
        expires_at__gt=now,
        withdrawn_at__isnull=True,
    ).update(used=F("used") + 1, last_used_at=now)
    if not counted:
        raise DownloadRefused(_used_up())
    grant.refresh_from_db(fields=["used", "last_used_at"])
    return grant


def why_over(grant: DownloadGrant, *, at: datetime | None = None) -> str:
    """Why a file cannot be fetched any more, for its buyer; empty where it can."""
    if grant.withdrawn_at is not None or grant.line.order.state == OrderState.CANCELLED:
        return _("This download was withdrawn.")
    if grant.expires_at <= (at or clock.now()):
        return _("The time for this download is over. Ask us for a new link.")
    return _used_up() if grant.used >= grant.allowed else ""


def _used_up() -> str:
    return _("It was downloaded as often as it may be. Ask us for a new link.")


@transaction.atomic
def renew_download(
    *, grant: DownloadGrant, days: int, downloads: int, at: datetime | None = None
) -> DownloadGrant:
    """Let a buyer fetch a file again, by a new link on their order's page; the one before ends.

    Raises:
        DownloadRefused: no days or downloads, too many, or the order is cancelled.
    """
    if not 1 <= days <= MOST_DAYS:
        raise DownloadRefused(_("Between 1 and %(most)d days.") % {"most": MOST_DAYS}, field="days")
    if not 1 <= downloads <= MOST_DOWNLOADS:
        raise DownloadRefused(
            _("Between 1 and %(most)d downloads.") % {"most": MOST_DOWNLOADS}, field="downloads"
        )
    grant = _locked(grant)
    if grant.line.order.state == OrderState.CANCELLED:
        raise DownloadRefused(_("Its order is cancelled."))
    now = at or clock.now()
    grant.series += 1
    grant.used, grant.allowed = 0, downloads
    grant.expires_at, grant.withdrawn_at = now + timedelta(days=days), None
    grant.save(update_fields=["series", "used", "allowed", "expires_at", "withdrawn_at"])
    return grant


@transaction.atomic
def withdraw_download(*, grant: DownloadGrant, at: datetime | None = None) -> DownloadGrant:
    """End a download at once; withdrawn already, it stays so."""
    grant = _locked(grant)
    if grant.withdrawn_at is None:
        grant.withdrawn_at = at or clock.now()
        grant.save(update_fields=["withdrawn_at"])
    return grant


def _locked(grant: DownloadGrant) -> DownloadGrant:
    rows = DownloadGrant.objects.select_related("line__order").select_for_update(of=("self",))
    return rows.get(pk=grant.pk)


# --- consumers of the outbox -------------------------------------------------------------------


def grant_delivered(payloads: list[Payload]) -> None:
    """Files of what went by e-mail; its buyer hears of them."""
    for payload in payloads:
        order = Order.objects.get(pk=payload["order"])
        if grant_downloads(order=order, line_ids=payload["lines"]):
            publish("downloads.granted", {"order": order.pk})


@transaction.atomic
def withdraw_given_back(payloads: list[Payload]) -> None:
    """What was paid back wholly, or cancelled, is not fetched any more."""
    orders = {payload["order"] for payload in payloads}
    over = Q(order__state=OrderState.CANCELLED) | Q(order__payment_state=OrderPaymentState.REFUNDED)
    lines = OrderLine.objects.filter(over, order__in=orders, kind=ProductKind.DIGITAL)
    DownloadGrant.objects.filter(line__in=lines, withdrawn_at__isnull=True).update(
        withdrawn_at=clock.now()
    )
