"""Pictures by their address: wished for by a file, fetched by a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from events import jobs
from foundation.bulk import insert_rows
from shop.exchange.goods.articles import Picture
from shop.exchange.models import PictureState, RemotePicture

PICTURES_JOB = "exchange.pictures"
Wish = tuple[int, Picture, int, int | None]
"""Product, picture, position, and the option value whose variants it shows."""


def wish_pictures(*, wishes: Sequence[Wish], at: datetime) -> int:
    """Note pictures to be fetched; one that a product was given once is not asked for again."""
    written = insert_rows(
        RemotePicture,
        ("product_id", "url", "alt", "position", "option_value_id", "state", "tries", "problem",
         "wished_at", "due_at"),
        (
            (product_id, picture.url, picture.alt[:200], position, value_id,
             PictureState.WAITING, 0, "", at, at)
            for product_id, picture, position, value_id in wishes
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    if written:
        jobs.enqueue(PICTURES_JOB, key=f"{PICTURES_JOB}@{at:%Y-%m-%dT%H:%M:%S.%f}")
    return written
