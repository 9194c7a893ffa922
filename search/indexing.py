"""Keeping the indexes: what changed is written anew, and now and then all of it.

Each engine is on its own: one that is down gets its changes again from the outbox, and the others
do not wait for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from catalog.models import Product, ProductStatus
from events.jobs import enqueue
from events.models import DailyDemand, OutboxMessage
from events.outbox import Payload
from foundation import clock
from search.attractiveness import latest_day
from search.documents import ProductDocument
from search.engines import configured
from search.engines.base import Engine, EngineDown
from search.reading import all_documents, documents_of
from search.signals import collecting

logger = logging.getLogger(__name__)

TOPIC, CONSUMER = "product.changed", "search"
REBUILD = "search.rebuild"
BATCH = 1_000
SOLD_LATELY = timedelta(days=2)


def refresh_changed(payloads: list[Payload]) -> None:
    """The outbox consumer of ``product.changed``.

    Raises:
        EngineDown: an engine could not be written to; the others were.
    """
    refresh({int(payload["product"]) for payload in payloads})


def rebuild_for_currencies(payloads: list[Payload]) -> None:
    """The outbox consumer of ``currency.changed``: every price of it is another."""
    ask_for_rebuild()


def refresh(product_ids: Iterable[int]) -> int:
    """Write some products anew in every engine; returns how many of them can be found.

    Where an engine has no index yet, one of the whole shop is asked for instead.

    Raises:
        EngineDown: an engine could not be written to; the others were.
    """
    written = 0
    remaining = iter(sorted(set(product_ids)))
    down: EngineDown | None = None
    while batch := list(islice(remaining, BATCH)):
        documents = documents_of(batch)
        for engine in configured():
            try:
                _write(engine, batch, documents)
            except EngineDown as error:
                down = error
        written += len(documents)
    if down is not None:
        raise down
    return written


def rebuild(
    *, engines: Sequence[Engine] | None = None, advance: Callable[[int], None] | None = None
) -> dict[str, int]:
    """Build the index of every engine anew; returns the products that each holds.

    What changes meanwhile is written after it, so that nothing is lost between reading and the
    swap. The signals that lists are ranked by are a by-product. ``advance`` hears how many products
    were read.

    Raises:
        EngineDown: an engine could not be built; those before it were.
    """
    built = {}
    for engine in configured() if engines is None else engines:
        began = clock.now()
        built[engine.name] = engine.rebuild(collecting(_told(all_documents(), advance)))
        _catch_up(engine, since=began)
    return built


def is_ready() -> bool:
    """Whether every engine that can be reached has an index."""
    return all(_has_index(engine) for engine in configured())


def refresh_sold(*, at: datetime | None = None) -> int:
    """Write anew what was sold of late: its popularity is another; returns how many.

    Where there is no index, it is built.
    """
    if not is_ready():
        return sum(rebuild().values())
    latest = latest_day()
    if latest is None or latest < clock.business_day(at) - SOLD_LATELY:
        return 0
    sold = DailyDemand.objects.filter(day__gt=latest - SOLD_LATELY, orders__gt=0)
    return refresh(sold.order_by().values_list("product_id", flat=True).distinct())


def ask_for_rebuild() -> None:
    """Put a rebuild on the job ledger, once a minute however many ask."""
    enqueue(REBUILD, key=f"{REBUILD}@{clock.now():%Y-%m-%dT%H:%M}")


def _write(engine: Engine, batch: Sequence[int], documents: Sequence[ProductDocument]) -> None:
    if not engine.status().is_ready:
        ask_for_rebuild()
        return
    found = {document.product_id for document in documents}
    engine.write(documents, gone=[pk for pk in batch if pk not in found])


def _has_index(engine: Engine) -> bool:
    try:
        return engine.status().is_ready
    except EngineDown as error:
        logger.warning("search: %s is down: %s", engine.name, error)
        return True


def _told(
    documents: Iterable[ProductDocument], advance: Callable[[int], None] | None
) -> Iterator[ProductDocument]:
    for document in documents:
        yield document
        if advance:
            advance(1)


def _catch_up(engine: Engine, *, since: datetime) -> None:
    """Write what the outbox heard of while the index was built, delivered or not."""
    heard = OutboxMessage.objects.filter(topic=TOPIC, consumer=CONSUMER, created_at__gte=since)
    changed = {int(payload["product"]) for payload in heard.values_list("payload", flat=True)}
    if changed:
        documents = documents_of(changed)
        found = {document.product_id for document in documents}
        engine.write(documents, gone=sorted(changed - found))


def number_of_products() -> int:
    """How many products a rebuild reads."""
    return Product.objects.filter(status=ProductStatus.PUBLISHED).count()
