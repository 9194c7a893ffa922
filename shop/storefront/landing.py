"""Blocks of a landing page as the storefront draws them: products as cards, picks as holes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from marketing.content import blocks as kinds
from marketing.content.blocks import Block, BlockKind, Picks
from marketing.content.goods import product_named
from marketing.models import LandingPage, LandingSection
from marketing.pages.blocks import page_blocks, say
from marketing.pages.selectors import sections_by_place
from shop.storefront.cards import Card
from shop.storefront.selectors import Sort, cards_by_ids, leading_cards

# What is recommended on a page comes in the holes that other pages have too: with consent asked
# for, reasons told and impressions noted. New products are alike for everybody.
_HOLES = {
    Picks.FOR_THEM: "storefront:for-you",
    Picks.GOES_WITH: "storefront:cart-suggestions",
    Picks.TRENDING: "storefront:trending",
}


@dataclass(frozen=True)
class Part:
    """One block, ready for its template; ``shape`` says which of the fields it fills."""

    shape: str
    text: str = ""
    paragraphs: tuple[str, ...] = ()
    url: str = ""
    picture: str = ""
    alt: str = ""
    hole: str = ""
    cards: Sequence[Card] = ()


@dataclass(frozen=True)
class Place:
    """A place of the page: what everybody sees there, and whether some segment sees another."""

    number: int
    parts: list[Part] = field(default_factory=list)
    differs: bool = False


def places_of(page: LandingPage, *, language: str, segment: str = "") -> list[Place]:
    """The page from top to bottom, for everybody or as one segment sees it."""
    return [
        Place(
            number=number,
            parts=_parts_at(sections, segment, language),
            differs=any(sections) and not segment,
        )
        for number, sections in sections_by_place(page).items()
    ]


def _parts_at(sections: dict[str, LandingSection], segment: str, language: str) -> list[Part]:
    section = sections.get(segment) or sections.get("")
    return parts_of(section, language=language) if section else []


def parts_of(section: LandingSection, *, language: str) -> list[Part]:
    """A section's blocks; those that hold nothing now (a product that is gone) drop out."""
    blocks = page_blocks(section.blocks)
    cards = _cards_of(blocks, language)
    parts = (_part(block, language, cards) for block in blocks)
    return _side_by_side(part for part in parts if part is not None)


def _side_by_side(parts: Iterable[Part]) -> list[Part]:
    """Products that follow each other stand in one row; a row with a title begins anew."""
    found: list[Part] = []
    for part in parts:
        last = found[-1] if found else None
        if last and last.shape == part.shape == "cards" and not part.text and not last.text:
            found[-1] = replace(last, cards=[*last.cards, *part.cards])
        else:
            found.append(part)
    return found


def _cards_of(blocks: Iterable[Block], language: str) -> dict[str, Card]:
    """Cards of the products that are named, by what names them."""
    names = [block.product for block in blocks if isinstance(block, kinds.ProductCard)]
    ids = {name: found for name in names if (found := product_named(name)) is not None}
    cards = {card.product_id: card for card in cards_by_ids([*ids.values()], language=language)}
    return {name: cards[key] for name, key in ids.items() if key in cards}


def _part(block: Block, language: str, cards: dict[str, Card]) -> Part | None:
    match block:
        case kinds.Heading():
            return Part("heading", text=say(block.text, language))
        case kinds.Text():
            text = say(block.text, language)
            paragraphs = tuple(part.strip() for part in text.split("\n\n") if part.strip())
            return Part("text", paragraphs=paragraphs)
        case kinds.Button():
            return Part("button", text=say(block.text, language), url=block.url)
        case kinds.Picture():
            alt = say(block.alt, language)
            return Part("picture", picture=block.picture, alt=alt, url=block.url)
        case kinds.ProductCard():
            card = cards.get(block.product)
            return Part("cards", cards=[card]) if card else None
        case kinds.Recommendations():
            return _picks(block, language)
        case kinds.Divider():
            return Part("divider")
    raise TypeError(f"a page does not draw {BlockKind(block.kind)}")


def _picks(block: kinds.Recommendations, language: str) -> Part | None:
    title = say(block.title, language) if block.title else ""
    if block.picks == Picks.NEW:
        cards = leading_cards(Sort.NEWEST, block.count, language=language)
        return Part("cards", text=title, cards=cards) if cards else None
    return Part("hole", text=title, hole=_HOLES[Picks(block.picks)])
