"""Bags and what is carried in the hand."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import mirrored
from .paints import Blur
from .registry import draws
from .shades import darken, lighten

PACK = mirrored("M400 184C470 184 538 220 538 330L552 590C554 632 534 650 494 650L400 650")
PACK_POCKET = mirrored(
    "M400 446L478 446C496 446 508 452 508 472L514 594C514 616 504 622 486 622L400 622"
)
PACK_ZIP = "M290 330C290 260 330 220 400 220C470 220 510 260 510 330V404"


@draws(Kind.BACKPACK)
def backpack(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 652, 200, 20)
    art.line("M262 380C214 400 204 520 226 620", darken(colour, 0.42), 30)
    art.line("M538 380C586 400 596 520 574 620", darken(colour, 0.5), 30)
    art.line("M352 196C352 128 448 128 448 196", darken(accent, 0.1), 18)
    art.line("M354 190C356 134 440 132 446 186", lighten(accent, 0.3), 5)
    art.printed(PACK, colour, motif=(400, 420), size=40, grain=0.24)
    with art.within(PACK):
        art.crease("M520 230C560 330 550 560 540 650", colour, 60, 0.35)
    _zip(art, PACK_ZIP, colour, accent)
    art.line("M510 400v26", accent, 9)
    art.shape(PACK_POCKET, darken(colour, 0.55), opacity=0.5, blur=Blur.GLEAM)
    art.printed(PACK_POCKET, lighten(colour, 0.07), motif=(400, 560), size=40, grain=0.24)
    _zip(art, "M292 486H508", colour, accent)
    _leather(art, accent)
    art.shine("M296 250C276 290 276 380 272 470", 13, 0.3)


def _zip(art: Canvas, path: str, colour: str, thread: str) -> None:
    art.line(path, darken(colour, 0.38), 7)
    art.line(path, lighten(thread, 0.35), 2, dash="5 4", cap="butt")


def _leather(art: Canvas, accent: str) -> None:
    paint, thread = art.soft(accent), lighten(accent, 0.5)
    art.box(356, 312, 88, 62, paint, radius=9)
    art.line("M366 322h68v42h-68Z", thread, 2, dash="5 4", cap="butt")
    art.shape("M384 344l16-14l16 14l-16 14Z", lighten(accent, 0.65))
    art.box(330, 500, 20, 108, paint)
    art.box(450, 500, 20, 108, paint)
