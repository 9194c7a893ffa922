"""Keeping the index of pictures as the catalogue is: the new is looked at, the gone is left out.

The outbox tells of changed products; where their pictures differ from the index a job is put on the
ledger, once a minute at most, that compares the whole catalogue with the index. So a change that
was missed is caught up with the next.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.core.files.storage import default_storage
from PIL import Image

from catalog.models import ProductImage, ProductStatus
from events import jobs
from events.outbox import Payload
from foundation import clock
from search.algorithms.pictures.embedding import Grids, Seen, look_at
from search.algorithms.pictures.intake import PictureRefused
from search.visual.index import PictureIndex, Rows, current_index, drop_index, whole_index
from search.visual.index import write_index as write
from search.visual.network import NoWeights, network, prepare_network
from search.visual.pictures import open_stored

logger = logging.getLogger(__name__)
Array = npt.NDArray[Any]
Advance = Callable[[int], None]

JOB = "search.pictures"
BATCH = 16
UNKNOWN = -1


def hear_of_changes(payloads: list[Payload]) -> None:
    """Consumer of ``product.changed``: asks for a refresh where pictures are not as they were."""
    product_ids = sorted({int(payload["product"]) for payload in payloads})
    index = current_index()
    rows, _names = _catalogue(product_ids)
    if index is None:
        is_as_known = not len(rows)
    else:
        of_them = np.flatnonzero(np.isin(index.products, product_ids))
        is_as_known = _are_alike(rows, _take(_rows_of(index), of_them), index.left_out)
    if not is_as_known:
        ask_for_refresh()


def ask_for_refresh() -> None:
    """Put the refresh of this minute on the ledger; it begins when the minute is over."""
    minute = clock.now().replace(second=0, microsecond=0)
    jobs.enqueue(JOB, key=f"{JOB}@{minute:%Y-%m-%dT%H:%MZ}", due_at=minute + timedelta(minutes=1))


def refresh_index(*, advance: Advance = lambda steps: None) -> int:
    """Write the index anew where the catalogue's pictures differ from it; returns how many it has.

    ``advance`` is called with how many new pictures were looked at.

    Raises:
        NoWeights: there is no network to look with.
    """
    prepare_network()
    looking = network()
    if looking is None:
        raise NoWeights("onnxruntime cannot run the network")
    before = whole_index()
    if before is not None and before.network != looking.version:
        before = None
    rows, names = _catalogue()
    if before is not None and _are_alike(rows, _rows_of(before), before.left_out):
        return len(before.pictures)
    able, seen = _gather(rows, names, before, looking, advance)
    if not len(able):
        drop_index()
        return 0
    left_out = np.setdiff1d(rows.files, able.files)
    write(rows=able, seen=seen, left_out=left_out, network=looking.version)
    return len(able)


def number_of_file(name: str) -> int:
    """A file's name as a number; another file never has the same name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def _catalogue(product_ids: Sequence[int] | None = None) -> tuple[Rows, list[str]]:
    """The pictures of published products by their ids, and the names of their files."""
    pictures = ProductImage.objects.filter(product__status=ProductStatus.PUBLISHED)
    if product_ids is not None:
        pictures = pictures.filter(product__in=product_ids)
    found = list(
        pictures.order_by("pk").values_list(
            "pk", "product_id", "product__category_id", "option_value_id", "file"
        )
    )
    columns = [np.array(column, np.int64) for column in _numbers(found)]
    return Rows(*columns), [str(one[4]) for one in found]


def _numbers(found: Sequence[tuple[Any, ...]]) -> Iterator[list[int]]:
    for place in range(4):
        yield [UNKNOWN if one[place] is None else one[place] for one in found]
    yield [number_of_file(one[4]) for one in found]


def _rows_of(index: PictureIndex) -> Rows:
    return Rows(index.pictures, index.products, index.categories, index.colour_values, index.files)


def _tuples(rows: Rows) -> Iterator[tuple[int, ...]]:
    columns = (rows.pictures, rows.products, rows.categories, rows.colour_values, rows.files)
    return zip(*(column.tolist() for column in columns), strict=True)


def _take(rows: Rows, chosen: Array) -> Rows:
    return Rows(
        rows.pictures[chosen], rows.products[chosen], rows.categories[chosen],
        rows.colour_values[chosen], rows.files[chosen],
    )  # fmt: skip


def _are_alike(rows: Rows, known: Rows, left_out: Array) -> bool:
    """Whether the index knows just these; what cannot be looked at is known as such."""
    able = _take(rows, np.flatnonzero(~np.isin(rows.files, left_out)))
    return set(_tuples(able)) == set(_tuples(known))


def _gather(
    rows: Rows, names: list[str], before: PictureIndex | None, looking: Grids, advance: Advance
) -> tuple[Rows, Seen]:
    """What is known of every picture that can be looked at, taken over or looked at now."""
    places = {} if before is None else _places(before)
    hopeless = set() if before is None else set(before.left_out.tolist())
    kept, taken, fresh = [], [], []
    for row, key in enumerate(zip(rows.pictures.tolist(), rows.files.tolist(), strict=True)):
        if key in places:
            kept.append(row)
            taken.append(places[key])
        elif key[1] not in hopeless:
            fresh.append(row)
    parts, chosen = ([], []) if before is None else ([_part(before, taken)], kept)
    for begin in range(0, len(fresh), BATCH):
        batch = fresh[begin : begin + BATCH]
        opened = [(row, picture) for row in batch if (picture := open_file(names[row])) is not None]
        if opened:
            chosen = chosen + [row for row, _picture in opened]
            parts = [*parts, look_at(looking, [picture for _row, picture in opened])]
        advance(len(batch))
    return _in_order(rows, chosen, parts)


def _in_order(rows: Rows, chosen: list[int], parts: list[Seen]) -> tuple[Rows, Seen]:
    order = np.argsort(np.array(chosen, np.int64), kind="stable")
    if not len(order):
        return _take(rows, order), Seen(*(np.empty((0, 1), "f4") for _part in range(3)))
    joined = (np.concatenate([getattr(part, name) for part in parts]) for name in _SEEN)
    seen = Seen(*(array[order] for array in joined))
    return _take(rows, np.array(chosen, np.int64)[order]), seen


_SEEN = ("features", "colours", "main")


def _places(index: PictureIndex) -> dict[tuple[int, int], int]:
    keys = zip(index.pictures.tolist(), index.files.tolist(), strict=True)
    return {key: place for place, key in enumerate(keys)}


def _part(index: PictureIndex, places: list[int]) -> Seen:
    return Seen(*(np.asarray(getattr(index, name)[places], "f4") for name in _SEEN))


def open_file(name: str) -> Image.Image | None:
    """A picture of the catalogue; None where its file is gone or nothing that can be looked at."""
    try:
        with default_storage.open(name) as file:
            return open_stored(file.read())
    except (OSError, PictureRefused) as error:
        logger.warning("pictures: %s is left out: %s", name, error)
        return None


def count_pictures() -> int:
    """How many pictures the published products have."""
    return ProductImage.objects.filter(product__status=ProductStatus.PUBLISHED).count()


def ask_where_missing() -> None:
    """A shop with pictures and without an index gets one from its worker."""
    if current_index() is None and count_pictures():
        ask_for_refresh()
