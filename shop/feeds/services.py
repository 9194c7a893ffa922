"""Writing feeds: to a file beside the old one, checked item by item, exchanged at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.bulk import insert_rows
from foundation.ids import new_token
from pricing.selectors import NoRate
from shop.feeds.files import replacing
from shop.feeds.formats import ENDINGS, pieces
from shop.feeds.items import Listed, items_of
from shop.feeds.models import FeedProblem, ProductFeed
from shop.feeds.specification import FeedFormat, Item, Lack, Problem, check, is_gtin, shortened


@dataclass(slots=True)
class Written:
    """What became of a feed's items, and what they lacked by product and SKU."""

    listed: int = 0
    left_out: int = 0
    warned: int = 0
    lacks: list[tuple[int, str, Lack]] = field(default_factory=list)


def feed_file(feed: ProductFeed) -> Path:
    """Where a feed's file is; it need not be there yet."""
    ending = ENDINGS[FeedFormat(feed.format)]
    folder: Path = settings.FEEDS_DIR
    return folder / f"{feed.public_id}.{ending}"


def write_feed(*, feed: ProductFeed, at: datetime | None = None) -> Written:
    """Write a feed's file anew and note what its items lack; the old file serves until then.

    Where its currency has no rate of exchange the old file stays, and the feed says so.
    """
    format, written = FeedFormat(feed.format), Written()
    try:
        with replacing(feed_file(feed)) as stream:
            items = _acceptable(items_of(feed), format, written)
            for piece in pieces(
                items, format, title=settings.SHOP_NAME, link=settings.SHOP_BASE_URL
            ):
                stream.write(piece)
    except NoRate:
        problem = _("There is no rate of exchange for %(currency)s.") % {"currency": feed.currency}
        ProductFeed.objects.filter(pk=feed.pk).update(problem=problem)
        return Written()
    _note(feed, written, at or clock.now())
    return written


@transaction.atomic
def renew_address(*, feed: ProductFeed) -> ProductFeed:
    """Give a feed another secret address; the old one opens nothing any more."""
    feed.token = new_token()
    feed.save(update_fields=["token"])
    return feed


def _acceptable(listed: Iterator[Listed], format: FeedFormat, written: Written) -> Iterator[Item]:
    """The items that can be listed, cut to size; what each lacks is noted."""
    seen: set[str] = set()
    for one in listed:
        lacks = check(one.item, format)
        if one.item.id in seen:
            lacks.append(Lack("id", Problem.TWICE, is_fatal=True))
        seen.add(one.item.id)
        written.lacks += [(one.product_id, one.item.id, lack) for lack in lacks]
        if any(lack.is_fatal for lack in lacks):
            written.left_out += 1
            continue
        written.listed += 1
        written.warned += bool(lacks)
        item = one.item if is_gtin(one.item.gtin) else replace(one.item, gtin="")
        yield shortened(item, format)


_PROBLEM_FIELDS = ("feed_id", "product_id", "sku", "attribute", "problem", "is_left_out")


@transaction.atomic
def _note(feed: ProductFeed, written: Written, at: datetime) -> None:
    ProductFeed.objects.select_for_update().get(pk=feed.pk)
    FeedProblem.objects.filter(feed=feed).delete()
    insert_rows(
        FeedProblem,
        _PROBLEM_FIELDS,
        (
            (feed.pk, product, sku[:60], lack.attribute, lack.problem, lack.is_fatal)
            for product, sku, lack in written.lacks
        ),
    )
    ProductFeed.objects.filter(pk=feed.pk).update(
        written_at=at,
        listed=written.listed,
        left_out=written.left_out,
        warned=written.warned,
        problem="",
    )
