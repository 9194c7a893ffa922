"""The drawing vocabulary that all pictures share: materials, light, prints and shadows.

A picture is an 800 x 800 SVG document. Light falls from the upper left, the floor begins at
y = 585, and things stand at about y = 650.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from .looks import Look, Pattern
from .paints import Blur, Light, Paints
from .shades import WHITE, darken, lighten

Attribute = str | float | None


class Canvas(Paints):
    """Collects the marks of one picture, with the paints they need."""

    def __init__(self, look: Look, seed: int = 0) -> None:
        super().__init__()
        self.look = look
        self.seed = seed
        self._marks: list[str] = []
        self._shadows: list[str] = []

    # Plain marks

    def shape(
        self, path: str, fill: str, *, opacity: float = 1, blur: Blur | None = None, turn: str = ""
    ) -> None:
        self._mark(
            "path",
            d=path,
            fill=fill,
            opacity=_unless_opaque(opacity),
            filter=self.blurred(blur),
            transform=turn or None,
        )

    def line(
        self,
        path: str,
        stroke: str,
        width: float,
        *,
        opacity: float = 1,
        blur: Blur | None = None,
        dash: str | None = None,
        cap: str | None = None,
    ) -> None:
        self._mark(
            "path",
            d=path,
            fill="none",
            stroke=stroke,
            stroke_width=width,
            stroke_linecap=cap,
            stroke_dasharray=dash,
            opacity=_unless_opaque(opacity),
            filter=self.blurred(blur),
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        radius: float = 0,
        opacity: float = 1,
        blur: Blur | None = None,
    ) -> None:
        self._mark(
            "rect",
            x=x,
            y=y,
            width=width,
            height=height,
            rx=radius or None,
            fill=fill,
            opacity=_unless_opaque(opacity),
            filter=self.blurred(blur),
        )

    def oval(
        self,
        cx: float,
        cy: float,
        rx: float,
        ry: float,
        fill: str,
        *,
        opacity: float = 1,
        blur: Blur | None = None,
    ) -> None:
        self._mark(
            "ellipse",
            cx=cx,
            cy=cy,
            rx=rx,
            ry=ry,
            fill=fill,
            opacity=_unless_opaque(opacity),
            filter=self.blurred(blur),
        )

    def disc(self, cx: float, cy: float, radius: float, fill: str, *, opacity: float = 1) -> None:
        self._mark("circle", cx=cx, cy=cy, r=radius, fill=fill, opacity=_unless_opaque(opacity))

    def text(self, words: str, x: float, y: float, size: float, fill: str, font: str) -> None:
        """Centred words; only for letters that belong to the product, such as a dial's."""
        self._marks.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}" font-family="{font}" '
            f'text-anchor="middle">{words}</text>'
        )

    # Materials

    def solid(
        self, path: str, colour: str, *, light: Light = Light.SOFT, grain: float = 0.16
    ) -> None:
        """A lit body of one colour, with the grain of its material (0 for smooth)."""
        self.shape(path, self.lit(colour, light))
        self.grain(path, grain)

    def printed(
        self,
        path: str,
        colour: str,
        *,
        motif: tuple[float, float],
        size: float = 40,
        light: Light = Light.SOFT,
        grain: float = 0.16,
    ) -> None:
        """A lit body that carries the look's pattern.

        `motif` is the middle of a single graphic, and the height at which colour blocks meet: the
        same for all parts of a thing, so that they show one picture. `size` is about the height
        of one repeat.
        """
        if self.look.pattern is Pattern.PLAIN:
            self.solid(path, colour, light=light, grain=grain)
            return
        self.shape(path, colour)
        self._print(path, motif, size)
        self.shape(path, self.veil(colour, light))
        self.grain(path, grain)

    def grain(self, path: str, strength: float) -> None:
        if strength <= 0:
            return
        self._mark("path", d=path, opacity=strength, filter=self.grainy(self.seed))

    # Light and shade

    def shine(self, path: str, width: float, opacity: float = 0.35) -> None:
        """A soft reflection along a line."""
        self.line(path, WHITE, width, opacity=opacity, blur=Blur.GLEAM)

    def edge(self, path: str, width: float = 6, opacity: float = 0.35) -> None:
        """A crisp reflection along an edge."""
        self.line(path, WHITE, width, opacity=opacity)

    def crease(self, path: str, colour: str, width: float = 14, opacity: float = 0.4) -> None:
        """A soft fold in cloth of the given colour."""
        self.line(path, darken(colour, 0.5), width, opacity=opacity, blur=Blur.SOFT)

    def seam(self, path: str, colour: str, width: float = 3, opacity: float = 0.55) -> None:
        self.line(path, darken(colour, 0.35), width, opacity=opacity)

    def stitch(self, path: str, colour: str, width: float = 2.2, opacity: float = 0.8) -> None:
        self.line(path, colour, width, opacity=opacity, dash="6 4", cap="butt")

    def stand(self, cx: float, y: float, rx: float, ry: float = 20) -> None:
        """The shadow on the floor under something that stands there."""
        wall = self.look.backdrop
        far, near = darken(wall, 0.62), darken(wall, 0.75)
        wide, tight = self.blurred(Blur.FLOOR), self.blurred(Blur.GLEAM)
        self._shadows.append(
            f'<ellipse cx="{cx + 18:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{far}" '
            f'opacity=".38" filter="{wide}"/><ellipse cx="{cx:g}" cy="{y - 2:g}" '
            f'rx="{rx * 0.82:.0f}" ry="{ry * 0.42:.0f}" fill="{near}" opacity=".5" '
            f'filter="{tight}"/>'
        )

    def hover(self, path: str, opacity: float = 0.35) -> None:
        """The shadow on the wall behind something that hangs just before it."""
        shade = darken(self.look.backdrop, 0.6)
        self.shape(path, shade, opacity=opacity, blur=Blur.SOFT, turn="translate(12 18)")

    # Structure

    @contextmanager
    def group(self, transform: str) -> Iterator[None]:
        self._marks.append(f'<g transform="{transform}">')
        yield
        self._marks.append("</g>")

    @contextmanager
    def within(self, path: str) -> Iterator[None]:
        """Clip what is drawn inside to an outline."""
        self._marks.append(f'<g clip-path="url(#{self.clip(path)})">')
        yield
        self._marks.append("</g>")

    def document(self) -> str:
        """The whole SVG document."""
        room = self._room()
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" role="img" '
            'stroke-linecap="round" stroke-linejoin="round">'
            f"<defs>{self.definitions}</defs>{room}{''.join(self._shadows)}{''.join(self._marks)}</svg>"
        )

    # What the marks are made of

    def _room(self) -> str:
        wall = self.look.backdrop
        light = 0.46 + 0.02 * (self.seed % 5)
        back = self.radial(
            ((0, lighten(wall, 0.62)), (0.6, lighten(wall, 0.18)), (1, darken(wall, 0.08))),
            f'cx="{light:g}" cy=".38" r=".8"',
        )
        floor = self.linear(
            ((0, darken(wall, 0.10), 0.55), (0.5, wall, 0.15), (1, lighten(wall, 0.3), 0.3)),
            (0, 0, 0, 1),
        )
        return (
            f'<rect width="800" height="800" fill="{back}"/>'
            f'<rect y="585" width="800" height="215" fill="{floor}"/>'
        )

    def _print(self, path: str, motif: tuple[float, float], size: float) -> None:
        look = self.look
        if look.pattern not in (Pattern.COLOUR_BLOCK, Pattern.GRAPHIC):
            self.shape(path, self.tiled(look.pattern, look.accent, size), opacity=0.94)
            return
        with self.within(path):
            if look.pattern is Pattern.GRAPHIC:
                self._graphic(*motif, size * 1.7)
            else:
                self.box(-800, motif[1], 2400, 1600, look.accent)

    def _graphic(self, cx: float, cy: float, radius: float) -> None:
        """The house's own motif: a sun over a swell."""
        r, accent = radius, self.look.accent
        self.disc(cx, cy, r, accent)
        # The swell begins where the circle is 0.99 r wide to either side: 0.14 r below its middle.
        half = 0.99 * r
        swell = (
            f"M{cx - half:g} {cy + 0.14 * r:g}q{half / 2:g} {-0.48 * r:g} {half:g} 0t{half:g} 0"
            f"a{r:g} {r:g} 0 0 1 {-2 * half:g} 0Z"
        )
        self.shape(swell, darken(accent, 0.32))

    def _mark(self, tag: str, **attributes: Attribute) -> None:
        written = "".join(
            f' {name.replace("_", "-")}="{_number(value)}"'
            for name, value in attributes.items()
            if value is not None
        )
        self._marks.append(f"<{tag}{written}/>")


def _unless_opaque(opacity: float) -> float | None:
    return None if opacity >= 1 else opacity


def _number(value: Attribute) -> str:
    return value if isinstance(value, str) else f"{value:g}"
