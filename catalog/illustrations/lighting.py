"""What shines."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import heart, mirrored, oval, rounded_box, star
from .paints import INK, Light
from .registry import draws
from .shades import WHITE, darken, lighten, mix

LAMP_SHADE = mirrored("M400 190L500 190L580 400Q490 420 400 420")
BULB = "#fff3c9"


@draws(Kind.LAMP)
def lamp(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 652, 150, 20)
    art.oval(400, 450, 330, 240, art.glow(BULB))
    art.box(391, 380, 18, 250, art.tube(accent), radius=6)
    foot = mirrored("M400 610C460 610 510 618 510 648L400 648")
    art.shape(foot, art.soft(accent))
    art.oval(400, 648, 110, 13, darken(accent, 0.35))
    art.oval(400, 402, 180, 24, lighten(BULB, 0.2))
    art.printed(LAMP_SHADE, colour, motif=(400, 330), size=44, light=Light.TUBE, grain=0.14)
    light = ((0, WHITE, 0), (1, "#ffe9a8", 0.75))
    art.shape(LAMP_SHADE, art.linear(light, (0, 0, 0, 1)))
    art.oval(400, 190, 100, 13, darken(colour, 0.3))
    art.oval(400, 189, 88, 8, BULB)
    art.disc(470, 452, 7, accent)
    art.line("M470 425v22", darken(accent, 0.1), 2.5)


def _flame(art: Canvas, x: float, y: float, size: float) -> None:
    """A flame whose foot is at (`x`, `y`), `size` high, with its halo."""
    s = size / 100
    art.oval(x, y - 50 * s, 150 * s, 150 * s, art.glow(BULB, 0.9))
    with art.group(f"translate({x:g} {y:g}) scale({s:g})"):
        art.shape("M0 0C-34-10-30-46 0-104C30-46 34-10 0 0Z", art.fade("#ffd65c", "#f08a2c"))
        art.shape("M0-4C-16-10-14-34 0-62C14-34 16-10 0-4Z", "#fff6cf")


WAX = mirrored("M400 652L510 652C522 652 528 646 528 634L528 330L400 330")


@draws(Kind.CANDLE)
def candle(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 656, 170, 20)
    art.printed(WAX, colour, motif=(400, 500), size=46, light=Light.TUBE, grain=0.06)
    label = rounded_box(322, 440, 156, 130, 8)
    art.shape(label, art.tube("#fbf5e8"))
    art.line(rounded_box(331, 449, 138, 112, 5), darken(accent, 0.2), 2.5, opacity=0.8)
    art.shape("M400 470C376 494 378 520 400 530C422 520 424 494 400 470Z", darken(colour, 0.1))
    art.line("M400 530v14M364 548H436", darken(colour, 0.35), 4)
    art.oval(400, 332, 128, 30, lighten(colour, 0.45))
    art.oval(400, 336, 116, 24, art.fade(darken(colour, 0.35), darken(colour, 0.1)))
    art.oval(400, 342, 94, 15, lighten("#fff0cf", 0.2))
    art.line("M400 342V312", "#3a2c22", 6)
    _flame(art, 400, 318, 110)
    art.shine("M298 370V610", 14, 0.5)


HOLDER = mirrored("M400 644L486 644C540 610 566 540 556 460C548 420 530 396 520 372L400 372")


@draws(Kind.T_LIGHT_HOLDER)
def t_light_holder(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 650, 190, 20)
    art.oval(400, 470, 300, 230, art.glow(BULB, 0.75))
    art.oval(400, 372, 120, 28, darken(colour, 0.5))
    _flame(art, 400, 420, 96)
    art.printed(HOLDER, colour, motif=(400, 560), size=42, light=Light.TUBE, grain=0.08)
    warm = ((0, "#ffe9a8", 0.85), (1, "#ffb84d", 0))
    art.shape(HOLDER, art.radial(warm, 'cx=".5" cy=".34" r=".5"'))
    for x, y, size in ((400, 500, 96), (306, 510, 62), (494, 510, 62)):
        cut = heart(x, y, size)
        art.shape(cut, art.fade("#fff3c4", "#ffc766"))
        art.line(cut, darken(colour, 0.4), 3, opacity=0.6)
    art.line("M280 372C330 402 470 402 520 372", lighten(colour, 0.45), 11)
    art.line("M282 384C330 412 470 412 518 384", look.accent, 4, opacity=0.8)
    art.shine("M272 440C254 500 268 570 300 616", 12, 0.5)


@draws(Kind.LANTERN)
def lantern(art: Canvas, look: Look) -> None:
    colour = look.colour
    frame = art.metal(colour)
    art.stand(400, 654, 190, 20)
    art.line(oval(400, 150, 50, 46), darken(colour, 0.25), 13)
    art.line(oval(400, 148, 50, 46), lighten(colour, 0.3), 4)
    art.shape(rounded_box(276, 320, 248, 300, 8), art.fade("#fdf4dc", "#f6d99a"), opacity=0.75)
    art.oval(400, 500, 190, 190, art.glow(BULB))
    art.box(356, 500, 88, 112, art.tube(lighten(look.accent, 0.25)), radius=6)
    art.oval(400, 500, 44, 9, lighten(look.accent, 0.7))
    _flame(art, 400, 498, 74)
    art.shape("M290 324h70L300 612h-12Z", WHITE, opacity=0.3)
    for x in (264, 392, 520):
        art.box(x, 312, 16, 316, frame, radius=4)
    art.line("M280 460H520", darken(colour, 0.1), 9)
    art.solid("M332 206H468L544 312H256Z", colour, grain=0.12)
    art.shape("M360 190H440L448 210H352Z", frame)
    for x in (330, 400, 470):
        art.shape(star(x, 272, 17), BULB)
    art.box(244, 306, 312, 18, frame, radius=6)
    art.box(240, 618, 320, 30, art.soft(colour), radius=7)
    art.edge("M256 626H520", 4, 0.4)


STRING = "M70 190C190 330 300 330 400 270C500 210 736 190 730 320"
STRING_BACK = "M730 320C722 460 520 500 400 470C280 440 170 470 90 580"
BULBS = (
    (138, 252), (222, 296), (310, 304), (394, 272), (478, 238), (568, 238), (654, 274),
    (690, 392), (610, 458), (520, 484), (430, 478), (338, 456), (246, 466), (160, 508),
)  # fmt: skip


@draws(Kind.FAIRY_LIGHTS)
def fairy_lights(art: Canvas, look: Look) -> None:
    wire = mix(INK, look.backdrop, 0.25)
    art.stand(400, 690, 230, 12)
    art.line(STRING, wire, 5)
    art.line(STRING_BACK, wire, 5)
    for number, (x, y) in enumerate(BULBS):
        tint = (look.colour, look.accent, lighten(look.colour, 0.4))[number % 3]
        with art.group(f"translate({x} {y}) rotate({number * 37 % 40 - 20})"):
            _bulb(art, tint, wire)


def _bulb(art: Canvas, tint: str, wire: str) -> None:
    art.disc(0, 40, 62, art.glow(lighten(tint, 0.4), 0.85))
    art.shape("M-15 14C-30 40-16 64 0 78C16 64 30 40 15 14Z", art.ball(tint))
    art.box(-12, -4, 24, 22, wire, radius=5)
    art.line("M-8 34q-2 14 4 24", WHITE, 5, opacity=0.8)
