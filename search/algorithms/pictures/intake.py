"""Pictures that anybody may send: judged by their first bytes before a single pixel is decoded.

What comes out is pixels and nothing else: no metadata, no trailing bytes, no animation. Whatever
is not plainly a small enough JPEG, PNG or WebP is refused with the reason.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from enum import StrEnum

from PIL import Image, ImageOps

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
MOST_SIDE = 16_384
"""A strip of a pixel's height is no photograph, and costs as many rows or columns."""
LEAST_SIDE = 16
WORKING_SIDE = 448
"""Larger pictures are made smaller at once: the network looks at half of it."""


class Problem(StrEnum):
    """Why a picture is refused."""

    EMPTY = "empty"
    TOO_HEAVY = "too_heavy"
    TYPE = "type"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    ANIMATED = "animated"
    MIXED = "mixed"
    DAMAGED = "damaged"


class PictureRefused(ValueError):
    """No picture that may be looked at; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Kind(StrEnum):
    """The types that are accepted, by the names that Pillow gives them."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


_FOREIGN = re.compile(rb"<script|<html|<!doctype|<\?php", re.IGNORECASE)
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 66_000
_PDF, _PDF_HEAD = b"%PDF-", 1_024


def open_picture(content: bytes) -> Image.Image:
    """The pixels of an uploaded picture: upright, RGB, at most ``WORKING_SIDE`` a side.

    Transparent parts are laid on white.

    Raises:
        PictureRefused: it is none, too large, animated, damaged, or also something else.
    """
    kind = inspect(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decode(content, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(Problem.TOO_LARGE) from error
    except (OSError, ValueError, SyntaxError, struct.error, IndexError) as error:
        # What Pillow's decoders raise of broken files is not one family.
        raise PictureRefused(Problem.DAMAGED) from error


def inspect(content: bytes) -> Kind:
    """The type of a picture, judged by its bytes; its size is read from its header alone.

    Raises:
        PictureRefused: see ``open_picture``; nothing was decoded.
    """
    if not content:
        raise PictureRefused(Problem.EMPTY)
    if len(content) > MOST_BYTES:
        raise PictureRefused(Problem.TOO_HEAVY)
    kind = _kind_of(content)
    try:
        width, height = _SIZES[kind](content)
    except (struct.error, IndexError) as error:
        raise PictureRefused(Problem.DAMAGED) from error
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise PictureRefused(Problem.TOO_LARGE)
    if min(width, height) < LEAST_SIDE:
        raise PictureRefused(Problem.TOO_SMALL)
    if _is_animated(content, kind):
        raise PictureRefused(Problem.ANIMATED)
    if _is_also_something_else(content):
        raise PictureRefused(Problem.MIXED)
    return kind


def _decode(content: bytes, kind: Kind) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=(kind.value,)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise PictureRefused(Problem.TOO_LARGE)  # the header that was read first told less
        picture.draft("RGB", (WORKING_SIDE, WORKING_SIDE))  # a JPEG is decoded small at once
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX, reducing_gap=2.0)
        return on_white(upright)


def on_white(picture: Image.Image) -> Image.Image:
    """The picture as RGB pixels alone; what was transparent is white."""
    if picture.has_transparency_data:
        solid = picture.convert("RGBA")
        ground = Image.new("RGBA", solid.size, "white")
        plain = Image.alpha_composite(ground, solid).convert("RGB")
    else:
        plain = picture.convert("RGB")
    # Made anew from its bytes: nothing that the file told beside its pixels comes along.
    return Image.frombytes("RGB", plain.size, plain.tobytes())


def _kind_of(content: bytes) -> Kind:
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind.WEBP
    raise PictureRefused(Problem.TYPE)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """From the first start-of-frame segment (ITU T.81, B.2.2)."""
    at = 2
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        mark, length = struct.unpack_from(">HH", content, at)
        if mark >> 8 != 0xFF or length < 2:
            raise PictureRefused(Problem.DAMAGED)
        if 0xFFC0 <= mark <= 0xFFCF and mark not in (0xFFC4, 0xFFC8, 0xFFCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + length


def _png_size(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR":
        raise PictureRefused(Problem.DAMAGED)
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _webp_size(content: bytes) -> tuple[int, int]:
    """From the canvas, or from the header of the lossy or the lossless stream (RFC 9649)."""
    chunk = content[12:16]
    if chunk == b"VP8X":
        return 1 + _three(content, 24), 1 + _three(content, 27)
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    raise PictureRefused(Problem.DAMAGED)


def _three(content: bytes, at: int) -> int:
    return content[at] | content[at + 1] << 8 | content[at + 2] << 16


_SIZES = {Kind.JPEG: _jpeg_size, Kind.PNG: _png_size, Kind.WEBP: _webp_size}
_WEBP_ANIMATION = 0x02


def _is_animated(content: bytes, kind: Kind) -> bool:
    if kind is Kind.WEBP:
        return content[12:16] == b"VP8X" and bool(content[20] & _WEBP_ANIMATION)
    return kind is Kind.PNG and b"acTL" in content[: content.find(b"IDAT") + 1]


def _is_also_something_else(content: bytes) -> bool:
    """Whether other programs would take the file for a page, an archive or a document.

    What phones hang behind a JPEG (a depth map, a short film) is none of these.
    """
    return (
        _FOREIGN.search(content) is not None
        or _ZIP_END in content[-_ZIP_TAIL:]
        or _PDF in content[:_PDF_HEAD]
    )
