"""Colour arithmetic on `#rrggbb` strings: what a colour becomes in the light and in the shade."""

import colorsys
import re

HEX = re.compile(r"#[0-9a-f]{6}")
WHITE = "#ffffff"


def mix(first: str, second: str, share: float) -> str:
    """The colour `share` (0 to 1) of the way from `first` to `second`, mixed in sRGB."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return _hex(*(start + (end - start) * share for start, end in pairs))


def lighten(colour: str, share: float = 0.25) -> str:
    return mix(colour, WHITE, share)


def darken(colour: str, share: float = 0.25) -> str:
    """Towards a deep dark of the same hue, as a shadow on the material would be.

    The saturation of the dark follows the chroma of the colour: cream and white stay neutral
    instead of turning olive.
    """
    red, green, blue = _channels(colour)
    hue, _, _ = colorsys.rgb_to_hls(red, green, blue)
    chroma = max(red, green, blue) - min(red, green, blue)
    deep = colorsys.hls_to_rgb(hue, 0.10, min(0.6, chroma * 1.15))
    return mix(colour, _hex(*deep), share)


def luminance(colour: str) -> float:
    """Perceived lightness from 0 (black) to 1 (white), by the Rec. 601 luma weights."""
    red, green, blue = _channels(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in (red, green, blue))
