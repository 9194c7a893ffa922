"""How a product looks: its colours and the print on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from .shades import HEX


class Pattern(StrEnum):
    """What is printed on, or woven into, the main material."""

    PLAIN = "plain"
    STRIPES = "stripes"
    DOTS = "dots"
    CHECK = "check"
    FLORAL = "floral"
    HEARTS = "hearts"
    STARS = "stars"
    GRAPHIC = "graphic"
    COLOUR_BLOCK = "colour-block"


@dataclass(frozen=True, slots=True)
class Palette:
    """A named colour of the trade: its swatch, an accent that suits it, the wall behind it."""

    swatch: str
    accent: str
    backdrop: str


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about a picture that is not its kind. Colours are `#rrggbb` in lower case."""

    colour: str
    accent: str
    backdrop: str
    pattern: Pattern = Pattern.PLAIN

    def __post_init__(self) -> None:
        for colour in (self.colour, self.accent, self.backdrop):
            if not HEX.fullmatch(colour):
                raise ValueError(f"not a #rrggbb colour: {colour!r}")

    @classmethod
    def named(cls, colour: str, pattern: Pattern = Pattern.PLAIN) -> Self:
        """The look of a colour in `COLOURS`. Raises `KeyError` for a name that is not there."""
        palette = COLOURS[colour]
        return cls(palette.swatch, palette.accent, palette.backdrop, pattern)


COLOURS: Mapping[str, Palette] = MappingProxyType(
    {
        "chalk": Palette("#f4f1ea", "#c8553d", "#cddbe2"),
        "ivory": Palette("#f0e6d0", "#b08d57", "#c3cfbd"),
        "oat": Palette("#dccbb0", "#6b4a34", "#e9dfd3"),
        "sand": Palette("#cbab7d", "#f6ead3", "#efe6d8"),
        "dove": Palette("#a9afb6", "#f0ede6", "#dfe2e6"),
        "silver": Palette("#c7cbd4", "#6d5bd0", "#dcd8f0"),
        "charcoal": Palette("#44474e", "#c9a27a", "#e6ddd4"),
        "ink": Palette("#232734", "#7bdcb5", "#dcd6ee"),
        "midnight": Palette("#2b3f60", "#f0c27a", "#d9e0ea"),
        "denim": Palette("#4d6a8a", "#d9a066", "#dfe5ec"),
        "sky": Palette("#8db9d8", "#fbf6ea", "#dbe8f0"),
        "teal": Palette("#2a7f86", "#f3d9a4", "#d3e6e4"),
        "cobalt": Palette("#3568a8", "#fbf3df", "#dae4f1"),
        "mint": Palette("#a5d3bd", "#f6f4ea", "#e2efe6"),
        "sage": Palette("#8aa58c", "#f0e2b8", "#e6ebdf"),
        "forest": Palette("#2d5646", "#e9b872", "#dcdfcf"),
        "leaf": Palette("#5f9a52", "#fbf3d9", "#e3edda"),
        "olive": Palette("#767a45", "#f0dfb4", "#e7e5d3"),
        "mustard": Palette("#dda431", "#38506b", "#f2e7cd"),
        "lemon": Palette("#f0cf4f", "#55657a", "#f6efd2"),
        "gold": Palette("#c9a24e", "#fff4d8", "#ece2d2"),
        "apricot": Palette("#eda568", "#fff3e2", "#f5e5d6"),
        "terracotta": Palette("#c4643f", "#f6e3c8", "#f0ddd0"),
        "copper": Palette("#b4724a", "#f3dcc4", "#e9dcd0"),
        "coral": Palette("#ea7b67", "#fff1dd", "#f6dfd6"),
        "poppy": Palette("#cf3a36", "#fdf3e3", "#f1dcd5"),
        "berry": Palette("#9c2f4f", "#f5d3c8", "#efd9dc"),
        "blush": Palette("#efb3b8", "#fffaf1", "#f7e5e3"),
        "rose": Palette("#d96c8a", "#fff0ec", "#f6dde2"),
        "lilac": Palette("#b9a5d6", "#fbf6e8", "#e9e2f2"),
        "plum": Palette("#5f3b63", "#e9b7a4", "#e5d9e6"),
        "cocoa": Palette("#6f4a36", "#e9cfa8", "#e8dccf"),
    }
)
