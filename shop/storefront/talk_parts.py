"""The parts of an answer as a page draws them: ids become cards, orders, articles and forms.

All of it is read anew by the session's rights whenever it is drawn: what is no longer the asker's,
or no longer there, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from django.conf import settings
from django.urls import is_valid_path, reverse, translate_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from assistant.asker import Asker
from assistant.kinds import ProposalState
from assistant.models import Article, Conversation, Proposal
from assistant.ownership import orders_of
from assistant.proposals import Described, Field, described
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
)
from orders.models import Order
from shop.storefront.cards import Card
from shop.storefront.selectors import cards_by_ids

_TEMPLATES = "storefront/assistant/parts.html"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an answer, ready for its template."""

    name: ClassVar[str]

    @property
    def template(self) -> str:
        return f"{_TEMPLATES}#{self.name}"


@dataclass(frozen=True, slots=True)
class SaidPart(Part):
    name: ClassVar[str] = "said"
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardsPart(Part):
    """Products; ``path`` leads to the whole list of them, "" for none."""

    name: ClassVar[str] = "products"
    cards: tuple[Card, ...]
    path: str


@dataclass(frozen=True, slots=True)
class ComparisonPart(Part):
    name: ClassVar[str] = "comparison"
    cards: tuple[Card, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class LinksPart(Part):
    """Pages of the shop: (label, path)."""

    name: ClassVar[str] = "links"
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourcesPart(LinksPart):
    """Articles that an answer was taken from: (title, path)."""

    name: ClassVar[str] = "sources"


@dataclass(frozen=True, slots=True)
class OrdersPart(Part):
    name: ClassVar[str] = "orders"
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class ChoicesPart(Part):
    """(label, what is said by choosing it)."""

    name: ClassVar[str] = "choices"
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody sent with a proposal that was refused, why, and the field that is ``wrong``."""

    public_id: str = ""
    problem: str = ""
    wrong: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a proposal's form as it stands now, with what is wrong about it."""

    name: str
    id: str
    label: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...]
    is_needed: bool
    longest: int
    autocomplete: str
    hint: str
    group: str
    problem: str


@dataclass(frozen=True, slots=True)
class OfferPart(Part):
    """A proposal: its form while it is open, else what came of it.

    What was done stands in a turn of its own: here it is only said to be ``is_done``.
    """

    name: ClassVar[str] = "offer"
    public_id: str
    offer: Described
    fields: tuple[FieldView, ...]
    problem: str
    is_done: bool


class PartMaker:
    """Draws the parts of one conversation: what all of them name is read once, in few queries."""

    def __init__(
        self, conversation: Conversation | None, asker: Asker, typed: Typed | None = None
    ) -> None:
        self._conversation = conversation
        self._asker = asker
        self._typed = typed or Typed()
        self._cards: dict[int, Card] = {}
        self._articles: dict[int, Article] = {}
        self._orders: dict[str, Order] = {}
        self._proposals: dict[str, Proposal] = {}

    def read(self, blocks: Iterable[Block]) -> None:
        """Look up everything that these name and that may be shown to the asker."""
        products: dict[int, None] = {}
        articles, orders, offers = set[int](), set[str](), set[str]()
        for block in blocks:
            match block:
                case Products() | Comparison():
                    products |= dict.fromkeys(block.product_ids)
                case Sources():
                    articles |= set(block.article_ids)
                case Orders():
                    orders |= set(block.public_ids)
                case Offer():
                    offers.add(block.public_id)
        self._read_cards(list(products))
        if articles:
            self._articles |= Article.objects.filter(is_published=True).in_bulk(articles)
        if orders:
            found = orders_of(self._asker).filter(public_id__in=orders).prefetch_related("lines")
            self._orders |= {order.public_id: order for order in found}
        if offers and self._conversation is not None:
            own = self._conversation.proposals.filter(public_id__in=offers)
            own = own.select_related("conversation")
            self._proposals |= {proposal.public_id: proposal for proposal in own}

    def _read_cards(self, product_ids: list[int]) -> None:
        if not product_ids:
            return
        with translation.override(self._asker.language):
            cards = cards_by_ids(product_ids, language=self._asker.language)
        for card in cards:
            card.is_eager = False
        self._cards |= {card.product_id: card for card in cards}

    def part(self, block: Block) -> Part | None:
        """The part to draw; ``None`` where nothing of it is there any more."""
        match block:
            case Said():
                return SaidPart(tuple(filter(None, map(str.strip, block.text.split("\n\n")))))
            case Products():
                return self._products(block)
            case Comparison():
                return self._comparison(block)
            case Sources():
                return self._sources(block)
            case Orders():
                found = tuple(self._orders[one] for one in block.public_ids if one in self._orders)
                return OrdersPart(found) if found else None
            case Choices():
                return ChoicesPart(block.options) if block.options else None
            case Offer():
                return self._offer(block)
            case Links():
                return self._links(block)

    def _products(self, block: Products) -> CardsPart | None:
        cards = tuple(self._cards[one] for one in block.product_ids if one in self._cards)
        if not cards:
            return None
        return CardsPart(cards, own_path(block.path, self._asker.language))

    def _comparison(self, block: Comparison) -> ComparisonPart | None:
        kept = [place for place, one in enumerate(block.product_ids) if one in self._cards]
        if not kept:
            return None
        rows = tuple(
            (trait, tuple(texts[place] for place in kept))
            for trait, texts in block.rows
            if len(texts) == len(block.product_ids)
        )
        return ComparisonPart(tuple(self._cards[block.product_ids[one]] for one in kept), rows)

    def _sources(self, block: Sources) -> SourcesPart | None:
        found = [self._articles[one] for one in block.article_ids if one in self._articles]
        with translation.override(self._asker.language):
            links = tuple((one.title, reverse("storefront:help-article", args=[one.slug]))
                          for one in found)  # fmt: skip
        return SourcesPart(links) if links else None

    def _links(self, block: Links) -> LinksPart | None:
        paths = ((label, own_path(path, self._asker.language)) for label, path in block.links)
        shown = tuple((label, path) for label, path in paths if path)
        return LinksPart(shown) if shown else None

    def _offer(self, block: Offer) -> OfferPart | None:
        proposal = self._proposals.get(block.public_id)
        if proposal is None:
            return None
        with translation.override(proposal.conversation.language):
            offer = described(proposal, self._asker)
        typed = self._typed if self._typed.public_id == proposal.public_id else Typed()
        names = {field.name for field in offer.fields}
        return OfferPart(
            public_id=proposal.public_id,
            offer=offer,
            fields=tuple(_field(one, proposal.public_id, typed) for one in offer.fields),
            problem="" if typed.wrong in names else typed.problem,
            is_done=proposal.state == ProposalState.DONE,
        )


def _field(field: Field, public_id: str, typed: Typed) -> FieldView:
    return FieldView(
        name=field.name,
        id=f"offer-{public_id}-{field.name}",
        label=field.label,
        kind=field.kind,
        value=typed.values.get(field.name, field.value),
        options=tuple(field.options),
        is_needed=field.is_needed,
        longest=field.longest,
        autocomplete=field.autocomplete,
        hint=field.hint,
        group=field.group,
        problem=typed.problem if typed.wrong == field.name else "",
    )


def own_path(path: str, language: str) -> str:
    """The path of a page of this shop in a language; "" for whatever is none."""
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return ""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            if is_valid_path(path.partition("?")[0].partition("#")[0]):
                return translate_url(path, language)
    return ""
