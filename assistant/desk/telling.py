"""A conversation as staff read it: the parts of each answer in words, with where they lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assistant.kinds import Author
from assistant.models import Article, Proposal, Turn
from assistant.replies import (
    Block,
    Choices,
    Comparison,
    Links,
    Offer,
    Orders,
    Products,
    Said,
    Sources,
    from_json,
)
from catalog.models import Product
from orders.models import Order

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Line:
    """A part of what was said; ``is_said`` are words, else it tells what was shown.

    ``links`` are names of what was shown with their staff pages.
    """

    text: str
    is_said: bool = True
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ToldTurn:
    turn: Turn
    who: str
    lines: tuple[Line, ...]

    @property
    def is_shoppers(self) -> bool:
        return self.turn.author == Author.SHOPPER

    @property
    def is_note(self) -> bool:
        return self.turn.author == Author.NOTE


@dataclass(frozen=True, slots=True)
class _Things:
    """What the answers of a conversation name, read at once."""

    products: dict[int, Product]
    articles: dict[int, Article]
    orders: dict[str, Order]
    proposals: dict[str, Proposal]


def tell(turns: Sequence[Turn], *, shopper: str) -> list[ToldTurn]:
    """Everything that was said, in its order; a few queries however long it is.

    ``shopper`` is what the shopper is called. Turns come with their ``staff``.
    """
    blocks = {turn.pk: from_json(turn.blocks) for turn in turns}
    things = _named_in([block for said in blocks.values() for block in said])
    return [
        ToldTurn(turn, _who(turn, shopper), _lines(turn, blocks[turn.pk], things))
        for turn in turns
    ]  # fmt: skip


def _who(turn: Turn, shopper: str) -> str:
    if turn.author == Author.SHOPPER:
        return shopper
    if turn.author == Author.ASSISTANT:
        return _("Assistant")
    return turn.staff.get_full_name() if turn.staff else _("Staff")


def _lines(turn: Turn, blocks: Iterable[Block], things: _Things) -> tuple[Line, ...]:
    told = tuple(line for block in blocks if (line := _line(block, things)) is not None)
    return told or (Line(turn.text),)


def _line(block: Block, things: _Things) -> Line | None:
    if isinstance(block, Said):
        return Line(block.text)
    if isinstance(block, Products | Comparison):
        text = _("Showed products") if isinstance(block, Products) else _("Compared products")
        return Line(text, False, _product_links(block.product_ids, things))
    if isinstance(block, Sources):
        return Line(_("Named its sources"), False, _article_links(block, things))
    if isinstance(block, Orders):
        return Line(_("Showed orders"), False, _order_links(block, things))
    if isinstance(block, Choices):
        labels = " · ".join(label for label, _sent in block.options)
        return Line(_("Gave a choice: %(choices)s") % {"choices": labels}, False)
    if isinstance(block, Links):
        labels = " · ".join(label for label, _path in block.links)
        return Line(_("Named pages: %(pages)s") % {"pages": labels}, False)
    return _offer_line(block, things)


def _offer_line(block: Offer, things: _Things) -> Line | None:
    proposal = things.proposals.get(block.public_id)
    if proposal is None:
        return None
    text = _("Prepared: %(what)s (%(state)s)") % {
        "what": proposal.get_kind_display(),
        "state": proposal.get_state_display(),
    }
    return Line(f"{text} {proposal.outcome}".strip(), False)


def _product_links(ids: Iterable[int], things: _Things) -> tuple[tuple[str, str], ...]:
    shown = [things.products[pk] for pk in ids if pk in things.products]
    return tuple(
        (str(product), reverse("admin:catalog_product_change", args=[product.pk]))
        for product in shown
    )


def _article_links(block: Sources, things: _Things) -> tuple[tuple[str, str], ...]:
    named = [things.articles[pk] for pk in block.article_ids if pk in things.articles]
    return tuple(
        (article.title, reverse("admin:assistant_article_change", args=[article.pk]))
        for article in named
    )


def _order_links(block: Orders, things: _Things) -> tuple[tuple[str, str], ...]:
    shown = [things.orders[key] for key in block.public_ids if key in things.orders]
    return tuple(
        (str(order), reverse("admin:orders_order_change", args=[order.pk])) for order in shown
    )


def _named_in(blocks: Sequence[Block]) -> _Things:
    products: set[int] = set()
    articles: set[int] = set()
    orders: set[str] = set()
    proposals: set[str] = set()
    for block in blocks:
        if isinstance(block, Products | Comparison):
            products.update(block.product_ids)
        elif isinstance(block, Sources):
            articles.update(block.article_ids)
        elif isinstance(block, Orders):
            orders.update(block.public_ids)
        elif isinstance(block, Offer):
            proposals.add(block.public_id)
    return _Things(
        products=_by_pk(Product.objects.all(), products),
        articles=_by_pk(Article.objects.all(), articles),
        orders={row.public_id: row for row in _with_public_ids(Order.objects.all(), orders)},
        proposals={
            row.public_id: row for row in _with_public_ids(Proposal.objects.all(), proposals)
        },
    )


def _by_pk(rows: QuerySet[Row], keys: set[int]) -> dict[int, Row]:
    return rows.in_bulk(keys) if keys else {}


def _with_public_ids(rows: QuerySet[Row], keys: set[str]) -> Iterable[Row]:
    return rows.filter(public_id__in=keys) if keys else ()
