"""What a cell holds: widgets of django-import-export that read words strictly and write them back.

Each raises ``ValueError`` with a sentence for staff. None of them trims or guesses what could be
meant in two ways.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from foundation import clock
from shop.exchange.sheets import LONGEST_CELL

CLEAR = "[clear]"
"""What a cell holds whose value is to be taken away; an empty cell leaves it as it is."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PLAIN_NUMBER = re.compile(r"^\d{1,15}(\.\d{1,6})?$", re.ASCII)
_WITH_COMMA = re.compile(r"^\d{1,15},\d{1,2}$", re.ASCII)
_ENGLISH = re.compile(r"^\d{1,3}(,\d{3})+\.\d{1,6}$", re.ASCII)
_CONTINENTAL = re.compile(r"^\d{1,3}(\.\d{3})+,\d{1,6}$", re.ASCII)
_WHOLE = re.compile(r"^\d{1,12}(\.0+)?$", re.ASCII)
_YES = frozenset({"yes", "true", "1", "ja", "wahr", "y", "on"})
_NO = frozenset({"no", "false", "0", "nein", "falsch", "n", "off"})


class Cell(Widget, ABC):
    """``cleared`` is what the word ``[clear]`` makes of the value; required ones refuse it."""

    cleared: Any = None
    may_clear = True
    is_amount = False
    """Whether it may be written with a comma, too."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = str(value)
        if text.strip() == CLEAR:
            if not self.may_clear:
                raise ValueError(_("This cannot be taken away."))
            return self.cleared
        return self.read(text)

    @abstractmethod
    def read(self, text: str) -> Any:
        """What a text means.

        Raises:
            ValueError: nothing, with the reason in words.
        """

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class Words(Cell):
    """Text of at most so many letters; without ``lines`` on one line."""

    cleared = ""

    def __init__(self, most: int = LONGEST_CELL, *, lines: bool = False, needed: bool = False):
        super().__init__()
        self.most, self.lines, self.may_clear = most, lines, not needed

    def read(self, text: str) -> str:
        if _UNSEEN.search(text):
            raise ValueError(_("It holds signs that cannot be seen (NUL or the like)."))
        plain = text.strip() if self.lines else " ".join(text.split())
        if len(plain) > self.most:
            raise ValueError(
                _("It has %(length)s letters, %(most)s at most.")
                % {"length": f"{len(plain):,}", "most": f"{self.most:,}"}
            )
        return plain.replace("\r\n", "\n").replace("\r", "\n")


class Slug(Words):
    """What stands in an address: small letters, digits and hyphens."""

    def read(self, text: str) -> str:
        plain = super().read(text)
        if not re.fullmatch(r"[-a-zA-Z0-9_]+", plain):
            raise ValueError(_("Only letters without accents, digits, hyphens and underscores."))
        return plain


class Email(Words):
    def read(self, text: str) -> str:
        plain = super().read(text).lower()
        try:
            validate_email(plain)
        except ValidationError:
            raise ValueError(_("This is no e-mail address.")) from None
        return plain


class Amount(Cell):
    """A sum in major units, as a ``Decimal``: ``1299.00``, ``1,299.00`` or ``12,50``."""

    is_amount = True

    def read(self, text: str) -> Decimal:
        plain = text.strip().replace("\u00a0", "").replace(" ", "")
        if _ENGLISH.match(plain):
            plain = plain.replace(",", "")
        elif _CONTINENTAL.match(plain):
            plain = plain.replace(".", "").replace(",", ".")
        elif _WITH_COMMA.match(plain):
            plain = plain.replace(",", ".")
        if not _PLAIN_NUMBER.match(plain):
            raise ValueError(
                _("“%(text)s” is no amount; write it like 1299.00.") % {"text": text[:40]}
            )
        return Decimal(plain)


class Whole(Cell):
    """A whole number from nothing up."""

    def __init__(self, most: int = 2_000_000_000):
        super().__init__()
        self.most = most

    def read(self, text: str) -> int:
        plain = text.strip()
        if not _WHOLE.match(plain):
            raise ValueError(_("“%(text)s” is no whole number.") % {"text": text[:40]})
        number = int(plain.partition(".")[0])
        if number > self.most:
            raise ValueError(_("It is more than %(most)s.") % {"most": f"{self.most:,}"})
        return number


class YesNo(Cell):
    may_clear = False

    def read(self, text: str) -> bool:
        word = text.strip().lower()
        if word in _YES or word in _NO:
            return word in _YES
        raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "yes" if value else "no"


class Choice(Cell):
    """One of an enumeration, by its value or by the word that staff see."""

    may_clear = False

    def __init__(self, choices: type[models.TextChoices]):
        super().__init__()
        self.choices = choices

    def read(self, text: str) -> str:
        word = text.strip().lower()
        for choice in self.choices:
            if word in (choice.value, str(choice.label).lower()):
                return str(choice.value)
        raise ValueError(
            _("“%(text)s” is none of: %(choices)s.")
            % {"text": text[:40], "choices": ", ".join(self.choices.values)}
        )


class Path(Cell):
    """A category from the top: ``Home > Kitchen > Mugs``."""

    may_clear = False

    def read(self, text: str) -> tuple[str, ...]:
        parts = tuple(Words(120).read(part) for part in text.split(">"))
        if not all(parts) or len(parts) > 8:
            raise ValueError(_("A category is written from the top, like: Home > Kitchen > Mugs."))
        return parts

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return " > ".join(value or ())


class Addresses(Cell):
    """Addresses of pictures, parted by spaces, lines or bars."""

    cleared: tuple[str, ...] = ()
    may_clear = False

    def __init__(self, parted: str = r"[\s|]+", most: int = 50):
        super().__init__()
        self.parted, self.most = re.compile(parted), most

    def read(self, text: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(part for part in self.parted.split(text.strip()) if part))
        if len(found) > self.most:
            raise ValueError(_("At most %(most)d pictures a product.") % {"most": self.most})
        for url in found:
            check_picture_address(url)
        return found

    def render(self, value: Sequence[str] | None, obj: Any = None, **kwargs: Any) -> str:
        return " ".join(value or ())


def check_picture_address(url: str) -> None:
    """Raises ValueError where a text cannot be the address of a picture."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    is_web = parts.scheme in {"http", "https"} and parts.netloc
    if not is_web or len(url) > 700 or _UNSEEN.search(url):
        raise ValueError(_("“%(url)s” is no address of a picture.") % {"url": url[:80]})


class Moment(Cell):
    """A day or a moment, as ISO 8601 and shops' exports write it; without a zone the shop's."""

    def read(self, text: str) -> datetime:
        plain = re.sub(r"^(\S+) (\S+) ([+-]\d{4})$", r"\1T\2\3", text.strip())
        plain = re.sub(r" UTC$", "Z", plain)
        try:
            moment = parse_datetime(plain)
            if moment is None and (day := parse_date(plain)):
                moment = datetime(day.year, day.month, day.day)
        except ValueError:
            moment = None
        if moment is None:
            raise ValueError(
                _("“%(text)s” is no moment; write it like 2026-03-01 14:30.") % {"text": text[:40]}
            )
        aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        if not datetime(1990, 1, 1, tzinfo=UTC) <= aware <= clock.now():
            raise ValueError(_("This moment is not past, or too long ago."))
        return aware

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else value.astimezone(UTC).isoformat(timespec="seconds")
