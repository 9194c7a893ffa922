"""Blocks that were filled: what a template draws, whatever the medium. Nothing here asks anything.

``url`` is whole and may be counted when it is followed; texts are plain and escaped by templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from foundation.money import Money


@dataclass(frozen=True, slots=True)
class HeadingPiece:
    shape: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class TextPiece:
    """``paragraphs`` may hold line ends."""

    shape: ClassVar[str] = "text"
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ButtonPiece:
    shape: ClassVar[str] = "button"
    text: str
    url: str
    plain_url: str


@dataclass(frozen=True, slots=True)
class PicturePiece:
    shape: ClassVar[str] = "picture"
    picture: str
    alt: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class GoodPiece:
    """One product; ``plain_url`` is the same address without counting."""

    name: str
    options: str
    quantity: int
    picture: str
    url: str
    plain_url: str
    price: Money | None = None
    lowest: Money | None = None


@dataclass(frozen=True, slots=True)
class GoodsPiece:
    """Products one below the other; ``is_counted`` shows how many of each."""

    shape: ClassVar[str] = "goods"
    goods: tuple[GoodPiece, ...]
    title: str = ""
    is_counted: bool = False
    is_review: bool = False


@dataclass(frozen=True, slots=True)
class CouponPiece:
    shape: ClassVar[str] = "coupon"
    text: str
    code: str
    until: date | None


@dataclass(frozen=True, slots=True)
class DividerPiece:
    shape: ClassVar[str] = "divider"


Piece = (
    HeadingPiece | TextPiece | ButtonPiece | PicturePiece | GoodsPiece | CouponPiece | DividerPiece
)
