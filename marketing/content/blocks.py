"""The blocks that a message, a landing page or a hero is made of: typed, from plain JSON and back.

``parse`` is the only way in: what it lets through can be filled and drawn. Texts are by language
(``marketing.content.words``); nothing in a block is HTML or a template.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import RfmSegment
from marketing.content import inputs
from marketing.content.inputs import Input, fields_of
from marketing.content.refused import ContentRefused
from marketing.content.words import is_listed

MOST_BLOCKS: Final = 30
MOST_SHOWN: Final = 8
_MUST_HOLD = gettext_lazy("Nothing is sent without it")


class BlockKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    BUTTON = "button"
    PICTURE = "picture"
    PRODUCT = "product"
    SUBJECT = "subject"
    RECOMMENDATIONS = "recommendations"
    CART = "cart"
    ORDER = "order"
    REVIEWS = "reviews"
    COUPON = "coupon"
    SEGMENT_TEXT = "segment_text"
    DIVIDER = "divider"


class Picks(StrEnum):
    """What is recommended; the personal ones fall back on what is wanted by all."""

    FOR_THEM = "for_them"
    GOES_WITH = "goes_with"
    NEW = "new"
    TRENDING = "trending"


PICKS: Final[dict[str, str | Promise]] = {
    Picks.FOR_THEM: gettext_lazy("What this reader may like"),
    Picks.GOES_WITH: gettext_lazy("What goes with the cart or the last order"),
    Picks.NEW: gettext_lazy("What is new, by taste"),
    Picks.TRENDING: gettext_lazy("What is wanted now"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    kind: ClassVar[BlockKind] = BlockKind.HEADING
    label: ClassVar[str | Promise] = gettext_lazy("Heading")
    text: dict[str, str] = field(default_factory=dict, metadata=inputs.line(gettext_lazy("Words")))


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, parted by an empty line."""

    kind: ClassVar[BlockKind] = BlockKind.TEXT
    label: ClassVar[str | Promise] = gettext_lazy("Text")
    text: dict[str, str] = field(default_factory=dict, metadata=inputs.text(gettext_lazy("Words")))


@dataclass(frozen=True, slots=True)
class Button:
    kind: ClassVar[BlockKind] = BlockKind.BUTTON
    label: ClassVar[str | Promise] = gettext_lazy("Button")
    text: dict[str, str] = field(default_factory=dict, metadata=inputs.line(gettext_lazy("Words")))
    url: str = field(default="", metadata=inputs.address(gettext_lazy("Leads to")))


@dataclass(frozen=True, slots=True)
class Picture:
    kind: ClassVar[BlockKind] = BlockKind.PICTURE
    label: ClassVar[str | Promise] = gettext_lazy("Picture")
    picture: str = field(
        default="", metadata=inputs.address(gettext_lazy("Address of the picture"))
    )
    alt: dict[str, str] = field(
        default_factory=dict, metadata=inputs.line(gettext_lazy("What it shows"))
    )
    url: str = field(default="", metadata=inputs.address(gettext_lazy("Leads to"), is_needed=False))


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product with its price of the moment; it drops out while it cannot be bought."""

    kind: ClassVar[BlockKind] = BlockKind.PRODUCT
    label: ClassVar[str | Promise] = gettext_lazy("Product")
    product: str = field(
        default="",
        metadata=inputs.name(
            gettext_lazy("Product"),
            help=gettext_lazy("Its number, or the last part of its address."),
        ),
    )
    must_hold: bool = field(default=False, metadata=inputs.flag(_MUST_HOLD))


@dataclass(frozen=True, slots=True)
class Subject:
    """What the flow is about: the product that is back, cheaper, due again, or was looked at."""

    kind: ClassVar[BlockKind] = BlockKind.SUBJECT
    label: ClassVar[str | Promise] = gettext_lazy("What it is about")
    count: int = field(
        default=3, metadata=inputs.number(gettext_lazy("At most"), least=1, most=MOST_SHOWN)
    )
    must_hold: bool = field(default=True, metadata=inputs.flag(_MUST_HOLD))


@dataclass(frozen=True, slots=True)
class Recommendations:
    kind: ClassVar[BlockKind] = BlockKind.RECOMMENDATIONS
    label: ClassVar[str | Promise] = gettext_lazy("Recommendations")
    title: dict[str, str] = field(
        default_factory=dict, metadata=inputs.line(gettext_lazy("Heading"), is_needed=False)
    )
    picks: str = field(default=Picks.FOR_THEM, metadata=inputs.choice(gettext_lazy("Which"), PICKS))
    count: int = field(
        default=4, metadata=inputs.number(gettext_lazy("At most"), least=1, most=MOST_SHOWN)
    )
    must_hold: bool = field(default=False, metadata=inputs.flag(_MUST_HOLD))


@dataclass(frozen=True, slots=True)
class CartContents:
    kind: ClassVar[BlockKind] = BlockKind.CART
    label: ClassVar[str | Promise] = gettext_lazy("Their cart")
    text: dict[str, str] = field(
        default_factory=dict, metadata=inputs.line(gettext_lazy("Words of the button"))
    )
    must_hold: bool = field(default=True, metadata=inputs.flag(_MUST_HOLD))


@dataclass(frozen=True, slots=True)
class LastOrder:
    kind: ClassVar[BlockKind] = BlockKind.ORDER
    label: ClassVar[str | Promise] = gettext_lazy("Their last order")
    must_hold: bool = field(default=False, metadata=inputs.flag(_MUST_HOLD))


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """What they bought, each with a link to its review form; what is reviewed already is not."""

    kind: ClassVar[BlockKind] = BlockKind.REVIEWS
    label: ClassVar[str | Promise] = gettext_lazy("Request for reviews")
    must_hold: bool = field(default=True, metadata=inputs.flag(_MUST_HOLD))


@dataclass(frozen=True, slots=True)
class CouponCode:
    """The personal code of the variant's offer."""

    kind: ClassVar[BlockKind] = BlockKind.COUPON
    label: ClassVar[str | Promise] = gettext_lazy("Their code")
    text: dict[str, str] = field(
        default_factory=dict, metadata=inputs.line(gettext_lazy("Words above it"), is_needed=False)
    )


