"""What the subjects of trends are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from analytics.models import ReviewAspect
from catalog.models import Attribute, Brand, Category, OptionValue, Product

GONE = "–"
"""The name of what is no longer in the catalogue."""


def names_of(subjects: Iterable[str]) -> dict[str, str]:
    """The name of each subject, in a query a kind at most."""
    by_kind: dict[str, dict[str, str]] = {}
    for subject in subjects:
        kind, _colon, key = subject.partition(":")
        by_kind.setdefault(kind, {})[key] = subject
    named: dict[str, str] = {}
    for kind, keys in by_kind.items():
        known = _NAMERS[kind](keys) if kind in _NAMERS else {}
        named |= {subject: known.get(key, GONE) for key, subject in keys.items()}
    return named


def _ids(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys if key.isdigit()]


def _categories(keys: Iterable[str]) -> dict[str, str]:
    return {str(row.pk): str(row) for row in Category.objects.filter(pk__in=_ids(keys))}


def _brands(keys: Iterable[str]) -> dict[str, str]:
    return {str(row.pk): str(row) for row in Brand.objects.filter(pk__in=_ids(keys))}


def _products(keys: Iterable[str]) -> dict[str, str]:
    return {str(row.pk): str(row) for row in Product.objects.filter(pk__in=_ids(keys))}


def _attributes(keys: Iterable[str]) -> dict[str, str]:
    """``Material: Oak``; yes and no in the reader's words."""
    parts = {key: key.partition("=") for key in keys}
    attributes = Attribute.objects.in_bulk(_ids(part[0] for part in parts.values()))
    words = {"yes": _("Yes"), "no": _("No")}
    return {
        key: f"{attributes[int(code)]}: {words.get(value, value)}"
        for key, (code, _equals, value) in parts.items()
        if code.isdigit() and int(code) in attributes
    }


def _options(keys: Iterable[str]) -> dict[str, str]:
    """``Colour: Blue``."""
    values = OptionValue.objects.filter(pk__in=_ids(keys)).select_related("option")
    return {str(value.pk): f"{value.option}: {value}" for value in values}


def _searches(keys: Iterable[str]) -> dict[str, str]:
    return {key: f"“{key}”" for key in keys}


def _opinions(keys: Iterable[str]) -> dict[str, str]:
    named = {}
    for key in keys:
        aspect, sign = key[:-1], key[-1:]
        if aspect in ReviewAspect.values:
            told = _("%(aspect)s praised") if sign == "+" else _("%(aspect)s complained of")
            named[key] = told % {"aspect": ReviewAspect(aspect).label}
    return named


_NAMERS: dict[str, Callable[[Iterable[str]], dict[str, str]]] = {
    "category": _categories,
    "brand": _brands,
    "product": _products,
    "attribute": _attributes,
    "option": _options,
    "search": _searches,
    "reviews": _opinions,
}
