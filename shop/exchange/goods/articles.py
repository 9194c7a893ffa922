"""What a file says of variants and their products, whoever's columns it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Trait = str | bool | Decimal | None
"""The value of an attribute; None takes it away."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its address."""

    url: str
    alt: str = ""


@dataclass(slots=True)
class Article:
    """One variant and what is said of its product: what is not in it stays as it is.

    ``product`` and ``variant`` are columns of their tables, but for ``category`` (a path of
    names) and ``brand`` (a name). ``amounts`` are sums in major units under ``amount``,
    ``compare_at`` and ``cost``. ``options`` and ``traits`` go by names. Without a ``handle`` (the
    product's slug) a new variant is a product of its own.
    """

    line: int
    sku: str
    handle: str = ""
    product: dict[str, Any] = field(default_factory=dict)
    variant: dict[str, Any] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    traits: dict[str, Trait] = field(default_factory=dict)
    amounts: dict[str, Decimal | None] = field(default_factory=dict)
    currency: str = ""
    stock: int | None = None
    warehouse: str = ""
    sells_beyond: bool | None = None
    pictures: tuple[Picture, ...] = ()
    own_picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Articles:
    """The variants of a file; ``columns`` is what a value is called in its heading."""

    rows: Sequence[Article]
    columns: Mapping[str, str]

    def column(self, key: str) -> str:
        return self.columns.get(key, key)
