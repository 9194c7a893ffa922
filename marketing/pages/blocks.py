"""Which blocks of messages may stand on a page that everybody sees, and what they may say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from marketing.content.blocks import Block, BlockKind, parse
from marketing.content.refused import ContentRefused
from marketing.content.words import Placeholder, Words, filled, in_language, needs

PAGE_KINDS: Final = (
    BlockKind.HEADING,
    BlockKind.TEXT,
    BlockKind.BUTTON,
    BlockKind.PICTURE,
    BlockKind.PRODUCT,
    BlockKind.RECOMMENDATIONS,
    BlockKind.DIVIDER,
)
"""A page knows nobody's cart, order or code; what differs by segment are its sections."""


def page_blocks(blocks: object) -> tuple[Block, ...]:
    """Blocks of a page from plain JSON.

    Raises:
        ContentRefused: as ``marketing.content.blocks.parse``, for a block that only messages may
            hold, for a picture of another site (browsers are told to load none), and for words
            that speak of a reader.
    """
    found = parse(blocks)
    for place, block in enumerate(found):
        where = f"blocks.{place}"
        if block.kind not in PAGE_KINDS:
            raise ContentRefused(_("This block is for messages only."), where=where)
        picture = getattr(block, "picture", "/")
        if not picture.startswith("/"):
            raise ContentRefused(
                _("Pages show pictures of the shop alone: begin with /."), where=f"{where}.picture"
            )
        for name, words in _words_of(block):
            check_page_words(words, where=f"{where}.{name}")
    return found


def check_page_words(words: Words, *, where: str) -> None:
    """Words that everybody sees name nobody.

    Raises:
        ContentRefused: they speak of a reader, a code or a product.
    """
    for one in Placeholder:
        if one is not Placeholder.SHOP and any(needs(text, one) for text in words.values()):
            raise ContentRefused(
                _("A page is seen by everybody: {%(name)s} stands for nothing here.")
                % {"name": one},
                where=where,
            )


def say(words: Words, language: str) -> str:
    """Words of a page in a language."""
    return filled(in_language(words, language), {Placeholder.SHOP: str(settings.SHOP_NAME)})


def _words_of(block: Block) -> Iterator[tuple[str, Words]]:
    for one in dataclasses.fields(block):
        value = getattr(block, one.name)
        if isinstance(value, dict):
            yield one.name, value
