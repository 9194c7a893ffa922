"""Keeping the vectors as the texts are: what changed is read again, what is gone is left out.

The outbox tells of changed products; where their texts differ from the table a job is put on the
ledger, once in ten minutes at most, that compares the whole catalogue with it. So a change that was
missed is caught up with the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings

from catalog.models import Product, ProductStatus
from events import jobs
from events.outbox import Payload
from foundation import clock
from search.algorithms.sentences.nearest import DIMENSIONS
from search.semantic.index import Sentences, sentences
from search.semantic.network import LANGUAGE, is_installed, network

Array = npt.NDArray[Any]
Advance = Callable[[int], None]

JOB = "search.sentences"
EVERY = timedelta(minutes=10)
BATCH = 64
LANGUAGES = (LANGUAGE, settings.LANGUAGE_CODE)
"""What a product says in the first of them in which it says anything."""
COLUMNS = ("name", "category__name", "summary", "description")


class NoNetwork(RuntimeError):
    """The optional package is not installed, or the shop does not speak the network's language."""


def hear_of_changes(payloads: list[Payload]) -> None:
    """Consumer of ``product.changed``: asks for a refresh where texts are not as they were."""
    known = sentences.newest()
    if known is None or not is_installed():
        return
    product_ids = {int(payload["product"]) for payload in payloads}
    told = {pk: digest(text) for pk, text in texts_of(sorted(product_ids)).items()}
    rows = np.flatnonzero(np.isin(known.products, sorted(product_ids)))
    before = dict(zip(known.products[rows].tolist(), known.digests[rows].tolist(), strict=True))
    if told != before:
        ask_for_refresh()


def ask_for_refresh() -> None:
    """Put the refresh of these ten minutes on the ledger; it begins when they are over."""
    now = clock.now()
    begin = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)
    jobs.enqueue(JOB, key=f"{JOB}@{begin:%Y-%m-%dT%H:%MZ}", due_at=begin + EVERY)


def ask_where_missing() -> None:
    """A shop with the package and without a table gets one from its worker."""
    if is_installed() and sentences.newest() is None:
        ask_for_refresh()


def refresh(*, advance: Advance = lambda steps: None) -> tuple[int, int]:
    """Write the table anew where texts differ from it; returns its products and how many were read.

    ``advance`` hears how many texts were read.

    Raises:
        NoNetwork: there is nothing to read them with.
    """
    reading = network()
    if reading is None or LANGUAGE not in dict(settings.LANGUAGES):
        raise NoNetwork
    before = _of_network(reading.version)
    texts = texts_of()
    products = np.array(sorted(texts), np.int64)
    digests = np.array([digest(texts[pk]) for pk in products.tolist()], np.int64)
    rows = _rows_of(before, products)
    is_known = rows >= 0
    is_known[is_known] = before.digests[rows[is_known]] == digests[is_known]
    if is_known.all() and len(products) == len(before.products):
        return len(products), 0
    vectors = np.empty((len(products), before.vectors.shape[1]), np.float32)
    vectors[is_known] = before.vectors[rows[is_known]]
    fresh = np.flatnonzero(~is_known)
    for begin in range(0, len(fresh), BATCH):
        batch = fresh[begin : begin + BATCH]
        vectors[batch] = reading.vectors([texts[pk] for pk in products[batch].tolist()])
        advance(len(batch))
    sentences.write(Sentences(products, digests, vectors, reading.version).arrays())
    sentences.forget()
    return len(products), len(fresh)


def texts_of(product_ids: Sequence[int] | None = None) -> dict[int, str]:
    """What published products say in the network's language, or in the shop's first."""
    published = Product.objects.filter(status=ProductStatus.PUBLISHED)
    if product_ids is not None:
        published = published.filter(pk__in=product_ids)
    columns = dict.fromkeys(f"{name}_{code}" for code in LANGUAGES for name in COLUMNS)
    rows = published.order_by("pk").values_list("pk", *columns)
    return {
        pk: _text(dict(zip(columns, said, strict=True)))
        for pk, *said in rows.iterator(chunk_size=2_000)
    }


def digest(text: str) -> int:
    """A text as a number; another text never has the same."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)


def _text(said: Mapping[str, str | None]) -> str:
    """Name, category, summary and description as sentences."""
    told = (next(filter(None, (said[f"{name}_{code}"] for code in LANGUAGES)), "")
            for name in COLUMNS)  # fmt: skip
    return ". ".join(filter(None, told))


def _of_network(version: str) -> Sentences:
    """The table of before; one without rows where there is none, or another network made it."""
    known = sentences.newest()
    if known is not None and known.network == version:
        return known
    none = np.empty(0, np.int64)
    return Sentences(none, none, np.empty((0, DIMENSIONS), np.float32), version)


def _rows_of(before: Sentences, products: Array) -> Array:
    """The row of each product in the table of before, -1 where it has none."""
    if not len(before.products):
        return np.full(len(products), -1)
    places = np.searchsorted(before.products, products).clip(max=len(before.products) - 1)
    return np.where(before.products[places] == products, places, -1)
