"""From blocks to what one reader is shown, at the moment at which it is shown.

What is sold out, gone or not theirs any more drops out. A block that ``must_hold`` and holds
nothing, or words that speak of a code or a product that is not there, end the message:
``NothingToSay``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, singledispatch

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

from marketing.content import blocks as kinds
from marketing.content.blocks import Block, Picks
from marketing.content.goods import Good, goods_of_products, product_named
from marketing.content.holdings import cart_goods, order_goods, subject_goods, unreviewed_goods
from marketing.content.links import page_in_language
from marketing.content.picks import recommended
from marketing.content.pieces import (
    ButtonPiece,
    CouponPiece,
    DividerPiece,
    GoodPiece,
    GoodsPiece,
    HeadingPiece,
    PicturePiece,
    Piece,
    TextPiece,
)
from marketing.content.reading import Reader
from marketing.content.refused import NothingToSay
from marketing.content.words import Placeholder, Words, filled, in_language, needs
from notifications.links import absolute, page

CART_PAGE = "storefront:cart"


def fill_blocks(blocks: Sequence[Block], *, reader: Reader, at: datetime) -> tuple[Piece, ...]:
    """The pieces that a reader is shown now.

    Raises:
        NothingToSay: a needed part is empty, or no part is left.
    """
    return Filling(reader, at).pieces(blocks)


@dataclass
class Filling:
    """One message while it is filled; remembers which products it shows, to name none twice."""

    reader: Reader
    at: datetime
    shown: list[int] = field(default_factory=list)

    def pieces(self, blocks: Sequence[Block]) -> tuple[Piece, ...]:
        found = [piece for block in blocks for piece in fill_block(block, self)]
        if all(isinstance(piece, DividerPiece) for piece in found):
            raise NothingToSay("no part of it holds anything any more")
        return tuple(found)

    def say(self, words: Words) -> str:
        """Words in the reader's language with their placeholders.

        Raises:
            NothingToSay: they speak of a code or a product, and there is none.
        """
        text = in_language(words, self.reader.language)
        values = {one: self._value(one) for one in Placeholder if text and needs(text, one)}
        missing = [str(one) for one, value in values.items() if not value]
        if missing:
            raise NothingToSay(f"there is no {missing[0]} to speak of")
        return filled(text, values)

    def _value(self, placeholder: Placeholder) -> str:
        match placeholder:
            case Placeholder.NAME:
                with override(self.reader.language):
                    return self.reader.name
            case Placeholder.SHOP:
                return str(settings.SHOP_NAME)
            case Placeholder.CODE:
                return self.reader.code
            case Placeholder.VALID_UNTIL:
                with override(self.reader.language):
                    return date_format(self.reader.until) if self.reader.until else ""
            case Placeholder.PRODUCT:
                return self.subject[0].name if self.subject else ""

    @cached_property
    def subject(self) -> list[Good]:
        return subject_goods(self.reader, most=kinds.MOST_SHOWN, at=self.at)

    @cached_property
    def cart(self) -> list[Good]:
        return cart_goods(self.reader, at=self.at)

    @cached_property
    def order(self) -> list[Good]:
        return order_goods(self.reader)

    def goods(
        self,
        goods: Sequence[Good],
        *,
        must_hold: bool,
        title: str = "",
        is_counted: bool = False,
        is_review: bool = False,
    ) -> list[Piece]:
        """Products as a piece; nothing where there are none.

        Raises:
            NothingToSay: there are none and there must be.
        """
        if not goods:
            if must_hold:
                raise NothingToSay("the products that it was about are gone")
            return []
        self.shown += [good.product_id for good in goods]
        rows = tuple(_good_piece(good, self.reader) for good in goods)
        return [GoodsPiece(rows, title, is_counted, is_review)]


@singledispatch
def fill_block(block: Block, filling: Filling) -> list[Piece]:
    """What a block has become; nothing where it dropped out.

    Raises:
        NothingToSay: without it nothing is sent.
    """
    raise TypeError(f"nothing fills {type(block).__name__}")


def _good_piece(good: Good, reader: Reader) -> GoodPiece:
    return GoodPiece(
        name=good.name,
        options=good.options,
        quantity=good.quantity,
        picture=good.picture,
        url=reader.links.counted(good.path),
        plain_url=reader.links.plain(good.path),
        price=good.price,
        lowest=good.lowest,
    )


@fill_block.register
def _heading(block: kinds.Heading, filling: Filling) -> list[Piece]:
    return [HeadingPiece(filling.say(block.text))]


@fill_block.register
def _text(block: kinds.Text, filling: Filling) -> list[Piece]:
    return _paragraphs(filling.say(block.text))


@fill_block.register
def _segment_text(block: kinds.SegmentText, filling: Filling) -> list[Piece]:
    is_theirs = filling.reader.segment in block.segments
    return _paragraphs(filling.say(block.text if is_theirs else block.otherwise))


def _paragraphs(text: str) -> list[Piece]:
    parts = tuple(part.strip() for part in text.split("\n\n") if part.strip())
    return [TextPiece(parts)] if parts else []


@fill_block.register
def _button(block: kinds.Button, filling: Filling) -> list[Piece]:
    address = page_in_language(block.url, filling.reader.language)
    return [_button_piece(filling, block.text, address)]


def _button_piece(filling: Filling, words: Words, address: str) -> ButtonPiece:
    links = filling.reader.links
    return ButtonPiece(filling.say(words), links.counted(address), links.plain(address))


@fill_block.register
def _picture(block: kinds.Picture, filling: Filling) -> list[Piece]:
    reader = filling.reader
    url = reader.links.counted(page_in_language(block.url, reader.language)) if block.url else ""
    return [PicturePiece(absolute(block.picture), filling.say(block.alt), url)]


@fill_block.register
def _product(block: kinds.ProductCard, filling: Filling) -> list[Piece]:
    product = product_named(block.product)
    goods = (
        goods_of_products([product], buyer=filling.reader.buyer, most=1, at=filling.at)
        if product
        else []
    )
    return filling.goods(goods, must_hold=block.must_hold)


@fill_block.register
def _subject(block: kinds.Subject, filling: Filling) -> list[Piece]:
    return filling.goods(filling.subject[: block.count], must_hold=block.must_hold)


@fill_block.register
def _recommendations(block: kinds.Recommendations, filling: Filling) -> list[Piece]:
    picks = Picks(block.picks)
    # What was ordered before tells of habits: it leads to nothing without consent to that.
    may_look_back = picks is Picks.GOES_WITH and filling.reader.may_be_known
    held = filling.cart or (filling.order if may_look_back else [])
    own = [good.product_id for good in held]
    goods = recommended(
        filling.reader,
        picks,
        most=block.count,
        beside=own,
        besides=[*filling.shown, *own],
        at=filling.at,
    )
    title = filling.say(block.title) if block.title else ""
    return filling.goods(goods, must_hold=block.must_hold, title=title)


@fill_block.register
def _cart(block: kinds.CartContents, filling: Filling) -> list[Piece]:
    pieces = filling.goods(filling.cart, must_hold=block.must_hold, is_counted=True)
    if not pieces:
        return []
    cart_page = page(CART_PAGE, language=filling.reader.language)
    return [*pieces, _button_piece(filling, block.text, cart_page)]


@fill_block.register
def _order(block: kinds.LastOrder, filling: Filling) -> list[Piece]:
    return filling.goods(filling.order, must_hold=block.must_hold, is_counted=True)


@fill_block.register
def _reviews(block: kinds.ReviewRequest, filling: Filling) -> list[Piece]:
    goods = unreviewed_goods(filling.reader)
    return filling.goods(goods, must_hold=block.must_hold, is_review=True)


@fill_block.register
def _coupon(block: kinds.CouponCode, filling: Filling) -> list[Piece]:
    reader = filling.reader
    if not reader.code:
        raise NothingToSay("there is no code to hand out")
    text = filling.say(block.text) if block.text else ""
    return [CouponPiece(text, reader.code, reader.until)]


@fill_block.register
def _divider(_block: kinds.Divider, _filling: Filling) -> list[Piece]:
    return [DividerPiece()]
