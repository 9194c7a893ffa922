"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Book(StrEnum):
    """The parts of the books, each checked by itself."""

    STOCK = "stock"
    MONEY = "money"
    GOODS = "goods"
    SUMS = "sums"
    COUPONS = "coupons"
    CARTS = "carts"
    RESERVATIONS = "reservations"
    OUTBOX = "outbox"
    PAPERS = "papers"
    ACCOUNTS = "accounts"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Finding:
    """Two tables that disagree; ``about`` names the row as staff know it."""

    book: Book
    about: str
    message: str

    def __str__(self) -> str:
        return f"{self.book}: {self.about}: {self.message}"
