"""Pictures by their address: wished for by a file, fetched by a job from public addresses alone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from warnings import catch_warnings, simplefilter

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from catalog.services import add_picture
from events import jobs
from foundation import clock
from foundation.bulk import insert_rows
from pricing.competition.fetching import FetchRefused, Limits, fetch
from shop.exchange.goods.articles import Picture
from shop.exchange.models import PictureState, RemotePicture

PICTURES_JOB = "exchange.pictures"
AT_ONCE = 20
MOST_TRIES = 4
AGAIN_AFTER = timedelta(minutes=10)
CLAIMED_FOR = timedelta(minutes=15)
"""More than the longest time that so many take."""
LIMITS = Limits(largest=15 * 1024 * 1024, seconds=20.0)
MOST_PIXELS = 60_000_000
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
"""What is taken. A drawing (SVG) may hold scripts and would be served from the shop's address."""
_NOT_READ = (
    UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError,
    RuntimeError,
)  # fmt: skip
"""What the readers of the kinds raise: AVIF's a ``RuntimeError``, PNG's a ``ValueError`` where a
text in it swells."""
Wish = tuple[int, Picture, int, int | None]
"""Product, picture, position, and the option value whose variants it shows."""


class NoPicture(Exception):
    """What came from an address is none that the shop shows."""


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
        ask_for_pictures(at=at)
    return written


def ask_for_pictures(*, at: datetime | None = None) -> None:
    """Have the worker fetch what is due."""
    jobs.enqueue(PICTURES_JOB, key=f"{PICTURES_JOB}@{at or clock.now():%Y-%m-%dT%H:%M:%S.%f}")


@jobs.handles(PICTURES_JOB)
def fetch_due(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Fetch some pictures; another job goes on with the others: none holds a worker for long."""
    some = _claim(clock.now())
    fetched = sum(fetch_picture(key) for key in some)
    report(_("%(count)d pictures were fetched") % {"count": fetched})
    if _due(clock.now()).exists():
        ask_for_pictures()
    return {"looked at": len(some), "fetched": fetched}


def _due(now: datetime) -> QuerySet[RemotePicture]:
    return RemotePicture.objects.filter(state=PictureState.WAITING, due_at__lte=now)


@transaction.atomic
def _claim(now: datetime) -> list[int]:
    """Some that are due, put off for as long as fetching them may take.

    Another worker sees none of them meanwhile; those of a worker that dies are due again.
    """
    due = _due(now).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    some = list(due.values_list("pk", flat=True)[:AT_ONCE])
    RemotePicture.objects.filter(pk__in=some).update(due_at=now + CLAIMED_FOR)
    return some


def fetch_picture(key: int, *, at: datetime | None = None) -> bool:
    """Fetch one picture and hang it up; what goes wrong is kept beside it, and tried again.

    The address is asked outside any transaction. Tells whether it was fetched.
    """
    now = at or clock.now()
    wish = RemotePicture.objects.get(pk=key)
    try:
        content = fetch(wish.url, limits=LIMITS)
        ending = ending_of(content)
    except FetchRefused as problem:
        _put_off(wish, str(problem), now, for_good=wish.tries + 1 >= MOST_TRIES)
        return False
    except NoPicture as problem:
        _put_off(wish, str(problem), now, for_good=True)
        return False
    return _hang(key, content, ending, now)


@transaction.atomic
def _hang(key: int, content: bytes, ending: str, now: datetime) -> bool:
    wish = RemotePicture.objects.select_for_update(of=("self",)).get(pk=key)
    if wish.state != PictureState.WAITING:
        return False  # another worker was faster
    wish.image = add_picture(
        product=wish.product,
        name=f"{wish.product_id}-{uuid4().hex[:12]}.{ending}",
        content=content,
        alt=wish.alt,
        option_value=wish.option_value,
        position=wish.position,
    )
    wish.state, wish.problem, wish.fetched_at = PictureState.FETCHED, "", now
    wish.save(update_fields=["image", "state", "problem", "fetched_at"])
    return True


def _put_off(wish: RemotePicture, problem: str, now: datetime, *, for_good: bool) -> None:
    RemotePicture.objects.filter(pk=wish.pk, state=PictureState.WAITING).update(
        tries=wish.tries + 1,
        problem=problem[:300],
        due_at=now + AGAIN_AFTER * 4**wish.tries,
        state=PictureState.FAILED if for_good else PictureState.WAITING,
    )


def ending_of(content: bytes) -> str:
    """The ending of a picture's file, by what is in it.

    Raises:
        NoPicture: it is none, of a kind that is not shown, or too large to be drawn.
    """
    try:
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                kind, pixels = picture.format or "", picture.width * picture.height
                if kind not in ENDINGS:
                    raise NoPicture(_("Pictures of the kind %s are not shown here.") % kind[:20])
                if pixels > MOST_PIXELS:
                    raise NoPicture(_("This picture has too many pixels."))
                picture.verify()
    except _NOT_READ as error:
        raise NoPicture(_("This is no picture.")) from error
    except Image.DecompressionBombWarning as error:
        raise NoPicture(_("This picture has too many pixels.")) from error
    return ENDINGS[kind]
