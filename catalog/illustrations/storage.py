"""What things are kept in."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look, Pattern
from .outline import heart, mirrored, rounded_box
from .paints import WOOD, Blur, Light
from .registry import draws
from .shades import WHITE, darken, lighten, mix

BASKET = mirrored("M400 640L520 640C540 640 550 632 554 616L590 400L400 400")
WEAVE_ROWS = (424, 466, 508, 550, 592)


@draws(Kind.BASKET)
def basket(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    straw = mix(colour, "#c79a5e", 0.25)
    art.stand(400, 646, 220, 20)
    art.line("M232 396C232 130 568 130 568 396", darken(straw, 0.45), 30)
    art.line("M232 392C232 124 568 124 568 392", straw, 23)
    art.line(
        "M232 392C232 124 568 124 568 392",
        darken(straw, 0.4),
        23,
        dash="4 18",
        cap="butt",
        opacity=0.5,
    )
    art.shape(
        "M224 396C224 352 300 330 400 330C500 330 576 352 576 396Z",
        art.fade(lighten(accent, 0.3), accent),
    )
    art.crease("M260 380C320 350 480 350 540 380", accent, 16, 0.35)
    art.solid(BASKET, straw, light=Light.TUBE, grain=0.3)
    with art.within(BASKET):
        for row, y in enumerate(WEAVE_ROWS):
            shift = row % 2 * 29
            humps = "".join(f"M{x} {y}q14-22 29 0" for x in range(196 + shift, 610, 58))
            art.line(humps, darken(straw, 0.5), 20, opacity=0.45)
            art.line(humps, lighten(straw, 0.25), 13)
            art.line(f"M190 {y + 19}H610", darken(straw, 0.5), 4, opacity=0.4)
    art.line("M208 402H592", darken(straw, 0.4), 34)
    art.line("M208 398H592", lighten(straw, 0.1), 26)
    art.line("M208 398H592", darken(straw, 0.35), 26, dash="4 20", cap="butt", opacity=0.5)
    art.shape(heart(400, 452, 96), accent)


TIN_BODY = mirrored("M400 648C470 648 540 640 546 628L546 300L400 300")
TIN_LID = mirrored("M400 352C480 352 558 344 558 332L558 262C558 240 490 226 400 226")


@draws(Kind.TIN)
def tin(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 650, 190, 20)
    art.printed(TIN_BODY, colour, motif=(400, 500), size=48, light=Light.TUBE, grain=0.05)
    art.shape(
        "M254 352C300 366 500 366 546 352V372C500 386 300 386 254 372Z",
        darken(colour, 0.6),
        opacity=0.4,
    )
    plate = rounded_box(304, 424, 192, 130, 60)
    art.shape(plate, art.tube(lighten(accent, 0.3)))
    art.line(rounded_box(314, 434, 172, 110, 50), darken(colour, 0.05), 4)
    art.shape(heart(400, 492, 62), colour)
    art.line("M254 620C320 636 480 636 546 620", darken(colour, 0.35), 4, opacity=0.6)
    art.printed(
        TIN_LID, lighten(colour, 0.06), motif=(400, 500), size=48, light=Light.TUBE, grain=0.05
    )
    art.oval(400, 262, 158, 36, lighten(colour, 0.35))
    art.oval(400, 262, 140, 29, art.soft(colour))
    art.line("M242 330C320 350 480 350 558 330", accent, 9)
    art.shine("M288 400V600", 18, 0.55)


BOX_FRONT = "M168 380H560V640H168Z"
BOX_SIDE = "M560 380L652 340V590L560 640Z"
LID_FRONT = "M152 300H572V392H152Z"
LID_SIDE = "M572 300L668 262V346L572 392Z"
LID_TOP = "M152 300L262 252H668L572 300Z"


@draws(Kind.BOX)
def box(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(410, 640, 270, 20)
    spot = (400, 470)
    art.printed(BOX_SIDE, darken(colour, 0.24), motif=spot, size=50, grain=0.14)
    art.printed(BOX_FRONT, colour, motif=spot, size=50, grain=0.14)
    art.shape("M168 388H560V414H168Z", darken(colour, 0.6), opacity=0.35, blur=Blur.FINE)
    art.shape(BOX_SIDE, darken(colour, 0.7), opacity=0.22)
    lid = lighten(colour, 0.08)
    art.shape(LID_TOP, art.soft(lighten(colour, 0.3)))
    art.printed(LID_SIDE, darken(lid, 0.24), motif=spot, size=50, grain=0.14)
    art.shape(LID_SIDE, darken(colour, 0.7), opacity=0.2)
    art.printed(LID_FRONT, lid, motif=spot, size=50, grain=0.14)
    ribbon = art.tube(accent)
    art.shape("M338 300H390V392H338ZM344 392H386V640H344Z", ribbon)
    art.shape("M338 300L440 252H490L390 300Z", lighten(accent, 0.2))
    bow = (
        "M400 276C340 200 262 206 268 246C274 284 350 292 400 276"
        "C450 292 540 280 544 242C546 204 462 200 400 276Z"
    )
    art.shape(bow, darken(accent, 0.6), opacity=0.3, blur=Blur.FINE, turn="translate(4 10)")
    art.shape(bow, art.soft(accent))
    art.line(
        "M330 250C350 262 376 270 396 276M480 246C460 260 426 270 408 276",
        darken(accent, 0.4),
        5,
        opacity=0.5,
    )
    art.disc(402, 274, 19, art.ball(darken(accent, 0.1)))
    art.edge("M160 306H560", 4, 0.4)


@draws(Kind.CABINET)
def cabinet(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 648, 230, 18)
    for x in (216, 556):
        art.shape(f"M{x} 600h28l-6 46h-16Z", art.tube(darken(colour, 0.35)))
    case = rounded_box(190, 196, 420, 414, 12)
    art.solid(case, darken(colour, 0.1), grain=0.24)
    art.solid(rounded_box(172, 176, 456, 34, 10), lighten(colour, 0.1), grain=0.24)
    for row, y in enumerate((226, 352, 478)):
        halves = ((210, 380),) if row == 1 else ((210, 184), (406, 184))
        for x, width in halves:
            _drawer(art, look, (x, y), width)
    art.edge("M190 184H580", 5, 0.4)


def _drawer(art: Canvas, look: Look, corner: tuple[int, int], width: int) -> None:
    x, y = corner
    face = rounded_box(x, y, width, 112, 8)
    art.shape(face, darken(look.colour, 0.65), opacity=0.7, turn="translate(0 5)")
    art.printed(face, lighten(look.colour, 0.12), motif=(400, 410), size=40, grain=0.24)
    art.line(
        rounded_box(x + 12, y + 12, width - 24, 88, 4), darken(look.colour, 0.3), 3, opacity=0.5
    )
    middle = x + width / 2
    art.oval(middle + 3, y + 66, 20, 18, darken(look.colour, 0.7), opacity=0.5, blur=Blur.FINE)
    art.disc(middle, y + 56, 18, art.ball(look.accent))


POT = mirrored("M400 650L480 650C492 650 498 644 500 634L526 440L400 440")
LEAVES = (
    "M400 440C392 330 396 240 400 150C430 230 424 340 404 440Z",
    "M396 440C360 350 320 280 250 220C268 320 320 400 392 440Z",
    "M404 440C440 350 480 270 556 214C540 320 480 400 408 440Z",
    "M392 440C330 390 260 360 190 360C240 420 320 446 392 440Z",
    "M408 440C470 390 540 356 612 352C560 420 480 446 408 440Z",
)


@draws(Kind.PLANT_POT)
def plant_pot(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    leaf = "#5f8a5c"
    art.stand(400, 652, 180, 20)
    for number, path in enumerate(LEAVES):
        art.shape(path, art.soft(lighten(leaf, 0.12) if number % 2 else darken(leaf, 0.12)))
    veins = (
        "M400 430V210M390 424C360 360 320 310 280 270M410 424C440 360 486 300 530 262"
        "M380 430C330 400 280 384 236 378M420 430C470 400 520 384 570 372"
    )
    art.line(veins, lighten(leaf, 0.5), 3, opacity=0.6)
    art.oval(400, 412, 136, 20, "#3f2f25")
    art.printed(POT, colour, motif=(400, 550), size=44, light=Light.TUBE, grain=0.2)
    rim = mirrored("M400 472C470 472 540 466 542 456L544 412L400 412")
    art.shape(
        "M272 468C330 486 470 486 528 468L526 488C470 502 330 502 274 488Z",
        darken(colour, 0.6),
        opacity=0.35,
    )
    art.solid(rim, lighten(colour, 0.05), light=Light.TUBE, grain=0.2)
    art.line("M258 452C320 470 480 470 542 452", accent, 6, opacity=0.9)
    art.shine("M306 500C308 550 314 600 318 626", 14, 0.4)


CAN = mirrored("M390 648L510 648C520 648 524 642 522 630L506 388L390 388", axis=390)


@draws(Kind.WATERING_CAN)
def watering_can(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 220, 20)
    spout = "M500 590C570 560 600 450 652 350L688 372C640 470 620 590 506 640Z"
    art.solid(spout, darken(colour, 0.12), grain=0.08)
    art.shape("M634 372L630 320L742 372L694 396Z", art.metal(darken(colour, 0.05)))
    art.oval(690, 340, 64, 16, darken(colour, 0.3))
    art.line("M298 400C250 170 480 150 500 396", darken(accent, 0.3), 26)
    art.line("M298 396C250 166 480 146 500 392", accent, 18)
    art.line("M272 440C150 400 160 590 264 596", darken(accent, 0.3), 26)
    art.line("M272 436C152 396 162 584 264 590", accent, 18)
    art.printed(CAN, colour, motif=(390, 540), size=46, light=Light.TUBE, grain=0.08)
    art.oval(390, 388, 116, 26, lighten(colour, 0.3))
    art.shape(
        "M274 388A116 26 0 0 1 506 388L440 400C400 392 320 392 274 388Z", darken(colour, 0.55)
    )
    art.line(
        "M268 612C320 626 460 626 516 612M274 440C320 456 460 456 508 440",
        darken(colour, 0.35),
        5,
        opacity=0.6,
    )
    art.shine("M304 440C300 510 298 570 296 620", 16, 0.5)


@draws(Kind.BIRD_HOUSE)
def bird_house(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 690, 170, 13)
    art.line("M400 190V96", darken("#b08d62", 0.1), 6)
    house = "M250 360L400 214L550 360V630H250Z"
    art.hover(house, 0.45)
    art.printed(house, colour, motif=(400, 500), size=44, grain=0.3)
    with art.within(house):
        for y in (400, 456, 512, 568):
            art.seam(f"M250 {y}H550", colour, 3, 0.4)
        art.crease("M240 390L400 236L560 390", colour, 30, 0.45)
    art.shape("M400 172L604 372L574 402L400 232L226 402L196 372Z", art.soft(accent))
    art.edge("M206 372L400 184", 5, 0.4)
    art.disc(400, 410, 60, darken(accent, 0.2))
    art.disc(400, 410, 48, art.fade("#1d1a17", "#4a4038"))
    art.line("M400 520V556", darken(WOOD, 0.3), 20)
    art.disc(400, 520, 12, lighten(WOOD, 0.2))
    art.box(226, 622, 348, 28, art.soft(accent), radius=6)
    art.shape(heart(400, 304, 44), accent if look.pattern is Pattern.PLAIN else WHITE)
