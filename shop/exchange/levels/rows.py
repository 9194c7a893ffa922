"""What files of stock and of prices share: lines by SKU, each SKU once a place or currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from catalog.models import ProductKind, Variant
from shop.exchange.findings import Findings
from shop.exchange.goods.existing import parts
from shop.exchange.tables import Judged


class OfSku(Protocol):
    """A line that speaks of one SKU."""

    @property
    def line(self) -> int: ...

    @property
    def sku(self) -> str: ...


Line = TypeVar("Line", bound=OfSku)


@dataclass(frozen=True, slots=True)
class Sold:
    """A variant as such files need it."""

    id: int
    product_id: int
    is_bundle: bool


@dataclass(slots=True)
class LevelPlan:
    """Rows with what they change; ``needed`` is the permission for it."""

    needed: str
    rows: list[Judged] = field(default_factory=list)

    def judged(self) -> Iterable[Judged]:
        return self.rows

    def needs(self) -> set[str]:
        return {self.needed} if any(row.changes for row in self.rows) else set()

    def remarks(self) -> Iterable[str]:
        return ()


def sold_variants(skus: Iterable[str]) -> dict[str, Sold]:
    """The variants of SKUs that exist."""
    found = {}
    for some in parts(sorted(set(skus))):
        rows = Variant.objects.filter(sku__in=some)
        for sku, key, product_id, kind in rows.values_list(
            "sku", "pk", "product_id", "product__kind"
        ):
            found[sku] = Sold(key, product_id, kind == ProductKind.BUNDLE)
    return found


def known_once(
    lines: Sequence[tuple[Line, str]], sold: dict[str, Sold], findings: Findings
) -> Iterable[tuple[Line, Sold]]:
    """The lines of SKUs that exist; ``lines`` have what sets one apart from another of a SKU."""
    first: dict[tuple[str, str], int] = {}
    for row, apart in lines:
        if (before := first.setdefault((row.sku, apart), row.line)) != row.line:
            words = _("The SKU “%(sku)s” stands in line %(line)d, too.")
            findings.say(row.line, "sku", words % {"sku": row.sku, "line": before})
        elif row.sku not in sold:
            words = _("There is no variant with the SKU “%(sku)s”.")
            findings.say(row.line, "sku", words % {"sku": row.sku})
        else:
            yield row, sold[row.sku]
