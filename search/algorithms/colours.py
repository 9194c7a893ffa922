"""Which of a shop's colours are meant by ``red``: swatches named by their nearest basic colours.

Shops name colours by mood (poppy, midnight); shoppers by the basic colour terms of their language
(Berlin & Kay 1969). A swatch bears the names of the prototypes that lie nearest to it in CIELAB
(CIE 1976, D65), so most swatches have one name and those between two have both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from .words import listed

Lab = tuple[float, float, float]


class Basic(StrEnum):
    """The basic colours."""

    WHITE = "white"
    BEIGE = "beige"
    GREY = "grey"
    BLACK = "black"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    TURQUOISE = "turquoise"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"
    BROWN = "brown"


_PROTOTYPES: Mapping[Basic, str] = {
    Basic.WHITE: "#ffffff #f7f4ec #f0e6d0",
    Basic.BEIGE: "#dccbb0 #cfb48a #f0e6d0",
    Basic.GREY: "#c4c8cc #9a9fa5 #5c6066 #44474e",
    Basic.BLACK: "#000000 #232734 #1d1d1f",
    Basic.RED: "#cf2a30 #a8202e #e0443e #9c2f4f",
    Basic.ORANGE: "#f08030 #e9954f #d0672f #ea7b5f",
    Basic.YELLOW: "#f2d13d #e0ae35 #cda24a",
    Basic.GREEN: "#3f8f4a #2d5646 #8aa58c #767a45 #a5d3b5 #7cc07a",
    Basic.TURQUOISE: "#2a8f92 #5cc0bd #2a7f86",
    Basic.BLUE: "#2f5fb0 #2b3f60 #8db9d8 #4d6a8a #4a8bd0",
    Basic.PURPLE: "#6a3f86 #5f3b63 #b9a5d6 #8a5fb0",
    Basic.PINK: "#e892ab #efb3b8 #d96c8a #e05a9a",
    Basic.BROWN: "#6f4a36 #8a5a3a #a5683f #4f3626",
}
NEAR = 6.0
"""How much farther than the nearest prototype another may be and still name a swatch (ΔE)."""
LIGHT, DARK = 62.0, 42.0
"""Lightness L* from which a colour is light, and below which it is dark."""

_WORDS: Mapping[Basic, str] = {
    Basic.WHITE: "white cream weiss weiß creme",
    Basic.BEIGE: "beige tan",
    Basic.GREY: "grey gray grau",
    Basic.BLACK: "black schwarz",
    Basic.RED: "red rot",
    Basic.ORANGE: "orange",
    Basic.YELLOW: "yellow gelb",
    Basic.GREEN: "green grün gruen",
    Basic.TURQUOISE: "turquoise türkis tuerkis",
    Basic.BLUE: "blue blau",
    Basic.PURPLE: "purple violet lila violett",
    Basic.PINK: "pink rosa",
    Basic.BROWN: "brown braun",
}
_SHADES: Mapping[str, tuple[Basic, str]] = {
    "navy": (Basic.BLUE, "dark"), "burgundy": (Basic.RED, "dark"), "maroon": (Basic.RED, "dark"),
    "weinrot": (Basic.RED, "dark"), "bordeaux": (Basic.RED, "dark"),
    "marineblau": (Basic.BLUE, "dark"), "dunkelblau": (Basic.BLUE, "dark"),
    "anthrazit": (Basic.GREY, "dark"),
}  # fmt: skip
_TONES = {"light": "light", "pale": "light", "dark": "dark", "deep": "dark",
          "hell": "light", "helles": "light", "dunkel": "dark", "dunkles": "dark"}  # fmt: skip
TONES = frozenset(_TONES)
_GERMAN = listed(
    "weiss weiß creme grau schwarz rot gelb grün gruen türkis tuerkis blau lila "
    "violett rosa braun beige orange pink"
)
_ENDINGS = ("er", "es", "en", "em", "e", "")
_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")


@lru_cache(maxsize=1)
def _by_word() -> dict[str, tuple[Basic, str]]:
    table: dict[str, tuple[Basic, str]] = dict(_SHADES)
    for basic, words in _WORDS.items():
        for word in words.split():
            for ending in _ENDINGS:
                table.setdefault(word + ending, (basic, ""))
                table.setdefault(f"hell{word}{ending}", (basic, "light"))
                table.setdefault(f"dunkel{word}{ending}", (basic, "dark"))
    return table


def is_colour(word: str) -> bool:
    """Whether a lower-case word of English or German names a basic colour (``rotes``, ``navy``)."""
    return word in _by_word()


def plain_words(language: str) -> tuple[str, ...]:
    """The colours as a language names them, without endings."""
    german = language.startswith("de")
    words = [word for line in _WORDS.values() for word in line.split()]
    return tuple(word for word in words if (word in _GERMAN) == german or word in ("beige", "pink"))


def is_tone(word: str) -> bool:
    return word in _TONES


def swatches_named(word: str, swatches: Mapping[str, str], *, tone: str = "") -> frozenset[str]:
    """The codes of those ``swatches`` (code -> ``#rrggbb``) that a shopper means by ``word``.

    ``tone`` is a word such as ``light`` or ``dunkel`` that stood before it.
    """
    basic, own_tone = _by_word().get(word, (None, ""))
    if basic is None:
        return frozenset()
    wanted = _TONES.get(tone, own_tone)
    return frozenset(
        code
        for code, swatch in swatches.items()
        if basic in names_of(swatch) and _has_tone(swatch, wanted)
    )


@lru_cache(maxsize=4096)
def names_of(swatch: str) -> frozenset[Basic]:
    """The basic colours that ``#rrggbb`` may be called; none where it is no colour."""
    if not _HEX.match(swatch):
        return frozenset()
    lab = _lab(swatch)
    distances = {
        basic: min(math.dist(lab, _lab(one)) for one in prototypes.split())
        for basic, prototypes in _PROTOTYPES.items()
    }
    nearest = min(distances.values())
    return frozenset(basic for basic, distance in distances.items() if distance <= nearest + NEAR)


def _has_tone(swatch: str, tone: str) -> bool:
    if not tone:
        return True
    lightness = _lab(swatch)[0]
    return lightness >= LIGHT if tone == "light" else lightness <= DARK


@lru_cache(maxsize=4096)
def _lab(swatch: str) -> Lab:
    red, green, blue = (_linear(int(swatch[at : at + 2], 16) / 255) for at in (1, 3, 5))
    x = _root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    y = _root(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    z = _root((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
