"""What is worn on the wrist."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import oval, polar, rounded_box
from .paints import Blur
from .registry import draws
from .shades import WHITE, darken, lighten

SECOND_HAND = "#ff6b4a"


@draws(Kind.WATCH)
def watch(art: Canvas, look: Look) -> None:
    steel, dial = art.metal(), darken(look.accent, 0.15)
    art.stand(410, 706, 150, 14)
    with art.group("rotate(14 400 400)"):
        _strap(art, look.colour, 300, 96, -14)
        _strap(art, look.colour, 500, 704, 14)
        for y in (600, 632, 664):
            art.oval(400, y, 6, 8, darken(look.colour, 0.5))
        shade = darken(look.backdrop, 0.6)
        art.oval(408, 412, 160, 160, shade, opacity=0.4, blur=Blur.SOFT)
        art.box(548, 382, 26, 36, steel, radius=7)
        art.disc(400, 400, 158, steel)
        art.disc(400, 400, 138, darken(dial, 0.7))
        dome = ((0, lighten(dial, 0.22)), (1, darken(dial, 0.5)))
        art.disc(400, 400, 132, art.radial(dome, 'cx=".4" cy=".3" r=".9"'))
        _dial(art, dial)
        art.shape(
            "M290 340A130 130 0 0 1 420 272Q330 320 306 420A130 130 0 0 1 290 340Z",
            WHITE,
            opacity=0.14,
        )


def _strap(art: Canvas, colour: str, near: float, far: float, swell: float) -> None:
    band = f"M332 {near}L346 {far}Q400 {far + swell} 454 {far}L468 {near}Z"
    art.solid(band, colour)
    art.stitch(f"M344 {near}L357 {far}M456 {near}L443 {far}", lighten(colour, 0.45))


def _dial(art: Canvas, dial: str) -> None:
    for hour in range(12):
        quarter = hour % 3 == 0
        x1, y1 = polar(400, 400, 118, hour * 30)
        x2, y2 = polar(400, 400, 98 if quarter else 106, hour * 30)
        art.line(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", WHITE, 8 if quarter else 4)
    art.disc(400, 456, 32, darken(dial, 0.55))
    art.line(oval(400, 456, 32), WHITE, 2, opacity=0.25)
    art.line("M400 456l14-18", WHITE, 3)
    art.line("M400 400L346 352", WHITE, 10)
    art.line("M400 400L452 312", WHITE, 7)
    art.line("M392 430L420 300", SECOND_HAND, 3)
    art.disc(400, 400, 9, WHITE)


CASE = rounded_box(276, 262, 248, 288, 72)


@draws(Kind.SMART_WATCH)
def smart_watch(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(410, 706, 150, 14)
    with art.group("rotate(10 400 400)"):
        _band(art, colour, "M326 290L342 110Q400 88 458 110L474 290Z")
        _band(art, colour, "M326 520L342 692Q400 716 458 692L474 520Z")
        for y in (604, 632, 660):
            art.oval(400, y, 7, 9, darken(colour, 0.6))
        shade = darken(look.backdrop, 0.6)
        art.shape(CASE, shade, opacity=0.4, blur=Blur.SOFT, turn="translate(10 12)")
        art.box(520, 350, 18, 64, art.metal(), radius=8)
        art.shape(CASE, art.metal("#9a9da4"))
        art.shape(rounded_box(286, 272, 228, 268, 62), "#08090b")
        _rings(art, accent)
        art.shape(
            "M300 300C310 280 340 276 440 276L310 480C296 440 292 340 300 300Z", WHITE, opacity=0.1
        )


def _band(art: Canvas, colour: str, path: str) -> None:
    art.solid(path, colour, grain=0.05)
    art.seam(path, colour, 2)


def _rings(art: Canvas, accent: str) -> None:
    """Three activity rings that begin at the top, and the time between two lines of data."""
    for radius, paint, turn in ((82, accent, 300), (60, "#5ad1a4", 220), (38, "#5aa9f0", 150)):
        art.line(oval(400, 408, radius), paint, 15, opacity=0.22)
        x, y = polar(400, 408, radius, turn)
        wide = 1 if turn > 180 else 0
        art.line(f"M400 {408 - radius}A{radius} {radius} 0 {wide} 1 {x:.1f} {y:.1f}", paint, 15)
    art.line("M330 304h36M434 304h36", WHITE, 6, opacity=0.7)
    art.line("M340 512h120", WHITE, 6, opacity=0.35)
