"""Things with a screen, a lens or a membrane."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import rounded_box
from .paints import INK, Blur
from .registry import draws
from .shades import WHITE, darken, lighten

SANS = "Inter,system-ui,sans-serif"
GLASS = "#0c0d10"


@draws(Kind.HEADPHONES)
def headphones(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 650, 220, 18)
    art.line("M212 420C196 130 604 130 588 420", darken(colour, 0.3), 46)
    art.line("M212 416C196 122 604 122 588 416", art.soft(colour), 38)
    art.line("M236 330C270 170 530 170 564 330", darken(colour, 0.52), 22)
    art.edge("M240 262C290 168 420 150 500 190", 7, 0.5)
    for place in ("translate(246 0) scale(-1 1)", "translate(554 0)"):
        with art.group(place):
            _ear_cup(art, look)


def _ear_cup(art: Canvas, look: Look) -> None:
    accent = art.soft(look.accent)
    shell = rounded_box(-8, 404, 92, 222, 44)
    art.box(-46, 420, 60, 190, art.soft(darken(look.colour, 0.5)), radius=30)
    art.shape(shell, art.soft(look.colour))
    art.line(shell, lighten(look.colour, 0.5), 2, opacity=0.5)
    art.oval(42, 515, 26, 66, accent)
    art.oval(42, 515, 15, 44, darken(look.accent, 0.22), opacity=0.65)
    art.edge("M10 440q10-22 34-24", 7, 0.55)
    art.box(22, 356, 26, 64, accent, radius=10)


@draws(Kind.PHONE)
def phone(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(410, 672, 150, 15)
    with art.group("rotate(-7 400 400)"):
        art.box(262, 134, 260, 524, darken(colour, 0.55), radius=46)
        art.box(276, 134, 260, 522, art.metal(colour), radius=46)
        art.box(282, 140, 248, 510, GLASS, radius=40)
        with art.within(rounded_box(288, 146, 236, 498, 34)):
            _wallpaper(art, look.accent)
        art.box(372, 160, 70, 20, INK, radius=10)
        art.text("9:41", 406, 300, 66, WHITE, SANS)
        _dock(art)
        art.box(262, 240, 6, 60, darken(colour, 0.2), radius=3)


def _wallpaper(art: Canvas, accent: str) -> None:
    glow = ((0, lighten(accent, 0.35)), (0.45, accent), (1, darken(accent, 0.55)))
    art.box(288, 146, 236, 498, art.linear(glow, (0, 0, 0.9, 1)))
    art.disc(470, 560, 170, darken(accent, 0.25), opacity=0.55)
    art.disc(330, 600, 140, lighten(accent, 0.4), opacity=0.4)
    art.oval(480, 250, 80, 80, lighten(accent, 0.7), opacity=0.5, blur=Blur.SOFT)
    art.shape("M288 146h150L300 644h-12Z", WHITE, opacity=0.11)


def _dock(art: Canvas) -> None:
    art.box(316, 548, 180, 66, WHITE, radius=22, opacity=0.22)
    for place, opacity in enumerate((0.9, 0.65, 0.45)):
        art.box(332 + 55 * place, 562, 38, 38, WHITE, radius=11, opacity=opacity)


@draws(Kind.CAMERA)
def camera(art: Canvas, look: Look) -> None:
    chrome, black = art.fade("#f4f4f2", "#b2b2ae"), art.soft("#2a2b2f")
    art.stand(400, 630, 270, 18)
    _top_plate(art, look.accent, chrome, black)
    body = "M150 360h500v230a34 34 0 0 1-34 34h-432a34 34 0 0 1-34-34Z"
    art.solid(body, look.colour, grain=0.34)
    art.line("M150 362H650", INK, 4, opacity=0.3)
    art.edge("M170 300H620", 6, 0.8)
    _lens(art, darken(look.colour, 0.6), chrome, black)
    art.disc(596, 336, 12, look.accent)
    art.box(176, 318, 80, 20, "#2a2b2f", radius=4, opacity=0.85)
    art.text("AURA", 216, 333, 14, WHITE, SANS)


def _top_plate(art: Canvas, accent: str, chrome: str, black: str) -> None:
    art.shape("M316 292L340 236Q344 226 356 226H444Q456 226 460 236L484 292Z", chrome)
    art.box(366, 242, 68, 30, "#23252b", radius=5)
    art.box(372, 247, 30, 20, "#6f86c9", radius=3, opacity=0.7)
    art.box(196, 262, 76, 34, chrome, radius=8)
    art.box(212, 250, 44, 14, accent, radius=5)
    art.box(530, 268, 70, 26, black, radius=8)
    art.shape("M150 366V322a34 34 0 0 1 34-34H616a34 34 0 0 1 34 34V366Z", chrome)


def _lens(art: Canvas, shade: str, chrome: str, black: str) -> None:
    coating = ((0, "#9fb8ff"), (0.3, "#3a3f8f"), (0.7, "#131531"), (1, "#05060c"))
    art.oval(412, 468, 148, 148, shade, opacity=0.6, blur=Blur.SOFT)
    art.disc(400, 456, 142, chrome)
    art.disc(400, 456, 128, black)
    ring = "M294 456a106 106 0 1 1 212 0a106 106 0 1 1-212 0Z"
    art.line(ring, WHITE, 10, opacity=0.14, dash="4 5", cap="butt")
    art.disc(400, 456, 92, "#0a0b10")
    art.disc(400, 456, 80, art.radial(coating, 'cx=".38" cy=".32" r=".8"'))
    art.disc(400, 456, 44, "#05060c", opacity=0.55)
    with art.group("rotate(-38 372 422)"):
        art.oval(372, 422, 26, 16, WHITE, opacity=0.75)
    art.disc(432, 494, 9, WHITE, opacity=0.35)
