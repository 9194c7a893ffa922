"""A marketplace's file of stock and prices: written by a job, fetched at a secret address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from events import jobs
from foundation import clock
from foundation.ids import new_token
from pricing.selectors import NoRate
from shop.feeds.files import replacing
from shop.marketplaces.formats import as_lines, ending, offers_written
from shop.marketplaces.models import Layout, Marketplace
from shop.marketplaces.offers import Offer, offers_of

WRITE_ALL_JOB, WRITE_JOB = "marketplaces.write_all", "marketplaces.write"


def stock_file(marketplace: Marketplace) -> Path:
    """Where a marketplace's file of offers is; it need not be there yet."""
    folder: Path = settings.FEEDS_DIR
    return folder / f"{marketplace.public_id}.{ending(Layout(marketplace.layout))}"


def write_stock_file(*, marketplace: Marketplace, at: datetime | None = None) -> int:
    """Write the file anew; returns how many articles are for sale. The old one serves until then.

    Where the currency has no rate of exchange the old file stays, and the marketplace says so.
    """
    layout, count = Layout(marketplace.layout), [0]
    rows = Marketplace.objects.filter(pk=marketplace.pk)
    try:
        with replacing(stock_file(marketplace)) as stream:
            offers = _counted(offers_of(marketplace), count)
            stream.writelines(as_lines(offers, offers_written(layout), layout))
    except NoRate:
        words = _("There is no rate of exchange for %(currency)s.")
        rows.update(problem=words % {"currency": marketplace.currency})
        return 0
    rows.update(written_at=at or clock.now(), listed=count[0], problem="")
    return count[0]


def _counted(offers: Iterable[Offer], count: list[int]) -> Iterator[Offer]:
    for offer in offers:
        count[0] += offer.price is not None
        yield offer


@transaction.atomic
def renew_address(*, marketplace: Marketplace) -> Marketplace:
    """Give a marketplace other secret addresses; the old ones open nothing any more."""
    marketplace.token = new_token()
    marketplace.save(update_fields=["token"])
    return marketplace


def request_stock_file(marketplace: Marketplace) -> bool:
    """Have the file written soon, once a minute at most; tells whether it was asked for."""
    key = f"{WRITE_JOB}@{clock.now():%Y-%m-%dT%H:%M}:{marketplace.pk}"
    return jobs.enqueue(WRITE_JOB, key=key, payload={"marketplace": marketplace.pk}) is not None


@jobs.handles(WRITE_ALL_JOB)
def _write_all(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    active = Marketplace.objects.filter(is_active=True)
    return {"marketplaces": sum(request_stock_file(marketplace) for marketplace in active)}


@jobs.handles(WRITE_JOB)
def _write(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    marketplace = Marketplace.objects.filter(pk=payload["marketplace"]).first()
    return {"listed": write_stock_file(marketplace=marketplace)} if marketplace else {}
