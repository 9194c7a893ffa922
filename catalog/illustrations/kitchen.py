"""What a cake, a loaf and a pot of tea are made with."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import heart, mirrored, oval, polar, rounded_box, star
from .paints import Blur, Light
from .registry import draws
from .shades import WHITE, darken, lighten, luminance, mix

CRUMB = "#c98d52"
ICING = "#fdf1ee"
CHERRY = "#cf3a4a"
DOUGH = "#d9a868"

TIERS = ((590, 220), (430, 168), (280, 120))


@draws(Kind.CAKE_STAND)
def cake_stand(art: Canvas, look: Look) -> None:
    accent = look.accent
    art.stand(400, 652, 190, 18)
    art.shape("M300 652C310 620 370 616 400 616C430 616 490 620 500 652Z", art.metal(accent))
    art.box(393, 160, 14, 470, art.metal(accent))
    art.line(oval(400, 150, 24, 26), darken(accent, 0.3), 9)
    art.line(oval(400, 150, 24, 26), lighten(accent, 0.2), 4)
    for y, radius in TIERS:
        _tier(art, look, y, radius)


def _tier(art: Canvas, look: Look, y: float, radius: float) -> None:
    colour, depth = look.colour, radius * 0.17
    dish = (
        f"M{400 - radius} {y}C{400 - radius * 0.8:g} {y + depth * 2:g} {400 + radius * 0.8:g} "
        f"{y + depth * 2:g} {400 + radius} {y}Z"
    )
    art.printed(dish, colour, motif=(400, 400), size=24, light=Light.TUBE, grain=0.05)
    art.oval(400, y, radius, depth, look.accent)
    art.oval(400, y, radius - 6, depth - 3, art.soft(lighten(colour, 0.35)))
    art.oval(400, y + 4, radius * 0.7, depth * 0.55, darken(colour, 0.4), opacity=0.25)
    for side in (-0.52, 0.52):
        _fairy_cake(art, 400 + side * radius, y + depth * 0.3, look.accent)
    art.box(394, y - 60, 12, 62, art.metal(look.accent))


def _fairy_cake(art: Canvas, x: float, y: float, paper: str) -> None:
    with art.group(f"translate({x:g} {y:g}) scale(1.3)"):
        art.shape("M-30-30h60l-9 34h-42Z", art.tube(CRUMB))
        art.line("M-14-26l4 26M0-26v26M14-26l-4 26", paper, 4)
        art.shape("M-34-28c-4-26 18-34 34-34s38 8 34 34c-16 10-52 10-68 0Z", art.soft(ICING))
        art.disc(0, -62, 8, CHERRY)


@draws(Kind.CAKE_CASES)
def cake_cases(art: Canvas, look: Look) -> None:
    art.stand(400, 640, 260, 20)
    for x, y in ((400, 330), (264, 440), (536, 440)):
        with art.group(f"translate({x - 400} {y - 440})"):
            _paper_case(art, look)


CASE = mirrored("M400 620L478 620L530 430L400 430")


def _paper_case(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.shape(CASE, darken(colour, 0.75), opacity=0.3, blur=Blur.SOFT, turn="translate(8 12)")
    art.printed(CASE, colour, motif=(400, 530), size=34, light=Light.TUBE, grain=0.06)
    pleats = "".join(f"M{400 + step * 26} 436L{400 + step * 15.6:g} 616" for step in range(-4, 5))
    art.line(pleats, darken(colour, 0.5), 4, opacity=0.28)
    art.line(pleats, WHITE, 1.5, opacity=0.4)
    art.oval(400, 430, 130, 34, darken(colour, 0.1))
    art.oval(400, 432, 122, 28, art.fade(darken(colour, 0.45), lighten(colour, 0.2)))
    rim = "".join(_frill(turn) for turn in range(0, 360, 18))
    art.line(rim, lighten(colour, 0.5), 9)


def _frill(turn: float) -> str:
    x, _ = polar(400, 430, 126, turn)
    _, y = polar(400, 430, 32, turn)
    return f"M{x:.0f} {y:.0f}v1"


@draws(Kind.COOKIE_CUTTERS)
def cookie_cutters(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 650, 260, 16)
    _biscuit(art, star(548, 300, 124, depth=0.6))
    _biscuit(art, oval(254, 520, 92))
    _cutter(art, heart(284, 300, 230), colour)
    _cutter(art, star(520, 520, 140, depth=0.55), mix(accent, colour, 0.25))


def _biscuit(art: Canvas, path: str) -> None:
    art.hover(path, 0.4)
    art.line(path, darken(DOUGH, 0.15), 26)
    art.solid(path, DOUGH, grain=0.4)
    art.line(path, lighten(DOUGH, 0.15), 18)
    art.line(path, ICING, 5, dash="1 14", opacity=0.9)


def _cutter(art: Canvas, path: str, colour: str) -> None:
    """A band of tin stood on edge: the far rim, the inside wall, the near rim."""
    with art.group("translate(22 34)"):
        art.line(path, darken(art.look.backdrop, 0.6), 22, opacity=0.35, blur=Blur.SOFT)
    with art.group("translate(12 20)"):
        art.line(path, darken(colour, 0.5), 20)
    with art.group("translate(6 10)"):
        art.line(path, darken(colour, 0.28), 20)
    art.line(path, art.soft(colour), 20)
    art.line(path, lighten(colour, 0.5), 4, opacity=0.8)


JAR = mirrored("M400 652L512 652C534 652 544 640 544 620L544 352C544 320 516 310 506 290L400 290")


@draws(Kind.JAR)
def jar(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 180, 20)
    art.shape(JAR, art.tube("#dbe6e8"), opacity=0.7)
    jam = mirrored("M400 640L506 640C524 640 532 632 532 614L532 380L400 380")
    art.shape(jam, art.tube(colour), opacity=0.94)
    art.oval(400, 380, 132, 20, lighten(colour, 0.35))
    label = rounded_box(300, 452, 200, 130, 12)
    art.shape(label, art.soft("#fbf5e6"))
    art.line(rounded_box(310, 462, 180, 110, 8), darken(accent, 0.1), 3)
    art.shape(heart(400, 502, 56), colour)
    art.line("M346 552H454", darken(colour, 0.2), 5, opacity=0.6)
    lid = mirrored("M400 206C480 206 510 210 516 224L532 300C520 314 480 318 400 318")
    art.printed(lid, lighten(colour, 0.12), motif=(400, 260), size=30, light=Light.TUBE, grain=0.14)
    art.line("M272 296C330 318 470 318 528 296", accent, 9)
    art.line("M520 300q40 4 44 44M520 300q14 30 2 56", accent, 7)
    art.shine("M284 370V610", 15, 0.65)


KETTLE = mirrored("M400 330C470 330 510 350 528 400L566 620C568 640 556 646 540 646L400 646")


@draws(Kind.KETTLE)
def kettle(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 652, 230, 20)
    spout = "M268 470C200 440 190 390 150 366L186 346C240 370 250 400 296 416Z"
    art.solid(spout, darken(colour, 0.08), grain=0.05)
    art.oval(168, 356, 22, 8, darken(colour, 0.6))
    art.line("M276 366C230 130 570 130 524 366", art.metal(), 15)
    art.line("M316 204C360 166 440 166 484 204", darken(accent, 0.35), 33)
    art.line("M316 200C360 162 440 162 484 200", accent, 26)
    art.printed(KETTLE, colour, motif=(400, 500), size=48, light=Light.TUBE, grain=0.05)
    art.line("M236 622C300 636 500 636 564 622", art.metal(), 9)
    art.shape(
        "M312 348C330 312 470 312 488 348C450 362 350 362 312 348Z", art.tube(darken(colour, 0.05))
    )
    art.line("M304 350C350 368 450 368 496 350", darken(colour, 0.35), 5)
    art.box(392, 296, 16, 24, art.metal())
    art.disc(400, 292, 19, art.ball(accent))
    art.shine("M296 400C276 460 264 540 260 600", 20, 0.55)


@draws(Kind.TRAY)
def tray(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 650, 270, 14)
    rim = rounded_box(124, 210, 552, 400, 60)
    art.hover(rim)
    art.solid(rim, darken(accent, 0.08), grain=0.1)
    art.printed(rounded_box(144, 230, 512, 360, 46), colour, motif=(400, 410), size=60, grain=0.12)
    art.line(
        rounded_box(152, 238, 496, 344, 40), darken(colour, 0.55), 14, opacity=0.4, blur=Blur.FINE
    )
    for x in (140, 660):
        art.line(f"M{x} 360V460", darken(accent, 0.5), 24)
        art.line(f"M{x - 2} 362V456", lighten(accent, 0.25), 6, opacity=0.7)
    art.edge("M190 218H520", 6, 0.5)
    art.shape(
        "M200 236H330L250 584H176C160 560 150 500 150 420C150 300 170 240 200 236Z",
        WHITE,
        opacity=0.1,
    )


@draws(Kind.LUNCH_BOX)
def lunch_box(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 632, 260, 20)
    base = rounded_box(164, 420, 472, 212, 44)
    lid = "M150 440C150 360 172 330 230 330H570C628 330 650 360 650 440Z"
    art.line("M300 336C300 236 500 236 500 336", darken(accent, 0.3), 28)
    art.line("M300 334C300 232 500 232 500 334", accent, 20)
    art.printed(base, colour, motif=(400, 540), size=46, grain=0.08)
    art.printed(lid, lighten(colour, 0.08), motif=(400, 540), size=46, grain=0.08)
    art.shape("M150 440H650V456H150Z", darken(colour, 0.4))
    art.crease("M170 470H630", colour, 14, 0.5)
    for x in (246, 554):
        art.box(x - 26, 418, 52, 70, art.soft(accent), radius=10)
        art.box(x - 16, 432, 32, 8, darken(accent, 0.4), radius=4, opacity=0.6)
    art.shine("M186 400C192 366 214 350 250 348H420", 10, 0.5)


SCALE_BODY = mirrored(
    "M400 340L462 340C490 340 502 356 510 380L566 616C572 640 560 650 540 650L400 650"
)
PAN_STEEL = "#c3c8ce"


@draws(Kind.SCALES)
def scales(art: Canvas, look: Look) -> None:
    """Kitchen scales with a dial, after the enamelled ones of the fifties."""
    colour, accent = look.colour, look.accent
    art.stand(400, 652, 200, 20)
    art.printed(SCALE_BODY, colour, motif=(400, 430), size=42, light=Light.TUBE, grain=0.06)
    art.line("M244 622C320 634 480 634 556 622", darken(colour, 0.35), 5, opacity=0.6)
    art.box(372, 296, 56, 48, art.metal())
    art.shape("M206 200C226 284 310 306 400 306C490 306 574 284 594 200Z", art.metal(PAN_STEEL))
    art.oval(400, 200, 194, 34, lighten(PAN_STEEL, 0.5))
    art.oval(400, 203, 180, 27, art.fade("#8d939b", "#d5d9de"))
    _dial(art, colour if luminance(accent) > 0.75 else accent)
    art.shine("M292 420C276 490 268 560 264 600", 14, 0.5)


def _dial(art: Canvas, ink: str) -> None:
    art.disc(400, 496, 112, art.metal())
    art.disc(400, 496, 100, "#fdfaf0")
    for mark in range(20):
        quarter = mark % 5 == 0
        x1, y1 = polar(400, 496, 90, mark * 18)
        x2, y2 = polar(400, 496, 68 if quarter else 78, mark * 18)
        art.line(f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}", "#4a453d", 6 if quarter else 3)
    art.line("M386 526L440 424", darken(ink, 0.1), 7)
    art.disc(400, 498, 13, darken(ink, 0.25))
    glint = "M318 470A86 86 0 0 1 400 412Q350 440 336 510A86 86 0 0 1 318 470Z"
    art.shape(glint, WHITE, opacity=0.5)
