"""Paints: gradients, tiles and blurs, each defined once in the document that uses it.

A *paint* is what may stand in a `fill` or `stroke` attribute: a `#rrggbb` colour or a reference to
a definition. Light falls from the upper left.
"""

from enum import StrEnum

from .looks import Pattern
from .prints import tile
from .shades import WHITE, darken, lighten

Stop = tuple[float, str] | tuple[float, str, float]

INK = "#17181c"
WOOD = "#9a6b43"
STEEL = "#b9bdc4"


class Blur(StrEnum):
    """Standard deviations of the blurs, named by what they are for."""

    FINE = "3"
    SOFT = "10"
    GLEAM = "8 3"
    FLOOR = "22 9"


class Light(StrEnum):
    """How a surface turns away from the light."""

    SOFT = "soft"  # cloth, cushions, boxes: from the upper left to the lower right
    TUBE = "tube"  # upright cylinders: a bright band left of the middle, dark edges
    FADE = "fade"  # from the top down


class Paints:
    """Makes paints, and keeps the definitions that they refer to."""

    def __init__(self) -> None:
        self._definitions: dict[str, str] = {}

    @property
    def definitions(self) -> str:
        return "".join(self._definitions.values())

    def soft(self, colour: str) -> str:
        stops = ((0, lighten(colour, 0.3)), (0.5, colour), (1, darken(colour, 0.3)))
        return self.linear(stops, (0.15, 0, 0.8, 1))

    def tube(self, colour: str) -> str:
        stops = (
            (0, darken(colour, 0.28)),
            (0.14, darken(colour, 0.06)),
            (0.36, lighten(colour, 0.28)),
            (0.62, colour),
            (1, darken(colour, 0.38)),
        )
        return self.linear(stops, (0, 0, 1, 0))

    def fade(self, top: str, bottom: str) -> str:
        return self.linear(((0, top), (1, bottom)), (0, 0, 0, 1))

    def metal(self, colour: str = STEEL) -> str:
        stops = (
            (0, lighten(colour, 0.85)),
            (0.3, colour),
            (0.55, lighten(colour, 0.8)),
            (1, darken(colour, 0.38)),
        )
        return self.linear(stops, (0, 0, 1, 1))

    def ball(self, colour: str) -> str:
        """The paint of a round body lit from the upper left."""
        stops = ((0, lighten(colour, 0.5)), (0.45, colour), (1, darken(colour, 0.5)))
        return self.radial(stops, 'cx=".36" cy=".3" r=".8"')

    def glow(self, colour: str, opacity: float = 0.95) -> str:
        return self.radial(((0, colour, opacity), (1, colour, 0)), 'cx=".5" cy=".5" r=".5"')

    def lit(self, colour: str, light: Light) -> str:
        if light is Light.TUBE:
            return self.tube(colour)
        if light is Light.FADE:
            return self.fade(lighten(colour, 0.22), darken(colour, 0.22))
        return self.soft(colour)

    def clip(self, path: str) -> str:
        return self.define(f'<clipPath id="{{id}}"><path d="{path}"/></clipPath>')

    def veil(self, colour: str, light: Light) -> str:
        """Light and shade of `lit` as a glaze that can lie over a print."""
        deep = darken(colour, 1)
        if light is Light.TUBE:
            stops: tuple[Stop, ...] = (
                (0, deep, 0.28),
                (0.14, deep, 0.06),
                (0.2, WHITE, 0),
                (0.36, WHITE, 0.28),
                (0.62, WHITE, 0),
                (0.63, deep, 0),
                (1, deep, 0.38),
            )
            return self.linear(stops, (0, 0, 1, 0))
        strength = 0.3 if light is Light.SOFT else 0.22
        line = (0.15, 0, 0.8, 1) if light is Light.SOFT else (0, 0, 0, 1)
        halves = ((0, WHITE, strength), (0.5, WHITE, 0), (0.5, deep, 0), (1, deep, strength))
        return self.linear(halves, line)

    def tiled(self, pattern: Pattern, ink: str, size: float) -> str:
        """A repeating print in one ink; "none" for a pattern that does not repeat."""
        repeat = tile(pattern, ink, size)
        if repeat is None:
            return "none"
        side, marks = repeat
        name = self.define(
            f'<pattern id="{{id}}" width="{side:g}" height="{side:g}" '
            f'patternUnits="userSpaceOnUse">{marks}</pattern>'
        )
        return f"url(#{name})"

    def linear(self, stops: tuple[Stop, ...], line: tuple[float, float, float, float]) -> str:
        x1, y1, x2, y2 = line
        name = self.define(
            f'<linearGradient id="{{id}}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}">'
            f"{_stops(stops)}</linearGradient>"
        )
        return f"url(#{name})"

    def radial(self, stops: tuple[Stop, ...], place: str) -> str:
        name = self.define(f'<radialGradient id="{{id}}" {place}>{_stops(stops)}</radialGradient>')
        return f"url(#{name})"

    def blurred(self, blur: Blur | None) -> str | None:
        if blur is None:
            return None
        # A region in user space: one relative to the shape would be empty for a straight line.
        name = self.define(
            '<filter id="{id}" x="-100" y="-100" width="1000" height="1000" '
            f'filterUnits="userSpaceOnUse"><feGaussianBlur stdDeviation="{blur}"/></filter>'
        )
        return f"url(#{name})"

    def grainy(self, seed: int) -> str:
        """A filter that turns a shape into fine dark noise inside its outline."""
        name = self.define(
            '<filter id="{id}" x="0" y="0" width="100%" height="100%"><feTurbulence '
            f'type="fractalNoise" baseFrequency=".9 .75" numOctaves="2" seed="{seed % 97 + 3}"/>'
            '<feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -1.1 .62"/>'
            '<feComposite in2="SourceGraphic" operator="in"/></filter>'
        )
        return f"url(#{name})"

    def define(self, markup: str) -> str:
        """Keep a definition once; `{id}` in it stands for the name it gets."""
        if markup not in self._definitions:
            self._definitions[markup] = markup.replace("{id}", f"d{len(self._definitions)}")
        return self._definitions[markup].split('"', 2)[1]


def _stops(stops: tuple[Stop, ...]) -> str:
    written = []
    for stop in stops:
        veil = f' stop-opacity="{stop[2]:g}"' if len(stop) == 3 else ""
        written.append(f'<stop offset="{stop[0]:g}" stop-color="{stop[1]}"{veil}/>')
    return "".join(written)
