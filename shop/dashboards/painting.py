"""Drawings as pictures that stand alone: the staff's stylesheet resolved, a title, a legend.

The drawings of ``foundation.charts`` are coloured by classes whose colours are variables of the
admin's palette. Here the same rules are read, their variables replaced, and resvg makes pixels of
it: a picture shows what the page shows, in its light colours.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import resvg_py
from django.contrib.staticfiles import finders
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from unfold.settings import get_config

from orders.documents.fonts import FOLDER as FONTS
from shop.dashboards.frame import WIDE, Figure, Size

SCALE = 2
PAD, TITLE_HEIGHT, LEGEND_HEIGHT = 24, 34, 26
LEGEND_LETTER, LEGEND_GAP = 7.4, 44
PAPER = "#ffffff"
BANDS = ("near", "wide")
_FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_FAMILY = "DejaVu Sans"
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_OKLCH = re.compile(r"oklch\(([\d.]+)%\s+([\d.]+)\s+([\d.]+)\)")
_DEEPEST = 5
"""Variables that name variables."""
_OF_DRAWINGS = re.compile(r"^\.chart")
_OURS = """
.title { font-size: 17px; font-weight: bold; fill: var(--staff-ink); }
.legend { font-size: 13px; fill: var(--staff-soft); }
"""


def paint(figure: Figure, size: Size = WIDE, *, scale: float = SCALE) -> bytes:
    """The drawing of a figure as PNG, with its title and legend.

    Raises:
        ValueError: it has no drawing.
    """
    if figure.draw is None:
        raise ValueError(f"{figure.key} has no drawing")
    drawing = str(figure.draw(size))
    width, height = _box(drawing)
    top = PAD + TITLE_HEIGHT + (LEGEND_HEIGHT if figure.legend else 0)
    whole = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">'
        '<rect width="{w}" height="{h}" fill="{paper}"/>{title}{legend}{drawing}</svg>',
        w=width + 2 * PAD,
        h=top + height + PAD,
        paper=PAPER,
        title=format_html(
            '<text class="title" x="{}" y="{}">{}</text>', PAD, PAD + 16, figure.title
        ),
        legend=_legend(figure),
        drawing=mark_safe(_placed(drawing, PAD, top, width, height)),  # noqa: S308  (our drawing)
    )
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=str(whole),
            zoom=scale,
            style_sheet=style_sheet(),
            skip_system_fonts=True,
            font_files=[str(FONTS / name) for name in _FONTS],
            font_family=_FAMILY,
            sans_serif_family=_FAMILY,
            serif_family=_FAMILY,
        )
    )


def _box(drawing: str) -> tuple[float, float]:
    """Width and height of a drawing, from its view box."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    if found is None:
        raise ValueError("a drawing without a view box")
    return float(found[1]), float(found[2])


def _placed(drawing: str, x: float, y: float, width: float, height: float) -> str:
    """The drawing inside another, unclipped, as the page shows it."""
    at = f'<svg x="{x}" y="{y}" width="{width}" height="{height}" overflow="visible"'
    return drawing.replace("<svg", at, 1)


def _legend(figure: Figure) -> SafeString:
    """The names of the lines, each after a stroke of its look."""
    x, y, entries = float(PAD), PAD + TITLE_HEIGHT + 4, []
    for style, name in figure.legend:
        entries.append((_stroke(style, x, y), x + 24, y + 4, name))
        x += LEGEND_GAP + LEGEND_LETTER * len(name)
    return format_html_join("", '{}<text class="legend" x="{}" y="{}">{}</text>', entries)


def _stroke(style: str, x: float, y: float) -> SafeString:
    if style in BANDS:
        mark = '<rect class="chart-band chart-band-{}" x="{}" y="{}" width="18" height="10"/>'
        return format_html(mark, style, x, y - 5)
    return format_html('<path class="chart-line chart-{}" d="M{} {}h18"/>', style, x, y)


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The rules of drawings with every variable replaced, for a reader that knows none."""
    rules = _rules(_staff_css())
    tokens = {**_palette(), **_tokens(rules)}
    told = [
        f"{selector} {{ {_resolved(body, tokens)} }}"
        for selector, body in [*rules, *_rules(_OURS)]
        if _is_of_drawings(selector)
    ]
    return "\n".join([f"text {{ font-family: '{_FAMILY}'; }}", *told])


def _staff_css() -> str:
    path = finders.find("shop/staff.css")
    if not path:
        raise FileNotFoundError("shop/staff.css")
    return Path(str(path)).read_text(encoding="utf-8")


def _rules(css: str) -> list[tuple[str, str]]:
    """Selectors with their bodies; those within a media query count as any other."""
    return [
        (selector.strip(), " ".join(body.split()))
        for selector, body in _RULE.findall(_COMMENT.sub("", css))
    ]


def _is_of_drawings(selector: str) -> bool:
    return ":" not in selector and (
        bool(_OF_DRAWINGS.match(selector)) or selector in (".title", ".legend")
    )


def _tokens(rules: list[tuple[str, str]]) -> dict[str, str]:
    """The light colours: what ``:root`` says first."""
    body = next(body for selector, body in rules if selector == ":root")
    pairs = (part.partition(":") for part in body.split(";") if ":" in part)
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def _palette() -> dict[str, str]:
    """The admin's colours by the names of their variables."""
    colours: Mapping[str, Mapping[str, str]] = get_config("UNFOLD")["COLORS"]
    return {
        f"--color-{name}-{weight}": _plain_colour(str(value))
        for name, shades in colours.items()
        for weight, value in shades.items()
    }


def _plain_colour(value: str) -> str:
    """``28 116 80`` and ``oklch(…)`` as ``#rrggbb``; anything else as it is."""
    if found := _OKLCH.fullmatch(value.strip()):
        return _from_oklch(float(found[1]) / 100, float(found[2]), math.radians(float(found[3])))
    parts = value.split()
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        return "#" + "".join(f"{int(part):02x}" for part in parts)
    return value


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH as sRGB (Ottosson, "A perceptual color space for image processing", 2020)."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(part)):02x}" for part in linear)


def _gamma(part: float) -> float:
    bounded = min(max(part, 0.0), 1.0)
    if bounded <= 0.0031308:
        return 12.92 * bounded
    return float(1.055 * bounded ** (1 / 2.4) - 0.055)


def _resolved(body: str, tokens: Mapping[str, str]) -> str:
    for _turn in range(_DEEPEST):
        if not _VARIABLE.search(body):
            break
        body = _VARIABLE.sub(lambda found: tokens.get(found[1], PAPER), body)
    return body
