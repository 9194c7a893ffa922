"""Outlines as SVG path data, built from fewer numbers."""

import math
import re

AXIS = 400.0
MIRROR_IMAGE = "translate(800 0) scale(-1 1)"

Point = tuple[float, float]

_TOKEN = re.compile(r"[MLCQ]|-?\d+(?:\.\d+)?")
_POINTS_OF = {"M": 1, "L": 1, "Q": 2, "C": 3}


def mirrored(half: str, axis: float = AXIS) -> str:
    """Close an open half outline with its own mirror image about the vertical line `axis`.

    `half` may hold absolute M, L, Q and C commands only, each letter written out.
    """
    segments = _segments(half)
    pen = segments[0][1][-1]
    back: list[str] = []
    for command, points in segments[1:]:
        turned = [*reversed(points[:-1]), pen]
        back.insert(0, _write(command, [(2 * axis - x, y) for x, y in turned]))
        pen = points[-1]
    bridge = _write("L", [(2 * axis - pen[0], pen[1])]) if pen[0] != axis else ""
    return f"{half} {bridge}{''.join(back)}Z"


def rounded_box(x: float, y: float, width: float, height: float, radius: float) -> str:
    """A rectangle with round corners as a path, so that it can be printed on and clipped to."""
    r = radius
    return (
        f"M{x + r:g} {y:g}h{width - 2 * r:g}a{r:g} {r:g} 0 0 1 {r:g} {r:g}v{height - 2 * r:g}"
        f"a{r:g} {r:g} 0 0 1 {-r:g} {r:g}h{2 * r - width:g}a{r:g} {r:g} 0 0 1 {-r:g} {-r:g}"
        f"v{2 * r - height:g}a{r:g} {r:g} 0 0 1 {r:g} {-r:g}Z"
    )


def oval(cx: float, cy: float, rx: float, ry: float | None = None) -> str:
    """An ellipse (a circle without `ry`) as a path."""
    tall = rx if ry is None else ry
    return (
        f"M{cx - rx:g} {cy:g}a{rx:g} {tall:g} 0 1 0 {2 * rx:g} 0"
        f"a{rx:g} {tall:g} 0 1 0 {-2 * rx:g} 0Z"
    )


def heart(cx: float, cy: float, size: float) -> str:
    """A plump heart about `size` wide, centred on (`cx`, `cy`)."""
    s = size / 100
    return (
        f"M{cx:g} {cy + 44 * s:g}c{-14 * s:g} {-14 * s:g} {-50 * s:g} {-36 * s:g} {-50 * s:g} "
        f"{-66 * s:g}c0 {-34 * s:g} {40 * s:g} {-38 * s:g} {50 * s:g} {-10 * s:g}"
        f"c{10 * s:g} {-28 * s:g} {50 * s:g} {-24 * s:g} {50 * s:g} {10 * s:g}"
        f"c0 {30 * s:g} {-36 * s:g} {52 * s:g} {-50 * s:g} {66 * s:g}Z"
    )


def star(cx: float, cy: float, radius: float, *, points: int = 5, depth: float = 0.45) -> str:
    """A star with its first point up; `depth` is the inner radius as a share of the outer."""
    corners = [
        polar(cx, cy, radius * (1 if turn % 2 == 0 else depth), turn * 180 / points)
        for turn in range(2 * points)
    ]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def polar(cx: float, cy: float, radius: float, degrees: float) -> Point:
    """The point at a clock angle: 0 is up, 90 is right."""
    angle = math.radians(degrees)
    return cx + radius * math.sin(angle), cy - radius * math.cos(angle)


def _segments(path: str) -> list[tuple[str, list[Point]]]:
    tokens = _TOKEN.findall(path)
    segments: list[tuple[str, list[Point]]] = []
    while tokens:
        command = tokens.pop(0)
        count = 2 * _POINTS_OF[command]
        numbers = [float(token) for token in tokens[:count]]
        del tokens[:count]
        segments.append((command, list(zip(numbers[::2], numbers[1::2], strict=True))))
    return segments


def _write(command: str, points: list[Point]) -> str:
    return command + " ".join(f"{x:g} {y:g}" for x, y in points)
