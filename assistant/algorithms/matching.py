"""Which of some names is meant by what somebody wrote: words, not letters, are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

_WORD = re.compile(r"[^\W_]+")
LONG = 4
"""Words of so many letters may differ by an ending: "lamps" names a lamp."""


def plain(text: str) -> str:
    """Letters and digits in lower case without accents, parted by single spaces."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The words of a text in lower case without accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(c for c in parted if not unicodedata.combining(c)))


def named(text: str, names: Mapping[int, str]) -> list[int]:
    """Keys of the names that a text tells, in the order in which it tells them.

    A name is told where the text has a word of it that no other of the names has ("compare the
    Aurora with the Nordlicht"), or all words of it.
    """
    said = words(text)
    parts = {key: words(name) for key, name in names.items()}
    found: dict[int, int] = {}
    for key, own in parts.items():
        others = {word for other, rest in parts.items() if other != key for word in rest}
        distinct = [word for word in own if word not in others and len(word) > 2]
        places = [place for word in distinct if (place := _place(word, said)) is not None]
        whole = [_place(word, said) for word in own]
        if places:
            found[key] = min(places)
        elif own and all(place is not None for place in whole):
            found[key] = min(place for place in whole if place is not None)
    return sorted(found, key=lambda key: found[key])


def best_named(text: str, names: Sequence[str]) -> list[int]:
    """Places of the names of which all words are in a text, the longest names alone.

    "a t-shirt in dark blue, size M" names "dark blue" and "M" and not "blue".
    """
    said = words(text)
    told = {
        place: own
        for place, name in enumerate(names)
        if (own := words(name)) and _follow(own, said)
    }
    return [
        place
        for place, own in told.items()
        if not any(other != own and _follow(own, other) for other in told.values())
    ]


def _place(word: str, said: Sequence[str]) -> int | None:
    for place, other in enumerate(said):
        if word == other or _is_inflected(word, other):
            return place
    return None


def _is_inflected(one: str, other: str) -> bool:
    """Whether two words differ only by an ending of one or two letters."""
    short, long = sorted((one, other), key=len)
    return len(short) >= LONG and long.startswith(short) and len(long) - len(short) <= 2


def _follow(wanted: Sequence[str], said: Sequence[str]) -> bool:
    """Whether the words stand side by side in that order."""
    size = len(wanted)
    return any(
        all(
            own == other or _is_inflected(own, other)
            for own, other in zip(wanted, said[start : start + size], strict=True)
        )
        for start in range(len(said) - size + 1)
    )
