"""An answer in parts that a page can draw, a mail can tell and a row can keep.

Parts hold ids and plain text, never HTML: names, prices and addresses are read anew, by the
session's rights, whenever they are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from assistant.kinds import Engine, Intent


@dataclass(frozen=True, slots=True)
class Said:
    """Plain text; paragraphs are parted by an empty line."""

    kind: ClassVar[str] = "said"
    text: str


@dataclass(frozen=True, slots=True)
class Products:
    """Products to show as cards, best first; ``path`` leads to the whole list, "" for none."""

    kind: ClassVar[str] = "products"
    product_ids: tuple[int, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Products side by side: ``rows`` are (name of the trait, its text for each product)."""

    kind: ClassVar[str] = "comparison"
    product_ids: tuple[int, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """Articles an answer was taken from, by primary key."""

    kind: ClassVar[str] = "sources"
    article_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of the asker, by public id: their state is read when they are drawn."""

    kind: ClassVar[str] = "orders"
    public_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Messages to choose from: (label, what is sent when it is chosen)."""

    kind: ClassVar[str] = "choices"
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal (by public id) that waits for a click: drawn as its form."""

    kind: ClassVar[str] = "offer"
    public_id: str


@dataclass(frozen=True, slots=True)
class Links:
    """Pages of the shop: (label, path). A path begins with one slash; nothing else is a link."""

    kind: ClassVar[str] = "links"
    links: tuple[tuple[str, str], ...]


Block = Said | Products | Comparison | Sources | Orders | Choices | Offer | Links
_KINDS: dict[str, type[Block]] = {
    block.kind: block
    for block in (Said, Products, Comparison, Sources, Orders, Choices, Offer, Links)
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant answers to one message.

    ``is_unanswered`` is of a question that found nothing: it becomes an open question.
    """

    blocks: tuple[Block, ...]
    intent: Intent = Intent.NONE
    confidence: float | None = None
    engine: Engine = Engine.TRAINED
    model_version: str = ""
    is_unanswered: bool = False
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All that is said, as plain text."""
        return "\n\n".join(block.text for block in self.blocks if isinstance(block, Said))


def whole_of(parts: Iterable[Block | Reply]) -> Reply:
    """The whole answer, which comes after its parts."""
    return [part for part in parts if isinstance(part, Reply)][-1]


def as_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [{"kind": block.kind, **asdict(block)} for block in blocks]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    """The parts of a kept answer; what is of no known kind or form is left out."""
    return tuple(block for row in rows if (block := _block(row)) is not None)


def _block(row: Mapping[str, Any]) -> Block | None:
    made = _KINDS.get(str(row.get("kind")))
    if made is None:
        return None
    values = {name: _tuples(value) for name, value in row.items() if name != "kind"}
    try:
        return made(**values)
    except TypeError:
        return None


def _tuples(value: Any) -> Any:
    return tuple(_tuples(entry) for entry in value) if isinstance(value, list) else value
