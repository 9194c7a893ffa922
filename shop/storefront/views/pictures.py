"""Search by picture: one that is sent, or one of a product. What is sent is kept nowhere."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from PIL import Image

from catalog.models import Product
from foundation.ids import is_public_id
from search.algorithms.pictures.nearest import Lookalike
from search.visual import finding
from shop.storefront.cards import Card, media_url
from shop.storefront.picture_form import PictureForm
from shop.storefront.selectors import cards_by_ids

SHOWN = 24
MOST_SENT = 8 * 1024 * 1024
"""Bytes of a request that are read at all: a picture that is too heavy is told so, more is not."""
PREVIEW_SIDE = 160


@dataclass(frozen=True, slots=True)
class Choice:
    """A picture of the product that was asked about, as a link to ask about just that one."""

    url: str
    address: str
    alt: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Preview:
    url: str
    width: int
    height: int


@never_cache
@csrf_exempt  # what comes in is bounded before anything reads it; then the token is asked for
@require_http_methods(["GET", "HEAD", "POST"])
def picture_search(request: HttpRequest) -> HttpResponse:
    """The form, and what looks like the picture that was sent or the product that is named."""
    if request.method == "POST":
        if _length(request) > MOST_SENT:
            return render(request, "storefront/errors/413.html", status=413)
        request.upload_handlers = [MemoryOnly(request)]
        return _sent(request)
    return _asked(request)


@csrf_protect
def _sent(request: HttpRequest) -> HttpResponse:
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid() or (picture := form.opened()) is None:
        return _page(request, form=form)
    found = finding.by_picture(picture, n=SHOWN)
    return _page(request, form=PictureForm(), is_asked=True, found=found, preview=_preview(picture))


@csrf_protect
def _asked(request: HttpRequest) -> HttpResponse:
    product = _product(request)
    if product is None:
        return _page(request, form=PictureForm())
    images = list(product.images.all())
    number = request.GET.get("picture", "")
    chosen = images[int(number) - 1] if _is_one_of(number, len(images)) else None
    found = finding.similar_looking(product.pk, n=SHOWN, picture_id=chosen.pk if chosen else None)
    choices = [
        Choice(
            media_url(image.file.name),
            f"{request.path}?product={product.public_id}&picture={place}",
            image.alt or str(product),
            image == chosen,
        )
        for place, image in enumerate(images, start=1)
    ]
    return _page(
        request, form=PictureForm(), is_asked=True, found=found, product=product, choices=choices
    )


class MemoryOnly(MemoryFileUploadHandler):
    """Keeps what is sent in memory, never on a disk, and stops reading where it is too much."""

    def handle_raw_input(self, *args: object, **options: object) -> None:
        self.activated = True
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > MOST_SENT:
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def _page(
    request: HttpRequest, *, form: PictureForm, found: Sequence[Lookalike] = (), **more: object
) -> HttpResponse:
    return render(
        request,
        "storefront/picture_search.html",
        {"form": form, "cards": _cards(found), "is_ready": finding.is_ready(), **more},
    )


def _cards(found: Sequence[Lookalike]) -> list[Card]:
    language = get_language() or settings.LANGUAGE_CODE
    return cards_by_ids([one.product_id for one in found], language=language) if found else []


def _product(request: HttpRequest) -> Product | None:
    public_id = request.GET.get("product", "")
    if not is_public_id(public_id):
        return None
    return Product.objects.filter(public_id=public_id, status="published").first()


def _is_one_of(number: str, count: int) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 5 and 1 <= int(number) <= count


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return MOST_SENT + 1


def _preview(picture: Image.Image) -> Preview:
    """What was sent, made anew and small, inside the page itself."""
    small = picture.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    file = io.BytesIO()
    small.save(file, "JPEG", quality=80)
    url = f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
    return Preview(url, small.width, small.height)
