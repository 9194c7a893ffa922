"""Facts of the shop in an article's text: ``{return_days}`` is what the settings say today.

A fact stands in braces; so an article stays true when a price of delivery or a setting changes.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from assistant.knowledge.shop_facts import FACTS, PAGES
from foundation.refusals import Refusal

_NAMED = re.compile(r"\{([a-z_]+)\}")
_LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]*)\)")
_ADDRESS = re.compile(r"(?:https?:|//|\bwww\.)", re.IGNORECASE)
_PATH = re.compile(r"/(?!/)[\w\-./?=&%#]*")


def fill(text: str, *, language: str, page_language: str = "") -> str:
    """The text with its facts in ``language``; paths to pages in that of the page.

    An unknown name in braces stays as it is: services let none in.
    """
    filled = fill_facts(text, language=language)
    return fill_pages(filled, page_language=page_language or page_language_of(language))


def fill_facts(text: str, *, language: str) -> str:
    """The text with its facts; paths to pages still stand in braces."""
    with translation.override(language):
        facts = {name: FACTS[name](language) for name in _named(text) & FACTS.keys()}
    return _NAMED.sub(lambda found: facts.get(found[1], found[0]), text)


def fill_pages(text: str, *, page_language: str) -> str:
    """The text with the paths to pages, in the language of the page that it is read on."""
    with translation.override(page_language):
        paths = {name: PAGES[name]() for name in _named(text) & PAGES.keys()}
    return _NAMED.sub(lambda found: paths.get(found[1], found[0]), text)


def _named(text: str) -> set[str]:
    return set(_NAMED.findall(text))


def page_language_of(language: str) -> str:
    """The language of the pages that a reader of ``language`` is led to."""
    return language if language in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)


def links_in(text: str) -> tuple[tuple[str, str], ...]:
    """(words, path) of the links of a filled text that lead to pages of this shop."""
    return tuple(
        (words, path) for words, path in _LINK.findall(text) if _PATH.fullmatch(path)
    )  # fmt: skip


def without_links(text: str) -> str:
    """The text with the words of its links alone."""
    return _LINK.sub(lambda found: found[1], text)


def check_text(text: str, *, field: str) -> None:
    """Raises a Refusal of a text with an unknown fact or a link that leads out of the shop."""
    unknown = sorted(_named(text) - FACTS.keys() - PAGES.keys())
    if unknown:
        known = ", ".join(sorted({*FACTS, *PAGES}))
        raise Refusal(
            _("“{%(name)s}” is no fact of the shop. There are: %(known)s.")
            % {"name": unknown[0], "known": known},
            field=field,
        )
    targets = [_NAMED.sub("/", path) for _words, path in _LINK.findall(text)]
    if any(not _PATH.fullmatch(path) for path in targets) or _ADDRESS.search(_LINK.sub("", text)):
        raise Refusal(
            _("Only pages of this shop can be linked, by their path: [Privacy](/privacy/)."),
            field=field,
        )
