"""Texts by language, with a few placeholders: what staff write is data and never a template.

A text is ``{"en": "Hello {name}", "de": "Hallo {name}"}``. Only the words in braces below stand for
something; any other brace is refused where it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing.content.refused import ContentRefused

Words = Mapping[str, str]
LONGEST_LINE: Final = 150
LONGEST_TEXT: Final = 5_000


class Placeholder(StrEnum):
    """What stands in braces in a text."""

    NAME = "name"
    SHOP = "shop"
    CODE = "code"
    VALID_UNTIL = "valid_until"
    PRODUCT = "product"


PLACEHOLDERS: Final[dict[Placeholder, str | Promise]] = {
    Placeholder.NAME: gettext_lazy("the reader's name"),
    Placeholder.SHOP: gettext_lazy("the shop's name"),
    Placeholder.CODE: gettext_lazy("the offer's code"),
    Placeholder.VALID_UNTIL: gettext_lazy("the last day of the offer"),
    Placeholder.PRODUCT: gettext_lazy("the product that it is about"),
}
_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_KNOWN = re.compile(r"\{(" + "|".join(Placeholder) + r")\}")


def check_line(words: object, *, where: str, is_needed: bool = True) -> dict[str, str]:
    """A line such as a subject, in one or more languages of the shop.

    Raises:
        ContentRefused: none, too long, with a line's end, or with an unknown placeholder.
    """
    return read_words(words, where=where, most=LONGEST_LINE, is_line=True, is_needed=is_needed)


def read_words(
    words: object, *, where: str, most: int, is_line: bool = False, is_needed: bool = True
) -> dict[str, str]:
    """Texts by language as they may be kept; languages without a text are left out."""
    if not isinstance(words, Mapping):
        raise ContentRefused(_("Texts are told by language."), where=where)
    found: dict[str, str] = {}
    for language, text in words.items():
        if language not in dict(settings.LANGUAGES) or not isinstance(text, str):
            raise ContentRefused(_("Texts are told by language."), where=where)
        text = _tidy(text)
        if text:
            _check(text, where=f"{where}.{language}", most=most, is_line=is_line)
            found[language] = text
    if is_needed and not found:
        raise ContentRefused(_("Write something."), where=where)
    return found


def in_language(words: Words, language: str) -> str:
    """The text of a language, else of the shop's own, else any; ``""`` where there is none."""
    for wanted in (language, settings.LANGUAGE_CODE):
        if text := words.get(wanted):
            return text
    return next(iter(words.values()), "")


def filled(text: str, values: Mapping[Placeholder, str]) -> str:
    """The text with its placeholders; a value that holds braces itself stays as it is."""
    return _KNOWN.sub(lambda match: values.get(Placeholder(match[1]), ""), text)


def needs(text: str, placeholder: Placeholder) -> bool:
    """Whether a text speaks of something."""
    return f"{{{placeholder}}}" in text


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _check(text: str, *, where: str, most: int, is_line: bool) -> None:
    if len(text) > most:
        raise ContentRefused(_("At most %d letters.") % most, where=where)
    if any(not letter.isprintable() and letter != "\n" for letter in text):
        raise ContentRefused(_("There are letters in it that cannot be shown."), where=where)
    if is_line and "\n" in text:
        raise ContentRefused(_("This must fit in one line."), where=where)
    for match in _IN_BRACES.finditer(text):
        if match[1] not in set(Placeholder):
            known = ", ".join(f"{{{one}}}" for one in Placeholder)
            raise ContentRefused(
                _("{%(name)s} stands for nothing. There are: %(known)s.")
                % {"name": match[1], "known": known},
                where=where,
            )


def is_listed(value: Any, among: Any) -> bool:
    """Whether a value of foreign JSON is one of a few words."""
    return isinstance(value, str) and value in among
