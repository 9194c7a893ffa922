"""What a block's fields hold: how each is read from foreign JSON, and drawn in a form."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing.content.refused import ContentRefused
from marketing.content.words import LONGEST_LINE, LONGEST_TEXT, read_words

LONGEST_ADDRESS: Final = 500
_KEY = "input"
_SUCH_AS = gettext_lazy("A page of the shop such as /c/sale/, or a whole address.")
Label = str | Promise
Choices = Mapping[str, Label]


class Shape(StrEnum):
    """How a field is asked for in a form."""

    LINE = "line"
    TEXT = "text"
    ADDRESS = "address"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Input:
    """A field: its label, what it may hold, and how it is read.

    ``least`` and ``most`` bound numbers and counts of letters; ``choices`` may be a function, for
    what is known only when it is asked.
    """

    name: str
    shape: Shape
    label: Label
    help: Label = ""
    is_needed: bool = True
    least: int = 0
    most: int = LONGEST_LINE
    choices: Choices | Callable[[], Choices] = field(default_factory=dict)

    def options(self) -> Choices:
        return self.choices() if callable(self.choices) else self.choices

    def read(self, value: Any, *, where: str) -> Any:
        """The value as a block holds it.

        Raises:
            ContentRefused: it cannot be that.
        """
        return _READERS[self.shape](self, value, where)


def fields_of(block: type) -> tuple[Input, ...]:
    """The fields of a block's class, in their order."""
    return tuple(
        dataclasses.replace(one.metadata[_KEY], name=one.name)
        for one in dataclasses.fields(block)
        if _KEY in one.metadata
    )


Metadata = dict[str, Input]
"""What a block's field carries: how it is read."""


def line(label: Label, *, is_needed: bool = True, help: Label = "") -> Metadata:
    return {_KEY: Input("", Shape.LINE, label, help, is_needed)}


def text(label: Label, *, is_needed: bool = True, help: Label = "") -> Metadata:
    return {_KEY: Input("", Shape.TEXT, label, help, is_needed, most=LONGEST_TEXT)}


def address(label: Label, *, is_needed: bool = True) -> Metadata:
    return {_KEY: Input("", Shape.ADDRESS, label, _SUCH_AS, is_needed, most=LONGEST_ADDRESS)}


def number(label: Label, *, least: int, most: int) -> Metadata:
    return {_KEY: Input("", Shape.NUMBER, label, least=least, most=most)}


def choice(label: Label, choices: Choices) -> Metadata:
    return {_KEY: Input("", Shape.CHOICE, label, choices=choices)}


def several(label: Label, choices: Callable[[], Choices]) -> Metadata:
    return {_KEY: Input("", Shape.CHOICES, label, choices=choices)}


def flag(label: Label, *, help: Label = "") -> Metadata:
    return {_KEY: Input("", Shape.FLAG, label, help, is_needed=False)}


def name(label: Label, *, help: Label = "") -> Metadata:
    return {_KEY: Input("", Shape.NAME, label, help, most=80)}


def _words(asked: Input, value: Any, where: str) -> dict[str, str]:
    return read_words(
        value,
        where=where,
        most=asked.most,
        is_line=asked.shape is Shape.LINE,
        is_needed=asked.is_needed,
    )


def _address(asked: Input, value: Any, where: str) -> str:
    if not isinstance(value, str) or len(value) > asked.most:
        raise ContentRefused(_("This is not an address."), where=where)
    value = value.strip()
    if value and not is_safe_address(value):
        raise ContentRefused(
            _("An address begins with https:// or, for a page of the shop, with /."), where=where
        )
    if asked.is_needed and not value:
        raise ContentRefused(_("Where should it lead?"), where=where)
    return value


def is_safe_address(value: str) -> bool:
    """A path of the shop, or a whole http address without a name and password in it."""
    if any(not letter.isprintable() or letter.isspace() or letter == "\\" for letter in value):
        return False
    try:
        parts = urlsplit(value)
        _port = parts.port
    except ValueError:
        return False
    if value.startswith("/"):
        return not value.startswith("//")
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def _number(asked: Input, value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ContentRefused(_("This is not a number."), where=where)
    if not asked.least <= value <= asked.most:
        bounds = {"least": asked.least, "most": asked.most}
        raise ContentRefused(_("From %(least)d to %(most)d.") % bounds, where=where)
    return value


def _choice(asked: Input, value: Any, where: str) -> str:
    if not isinstance(value, str) or value not in asked.options():
        raise ContentRefused(_("This cannot be chosen."), where=where)
    return value


def _choices(asked: Input, value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value or len(value) > len(asked.options()):
        raise ContentRefused(_("Choose at least one."), where=where)
    return tuple(_choice(asked, one, where) for one in value)


def _flag(_asked: Input, value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise ContentRefused(_("This is yes or no."), where=where)
    return value


def _name(asked: Input, value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > asked.most:
        raise ContentRefused(_("Name it."), where=where)
    if not value.isprintable():
        raise ContentRefused(_("There are letters in it that cannot be shown."), where=where)
    return value.strip()


_READERS: Final[dict[Shape, Callable[[Input, Any, str], Any]]] = {
    Shape.LINE: _words,
    Shape.TEXT: _words,
    Shape.ADDRESS: _address,
    Shape.NUMBER: _number,
    Shape.CHOICE: _choice,
    Shape.CHOICES: _choices,
    Shape.FLAG: _flag,
    Shape.NAME: _name,
}
