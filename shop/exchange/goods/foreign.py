"""What the importers of other shops' files share: their cells, and texts that must fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.money import round_half_up
from shop.exchange.cells import Amount, Cell, Words
from shop.exchange.findings import Findings
from shop.exchange.goods.html import plain_text
from shop.exchange.goods.traits import LONGEST

LONGEST_DESCRIPTION = 20_000
_COUNT = re.compile(r"^-?\d{1,9}(\.0+)?$", re.ASCII)
UNITS = {"g": Decimal(1), "kg": Decimal(1000), "oz": Decimal("28.349523125"),
         "lb": Decimal("453.59237"), "lbs": Decimal("453.59237")}  # fmt: skip


class Count(Cell):
    """Units in stock; fewer than none, as oversold goods are written, are none."""

    def read(self, text: str) -> int:
        plain = text.strip()
        if not _COUNT.match(plain):
            raise ValueError(_("“%(text)s” is no whole number.") % {"text": text[:40]})
        return max(int(plain.partition(".")[0]), 0)


class Barcode(Words):
    """A barcode without the apostrophe that keeps a spreadsheet from reading it as a number."""

    def __init__(self) -> None:
        super().__init__(14)

    def read(self, text: str) -> str:
        return super().read(text.strip().removeprefix("'"))


class Grams(Cell):
    """A weight in some unit, as whole grams."""

    def __init__(self, unit: str = "g"):
        super().__init__()
        self.factor = UNITS[unit]

    def read(self, text: str) -> int:
        return round_half_up(Amount().read(text) * self.factor)


class WordOf(Cell):
    """One of a few words, as what it means."""

    def __init__(self, meanings: Mapping[str, Any]):
        super().__init__()
        self.meanings = meanings

    def read(self, text: str) -> Any:
        word = text.strip().lower()
        if word not in self.meanings:
            raise ValueError(
                _("“%(text)s” is none of: %(choices)s.")
                % {"text": text[:40], "choices": ", ".join(self.meanings)}
            )
        return self.meanings[word]


def described(markup: str, findings: Findings) -> str:
    """A description of another shop as plain text."""
    return cut(plain_text(markup), LONGEST_DESCRIPTION, findings)


def told_trait(value: str, findings: Findings) -> str:
    """A value that becomes an attribute."""
    return cut(" ".join(plain_text(value).split()), LONGEST, findings)


def cut(text: str, most: int, findings: Findings) -> str:
    """As much of a text as there is room for, whole words, with a mark where some is missing."""
    if len(text) <= most:
        return text
    findings.note(_("A text of more than %(most)d letters was cut.") % {"most": most})
    return text[: most - 1].rsplit(" ", 1)[0].rstrip() + "…"
