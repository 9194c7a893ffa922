"""Option values by key: a small table that every product page needs, remembered for a minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache

from catalog.models import OptionValue

SECONDS = 60
STAMP = "storefront:options"


@dataclass(frozen=True, slots=True)
class ValueName:
    """A value such as a colour, and the option it is one of, in one language."""

    code: str
    name: str
    swatch: str
    order: tuple[int, str, int, str]
    option_code: str
    option_name: str


def value_names(value_ids: Iterable[int], language: str) -> Mapping[int, ValueName]:
    """The names of option values; a value newer than what is remembered has all read again.

    Each process keeps its own, as with the category tree.
    """
    names = _remembered(language, cache.get_or_set(STAMP, uuid4, SECONDS))
    if names.keys() >= set(value_ids):
        return names
    stamp = uuid4()
    cache.set(STAMP, stamp, SECONDS)
    return _remembered(language, stamp)


@lru_cache(maxsize=2 * len(settings.LANGUAGES))
def _remembered(language: str, stamp: UUID) -> Mapping[int, ValueName]:
    return _read(language)


def _read(language: str) -> dict[int, ValueName]:
    languages = dict.fromkeys((language, settings.LANGUAGE_CODE))
    names = [f"{table}name_{code}" for code in languages for table in ("", "option__")]
    rows = OptionValue.objects.values_list(
        "pk", "code", "swatch", "position", "option__code", "option__position", *names
    )
    return {
        pk: ValueName(
            code=code,
            name=own or default[0],
            swatch=swatch,
            order=(option_position, option_code, position, code),
            option_code=option_code,
            option_name=option_own or default[1],
        )
        for pk, code, swatch, position, option_code, option_position, own, option_own, *default in (
            row if len(row) > 8 else (*row, *row[-2:]) for row in rows
        )
    }
