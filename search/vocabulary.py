"""The catalogue's own words and values, as the understanding of questions asks for them.

Read once a minute and process; whatever cannot be read is empty, and less is understood.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from django.conf import settings

from catalog.models import Attribute, AttributeType, Brand, Category, OptionValue
from foundation.remembered import Remembered
from search.algorithms.vocabulary import ATTRIBUTE, BRAND, CATEGORY, OPTION, FacetValue, Vocabulary
from search.engines import current
from search.engines.base import EngineDown
from search.query import EngineQuery
from search.synonyms import synonym_sets

logger = logging.getLogger(__name__)

REMEMBERED_SECONDS = 60.0
SO = "yes"
"""The facet value of an attribute that is so."""

_kept: dict[str, Vocabulary] = {}
"""The last of each language, with all that it has reckoned."""


def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language, a minute old at most; its synonyms as old as staff's are.

    Raises:
        KeyError: the shop does not speak that language.
    """
    known = _remembered[language].get()
    synonyms = synonym_sets(language)
    if synonyms != known.synonyms:
        known = replace(known, synonyms=synonyms)
        return _keep(known)
    return known


def _read(language: str) -> Vocabulary:
    return _keep(
        Vocabulary(
            language,
            words=_words(language),
            values=(*_catalogue_values(language), *_attribute_values(language)),
            synonyms=synonym_sets(language),
        )
    )


def _keep(fresh: Vocabulary) -> Vocabulary:
    """The same object as before where nothing changed: its spelling index need not be made anew."""
    kept = _kept.get(fresh.language)
    if kept == fresh:
        return kept
    _kept[fresh.language] = fresh
    return fresh


def _words(language: str) -> dict[str, int]:
    try:
        return current().words(language)
    except EngineDown:
        logger.warning("search.words_missing", extra={"language": language})
        return {}


def _catalogue_values(language: str) -> Iterator[FacetValue]:
    for category in Category.objects.filter(is_visible=True).order_by("path"):
        yield FacetValue(CATEGORY, str(category.pk), _named(category, language))
    for slug, name in Brand.objects.order_by("pk").values_list("slug", "name"):
        yield FacetValue(BRAND, slug, name)
    for value in OptionValue.objects.select_related("option").order_by("pk"):
        key = f"{OPTION}{value.option.code}"
        yield FacetValue(key, value.code, _named(value, language), value.swatch)


def _attribute_values(language: str) -> Iterator[FacetValue]:
    """Those that products on sale have, as the engine counts them: no walk over their rows."""
    attributes = {f"{ATTRIBUTE}{one.code}": one for one in Attribute.objects.order_by("code")}
    asked = EngineQuery(language, settings.SHOP_BASE_CURRENCY, limit=0, facets=tuple(attributes))
    try:
        counted = current().find(asked).facets if attributes else {}
    except EngineDown:
        return
    for key, attribute in attributes.items():
        is_flag = attribute.type == AttributeType.BOOLEAN
        for found in counted.get(key, ()):
            if not is_flag:
                yield FacetValue(key, found.value, found.value)
            elif found.value == SO:
                yield FacetValue(key, found.value, _named(attribute, language))


def _named(row: object, language: str) -> str:
    """A name in a language, else in the shop's first."""
    for code in (language, settings.LANGUAGE_CODE):
        if name := getattr(row, f"name_{code}", None):
            return str(name)
    return ""


_remembered = {
    code: Remembered(partial(_read, code), seconds=REMEMBERED_SECONDS)
    for code, _name in settings.LANGUAGES
}
