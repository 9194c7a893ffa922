"""Repeating prints as SVG pattern tiles in one ink."""

from collections.abc import Callable

from .looks import Pattern
from .outline import heart, star
from .shades import darken


def tile(pattern: Pattern, ink: str, size: float) -> tuple[float, str] | None:
    """The side of one square tile, in picture units, and its marks; `None` if nothing repeats.

    `size` is about the height of one motif.
    """
    maker = _TILES.get(pattern)
    return maker(ink, size) if maker else None


def _stripes(ink: str, size: float) -> tuple[float, str]:
    side = size * 1.25
    return side, f'<rect width="{side:g}" height="{side * 0.4:g}" fill="{ink}"/>'


def _dots(ink: str, size: float) -> tuple[float, str]:
    side, radius = size * 1.4, size * 0.3
    places = ((side * 0.25, side * 0.25), (side * 0.75, side * 0.75))
    return side, "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{ink}"/>' for x, y in places
    )


def _check(ink: str, size: float) -> tuple[float, str]:
    side, half = size * 1.1, size * 0.55
    return side, (
        f'<g fill="{ink}" opacity=".45"><rect width="{side:g}" height="{half:g}"/>'
        f'<rect width="{half:g}" height="{side:g}"/></g>'
    )


def _floral(ink: str, size: float) -> tuple[float, str]:
    side, petal = size * 1.8, size * 0.2
    leaf = darken(ink, 0.32)
    flower = "".join(
        f'<circle cx="{x * petal:.1f}" cy="{y * petal:.1f}" r="{petal:g}" fill="{ink}"/>'
        for x, y in ((0, -1.05), (1, -0.32), (0.62, 0.85), (-0.62, 0.85), (-1, -0.32))
    )
    bloom = (
        f'<path d="M0 0q{size * 0.5:g} {size * 0.1:g} {size * 0.55:g} {size * 0.6:g}'
        f'q{-size * 0.5:g} 0 {-size * 0.55:g} {-size * 0.6:g}" fill="{leaf}" opacity=".7"/>'
        f'{flower}<circle r="{petal * 0.6:g}" fill="{leaf}"/>'
    )
    near, far = side * 0.27, side * 0.73
    return side, (
        f'<g transform="translate({near:g} {near:g})">{bloom}</g>'
        f'<g transform="translate({far:g} {far:g}) rotate(140) scale(.8)">{bloom}</g>'
    )


def _hearts(ink: str, size: float) -> tuple[float, str]:
    side = size * 1.6
    places = (side * 0.27, side * 0.77)
    return side, "".join(f'<path d="{heart(at, at, size * 0.6)}" fill="{ink}"/>' for at in places)


def _stars(ink: str, size: float) -> tuple[float, str]:
    side = size * 1.6
    places = (side * 0.27, side * 0.77)
    return side, "".join(f'<path d="{star(at, at, size * 0.36)}" fill="{ink}"/>' for at in places)


_TILES: dict[Pattern, Callable[[str, float], tuple[float, str]]] = {
    Pattern.STRIPES: _stripes,
    Pattern.DOTS: _dots,
    Pattern.CHECK: _check,
    Pattern.FLORAL: _floral,
    Pattern.HEARTS: _hearts,
    Pattern.STARS: _stars,
}
