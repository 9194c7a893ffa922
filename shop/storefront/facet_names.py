"""What lists are narrowed by, in the words of the page: brands, options and attributes.

Small tables that every list needs, read by one query and remembered for a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from catalog.models import Attribute, Brand, OptionValue

SECONDS = 60
STAMP = "storefront:facets"
BRAND, CATEGORY, OPTION, ATTRIBUTE = "brand", "category", "option.", "attribute."
TAKEN = frozenset(
    {
        "q", "sort", "page", "price", "price-from", "price-to", "rating", "stock", "as-typed",
        "said", BRAND, CATEGORY,
    }
)  # fmt: skip
"""Parameters with a meaning of their own: an option of that code is written ``option.<code>``."""


@dataclass(frozen=True, slots=True)
class FacetName:
    """A key such as ``option.colour``: its parameter in addresses, its name, where it stands."""

    key: str
    parameter: str
    name: str
    order: tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class ValueLabel:
    text: str
    swatch: str = ""
    position: int = 0


@dataclass(frozen=True)
class FacetNames:
    """Names of facets by key, and of their values where a table knows those."""

    facets: Mapping[str, FacetName]
    values: Mapping[tuple[str, str], ValueLabel]

    @cached_property
    def keys_by_parameter(self) -> Mapping[str, str]:
        return {facet.parameter: key for key, facet in self.facets.items()}

    def key_of(self, parameter: str) -> str | None:
        return self.keys_by_parameter.get(parameter)

    def knows(self, key: str, value: str) -> bool:
        """Whether there is such a value; those of attributes are free texts."""
        return key.startswith(ATTRIBUTE) or (key, value) in self.values

    def label(self, key: str, value: str) -> ValueLabel:
        if known := self.values.get((key, value)):
            return known
        if key.startswith(ATTRIBUTE) and value in {"yes", "no"}:
            return ValueLabel(_("Yes") if value == "yes" else _("No"))
        return ValueLabel(value)


def facet_names(language: str) -> FacetNames:
    """The names; each process keeps its own, as with the category tree."""
    return _remembered(language, cache.get_or_set(STAMP, uuid4, SECONDS))


@lru_cache(maxsize=2 * len(settings.LANGUAGES))
def _remembered(language: str, stamp: UUID) -> FacetNames:
    return _named(_rows(language))


_Row = tuple[str, str, str, str, str, str, int, int]
_COLUMNS = ("kind", "facet", "facet_name", "value", "label", "swatch", "place", "value_place")


def _rows(language: str) -> Iterable[_Row]:
    """All rows in one query; plain querysets, since translated ones change the columns' order."""
    brands = _columns(QuerySet(Brand), kind=_text(BRAND), value=F("slug"), label=F("name"))
    options = _columns(
        QuerySet(OptionValue),
        kind=_text(OPTION),
        facet=F("option__code"),
        facet_name=_translated("option__name", language),
        value=F("code"),
        label=_translated("name", language),
        swatch=F("swatch"),
        place=F("option__position"),
        value_place=F("position"),
    )
    attributes = _columns(
        QuerySet(Attribute),
        kind=_text(ATTRIBUTE),
        facet=F("code"),
        facet_name=_translated("name", language),
    )
    return brands.union(options, attributes, all=True)


def _columns(rows: QuerySet, **given: object) -> QuerySet:
    """The same columns of every table, under names that none of them has as a field."""
    empty = {name: _text("") for name in _COLUMNS[:6]}
    places = {name: Value(0, IntegerField()) for name in _COLUMNS[6:]}
    named = {f"its_{name}": value for name, value in (empty | places | given).items()}
    return rows.order_by().annotate(**named).values_list(*(f"its_{name}" for name in _COLUMNS))


def _text(value: str) -> Value:
    return Value(value, CharField())


def _translated(field: str, language: str) -> Coalesce:
    own, default = f"{field}_{language}", f"{field}_{settings.LANGUAGE_CODE}"
    return Coalesce(NullIf(own, _text("")), default, _text(""), output_field=CharField())


def _named(rows: Iterable[_Row]) -> FacetNames:
    facets = {BRAND: FacetName(BRAND, BRAND, "", (0, 0, ""))}
    values: dict[tuple[str, str], ValueLabel] = {}
    for kind, facet, facet_name, value, label, swatch, place, value_place in rows:
        key = kind + facet
        if key not in facets:
            order = (1 if kind == OPTION else 2, place, facet_name)
            facets[key] = FacetName(key, key, facet_name, order)
        if value:
            values[key, value] = ValueLabel(label, swatch, value_place)
    return FacetNames(dict(_with_short_parameters(facets)), values)


def _with_short_parameters(facets: Mapping[str, FacetName]) -> Iterable[tuple[str, FacetName]]:
    """``colour`` for ``option.colour``; an attribute of a code that is taken keeps its long one."""
    taken = set(TAKEN)
    for key, facet in sorted(facets.items(), key=lambda entry: entry[1].order):
        short = key.partition(".")[2]
        parameter = short if short and short not in taken else key
        taken.add(parameter)
        yield key, FacetName(key, parameter, facet.name, facet.order)