@dataclass(frozen=True, slots=True)
class SegmentText:
    """Words for readers of some segments, other words (or none) for everybody else."""

    kind: ClassVar[BlockKind] = BlockKind.SEGMENT_TEXT
    label: ClassVar[str | Promise] = gettext_lazy("Text by segment")
    segments: tuple[str, ...] = field(
        default=(),
        metadata=inputs.several(gettext_lazy("Segments"), lambda: dict(RfmSegment.choices)),
    )
    text: dict[str, str] = field(
        default_factory=dict, metadata=inputs.text(gettext_lazy("Words for them"))
    )
    otherwise: dict[str, str] = field(
        default_factory=dict,
        metadata=inputs.text(gettext_lazy("Words for others"), is_needed=False),
    )


@dataclass(frozen=True, slots=True)
class Divider:
    kind: ClassVar[BlockKind] = BlockKind.DIVIDER
    label: ClassVar[str | Promise] = gettext_lazy("Line")


Block = (
    Heading
    | Text
    | Button
    | Picture
    | ProductCard
    | Subject
    | Recommendations
    | CartContents
    | LastOrder
    | ReviewRequest
    | CouponCode
    | SegmentText
    | Divider
)
BLOCKS: Final[dict[BlockKind, type[Block]]] = {
    block.kind: block
    for block in (
        Heading,
        Text,
        Button,
        Picture,
        ProductCard,
        Subject,
        Recommendations,
        CartContents,
        LastOrder,
        ReviewRequest,
        CouponCode,
        SegmentText,
        Divider,
    )
}


KINDS: Final[dict[str, str | Promise]] = {str(kind): one.label for kind, one in BLOCKS.items()}
"""What staff call each kind of block."""


def label_of(kind: str) -> str | Promise | None:
    """What staff call a kind; None where there is no such kind."""
    return KINDS.get(kind)


def inputs_of(kind: str) -> tuple[Input, ...]:
    """The fields of a kind of block, in the order of a form."""
    return fields_of(BLOCKS[BlockKind(kind)])


def empty_block(kind: str) -> dict[str, Any]:
    """A new block of a kind as plain JSON, still to be filled in."""
    block = BLOCKS[BlockKind(kind)]
    return {"kind": kind, **{name: _plain(value) for name, value in _defaults(block).items()}}


def parse(blocks: object) -> tuple[Block, ...]:
    """Blocks from plain JSON.

    Raises:
        ContentRefused: one is unknown, lacks something or holds what it may not; ``where`` is
            such as ``blocks.2.url``, counted from 0.
    """
    if not isinstance(blocks, list):
        raise ContentRefused(_("The content is a list of blocks."), where="blocks")
    if len(blocks) > MOST_BLOCKS:
        raise ContentRefused(_("At most %d blocks.") % MOST_BLOCKS, where="blocks")
    return tuple(_parse_one(one, f"blocks.{place}") for place, one in enumerate(blocks))


def as_json(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as ``parse`` reads them."""
    return [
        {"kind": str(block.kind), **{k: _plain(v) for k, v in dataclasses.asdict(block).items()}}
        for block in blocks
    ]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _parse_one(told: object, where: str) -> Block:
    if not isinstance(told, Mapping) or not is_listed(told.get("kind"), set(BlockKind)):
        raise ContentRefused(_("There is no such block."), where=where)
    block = BLOCKS[BlockKind(told["kind"])]
    asked = fields_of(block)
    unknown = set(told) - {"kind"} - {one.name for one in asked}
    if unknown:
        raise ContentRefused(_("This block has no such field."), where=where)
    defaults = _defaults(block)
    return block(**{one.name: _read(one, told, defaults, where) for one in asked})


def _read(asked: Input, told: Mapping[str, Any], defaults: Mapping[str, Any], where: str) -> Any:
    value = told.get(asked.name, defaults[asked.name])
    return asked.read(value, where=f"{where}.{asked.name}")


def _defaults(block: type[Block]) -> dict[str, Any]:
    return {
        one.name: {} if one.default is dataclasses.MISSING else one.default
        for one in dataclasses.fields(block)
    }
