"""What hangs on a wall or stands on a shelf to be looked at."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look, Pattern
from .outline import heart, mirrored, oval, polar, rounded_box
from .paints import INK, WOOD, Blur, Light
from .registry import draws
from .shades import WHITE, darken, lighten, mix

TWINE = "#b08d62"
LEAF = "#5f8a5c"


def _hang(art: Canvas, x: float, y: float, reach: float) -> None:
    """A loop of twine from a nail above (`x`, 96) down to two points `reach` either side of `x`."""
    art.line(f"M{x - reach} {y}L{x} 96L{x + reach} {y}", darken(TWINE, 0.3), 6)
    art.line(f"M{x - reach} {y - 1}L{x} 95L{x + reach} {y - 1}", TWINE, 4)
    art.disc(x, 96, 9, art.ball("#8b8f97"))


@draws(Kind.FRAME)
def frame(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 684, 190, 13)
    outer = rounded_box(196, 126, 408, 520, 8)
    art.hover(outer, 0.5)
    art.printed(outer, colour, motif=(400, 400), size=36, grain=0.2)
    art.line(
        "M196 126L240 170M604 126L560 170M196 646L240 602M604 646L560 602",
        darken(colour, 0.4),
        3,
        opacity=0.6,
    )
    art.line(rounded_box(204, 134, 392, 504, 5), WHITE, 4, opacity=0.35)
    art.box(236, 166, 328, 440, darken(colour, 0.5))
    art.box(242, 172, 316, 428, art.soft("#faf6ec"))
    with art.within(rounded_box(292, 232, 216, 308, 2)):
        art.box(292, 232, 216, 308, art.fade(lighten(accent, 0.55), lighten(accent, 0.2)))
        art.disc(446, 306, 38, lighten(colour, 0.55))
        art.shape(
            "M280 440C340 360 380 380 420 420C460 450 490 410 520 400V560H280Z",
            mix(accent, colour, 0.5),
        )
        art.shape(
            "M280 490C340 440 400 480 440 470C480 462 500 470 520 476V560H280Z", darken(colour, 0.3)
        )
    art.line("M292 232H508V540", darken("#faf6ec", 0.25), 3)
    art.shape("M242 172H400L300 600H242Z", WHITE, opacity=0.16)


GILT = mirrored("M400 120C440 120 452 150 480 158C560 180 606 280 606 390C606 540 520 660 400 660")
PANE = mirrored("M400 196C490 196 546 280 546 390C546 510 490 590 400 590")


@draws(Kind.MIRROR)
def mirror(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 700, 180, 12)
    art.hover(GILT, 0.5)
    art.printed(GILT, colour, motif=(400, 400), size=34, grain=0.16)
    art.line(GILT, lighten(colour, 0.35), 5)
    for turn in range(20, 360, 20):
        x, y = polar(0, 0, 1, turn)
        art.disc(round(400 + 176 * x), round(394 + 230 * y), 9, art.ball(look.accent))
    art.shape(heart(400, 150, 46), art.soft(look.accent))
    art.shape(PANE, darken(colour, 0.5))
    with art.within(PANE):
        sky = ((0, "#f7fbfd"), (0.5, "#cfdde4"), (1, "#a7bac4"))
        art.box(250, 190, 300, 410, art.linear(sky, (0, 0, 1, 1)))
        art.shape("M250 500L470 190H540L300 600H250Z", WHITE, opacity=0.4)
        art.shape("M380 600L550 350V420L450 600Z", WHITE, opacity=0.3)
    art.line(PANE, darken(colour, 0.35), 5)


PLANK = rounded_box(136, 286, 528, 250, 18)


@draws(Kind.SIGN)
def sign(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 660, 220, 13)
    _hang(art, 400, 300, 170)
    art.hover(PLANK, 0.45)
    art.printed(PLANK, colour, motif=(400, 420), size=46, grain=0.36)
    with art.within(PLANK):
        for y in (330, 372, 420, 466, 508):
            art.line(
                f"M130 {y}C280 {y - 10} 460 {y + 12} 670 {y - 4}",
                darken(colour, 0.5),
                3,
                opacity=0.22,
            )
    art.line(rounded_box(156, 306, 488, 210, 10), accent, 6)
    for x in (230, 570):
        art.disc(x, 300, 8, darken(colour, 0.6))
    ink = darken(accent, 0.12)
    plate = rounded_box(196, 346, 408, 130, 12)
    if look.pattern is not Pattern.PLAIN:
        art.shape(plate, lighten(colour, 0.1))
    art.text("home", 340, 442, 118, ink, "Georgia,serif")
    art.shape(heart(540, 412, 92), ink)
    art.edge("M158 296H560", 5, 0.35)


SLATE = "#34383b"


@draws(Kind.CHALKBOARD)
def chalkboard(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 660, 220, 13)
    _hang(art, 400, 216, 120)
    outer = rounded_box(166, 206, 468, 396, 16)
    art.hover(outer, 0.5)
    art.printed(outer, colour, motif=(400, 400), size=34, grain=0.3)
    art.line(
        "M166 206L206 246M634 206L594 246M166 602L206 562M634 602L594 562",
        darken(colour, 0.4),
        3,
        opacity=0.6,
    )
    art.solid(rounded_box(202, 242, 396, 324, 6), SLATE, grain=0.3)
    art.line(rounded_box(202, 242, 396, 324, 6), darken(SLATE, 0.7), 5)
    chalk = "#f3f0e6"
    art.line("M250 316C300 296 330 330 380 312M250 372H470M250 424H430", chalk, 8, opacity=0.85)
    art.line(heart(520, 470, 100), chalk, 8, opacity=0.85)
    art.line("M250 476l16 16l30-36M250 528h120", chalk, 8, opacity=0.85)
    art.oval(420, 400, 130, 70, WHITE, opacity=0.08, blur=Blur.SOFT)
    with art.group("rotate(-12 480 590)"):
        art.box(
            420,
            582,
            110,
            18,
            art.fade(lighten(look.accent, 0.6), lighten(look.accent, 0.25)),
            radius=8,
        )


@draws(Kind.HANGING_HEART)
def hanging_heart(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    body = heart(400, 446, 400)
    art.stand(400, 700, 160, 12)
    _hang(art, 400, 306, 6)
    art.hover(body, 0.45)
    art.line(body, darken(colour, 0.3), 24)
    art.printed(body, colour, motif=(400, 420), size=50, grain=0.14)
    art.line(body, lighten(colour, 0.08), 18)
    art.stitch(heart(400, 446, 368), accent, 3.5)
    art.shape(
        "M400 300C360 262 318 270 320 296C322 322 366 324 400 300"
        "C434 324 478 322 480 296C482 270 440 262 400 300Z",
        art.soft(accent),
    )
    art.line("M394 304C384 336 372 354 358 372M406 304C416 336 428 354 442 372", accent, 11)
    art.disc(400, 300, 14, darken(accent, 0.2))
    art.shine("M232 400C226 350 250 318 290 310", 18, 0.5)


@draws(Kind.WICKER_HEART)
def wicker_heart(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 700, 160, 12)
    _hang(art, 400, 306, 6)
    shade = darken(look.backdrop, 0.6)
    for size, drift in ((400, 0), (368, 5), (336, -3), (304, 4)):
        ring = heart(400 + drift, 440, size)
        with art.group("translate(10 16)"):
            art.line(ring, shade, 14, opacity=0.2, blur=Blur.FINE)
        art.line(ring, darken(colour, 0.55), 19)
        art.line(ring, darken(colour, 0.12), 14)
        art.line(ring, lighten(colour, 0.35), 8, dash="22 12", cap="butt")
        art.line(ring, darken(colour, 0.4), 10, dash="3 31", cap="butt", opacity=0.6)
    art.shape(
        "M400 306C350 256 300 268 304 300C308 332 360 334 400 306"
        "C440 334 492 332 496 300C500 268 450 256 400 306Z",
        art.soft(accent),
    )
    art.line("M394 310C382 346 366 372 350 396M406 310C418 346 434 372 450 396", accent, 13)
    art.disc(400, 306, 16, darken(accent, 0.2))


ROBIN = (
    "M236 392C236 300 300 250 376 256C440 262 470 306 500 350C540 404 610 440 664 446"
    "C610 500 540 530 480 548C440 570 380 570 330 544C270 512 236 460 236 392Z"
)


@draws(Kind.BIRD)
def bird(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 170, 20)
    art.line("M366 552V630M426 556V630", art.metal(), 9)
    art.shape("M300 650C304 624 350 620 400 620C450 620 496 624 500 650Z", art.tube(WOOD))
    art.shape("M240 350L176 374L238 396Z", art.soft("#e0a03c"))
    art.printed(ROBIN, colour, motif=(400, 420), size=38, grain=0.14)
    with art.within(ROBIN):
        art.oval(290, 480, 108, 104, accent, opacity=0.92)
        art.crease("M260 500C330 580 470 580 560 520", colour, 34, 0.45)
        art.oval(330, 300, 60, 34, WHITE, opacity=0.3, blur=Blur.SOFT)
    wing = "M376 396C430 366 510 400 596 470C530 520 440 520 396 470C376 446 366 420 376 396Z"
    art.shape(wing, darken(colour, 0.6), opacity=0.35, blur=Blur.FINE, turn="translate(0 8)")
    art.solid(wing, darken(colour, 0.2), grain=0.14)
    art.line(
        "M420 420C470 420 510 450 548 478M416 448C450 456 480 474 506 494",
        lighten(colour, 0.3),
        5,
        opacity=0.7,
    )
    art.disc(300, 340, 17, INK)
    art.disc(294, 334, 6, WHITE)


@draws(Kind.BAUBLE)
def bauble(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    ball = oval(400, 450, 194)
    art.stand(400, 706, 150, 12)
    art.line("M400 250C370 190 370 130 400 92C430 130 430 190 400 250", darken(TWINE, 0.1), 5)
    art.hover(ball, 0.45)
    art.shape(ball, colour)
    with art.within(ball):
        if look.pattern is Pattern.PLAIN:
            art.shape("M200 420C300 470 500 470 600 420V490C500 540 300 540 200 490Z", accent)
            art.line("M200 396C300 446 500 446 600 396M200 514C300 564 500 564 600 514", accent, 6)
        else:
            art.printed(ball, colour, motif=(400, 450), size=54, grain=0)
    round_off = (
        (0, WHITE, 0.55),
        (0.4, WHITE, 0),
        (0.41, darken(colour, 1), 0),
        (1, darken(colour, 1), 0.62),
    )
    art.shape(ball, art.radial(round_off, 'cx=".36" cy=".3" r=".8"'))
    art.oval(330, 366, 46, 30, WHITE, opacity=0.6, blur=Blur.SOFT)
    art.box(366, 234, 68, 40, art.metal("#c9a24e"), radius=6)
    art.line("M380 240V270M400 240V270M420 240V270", darken("#c9a24e", 0.4), 3, opacity=0.6)
    art.line(oval(400, 226, 16), darken("#c9a24e", 0.15), 6)


@draws(Kind.WREATH)
def wreath(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 706, 170, 12)
    ring = oval(400, 400, 180)
    with art.group("translate(12 18)"):
        art.line(ring, darken(look.backdrop, 0.6), 96, opacity=0.3, blur=Blur.SOFT)
    art.line(ring, darken(LEAF, 0.5), 60)
    for layer, (leaf, tint, lean) in enumerate(
        ((15, darken(LEAF, 0.2), 40), (20, LEAF, 0), (18, lighten(LEAF, 0.25), -30))
    ):
        sprigs = "".join(_sprig(turn * 360 / leaf + layer * 7, lean) for turn in range(leaf))
        art.shape(sprigs, tint)
    for turn in range(10, 350, 40):
        x, y = polar(400, 400, 180 + (turn % 80 - 40) * 0.5, turn)
        art.disc(round(x), round(y), 15, art.ball(colour))
    art.shape(
        "M400 586C330 520 262 536 268 580C274 626 346 628 400 586"
        "C454 628 526 626 532 580C538 536 470 520 400 586Z",
        art.soft(accent),
    )
    art.line(
        "M392 594C380 640 356 668 330 688M408 594C420 640 444 668 470 688", darken(accent, 0.08), 18
    )
    art.disc(400, 586, 22, darken(accent, 0.2))


def _sprig(turn: float, lean: float) -> str:
    """A pointed leaf that grows outward from the ring, tilted by `lean` degrees."""
    x, y = polar(400, 400, 168, turn)
    tip_x, tip_y = polar(x, y, 78, turn + lean + 40)
    left_x, left_y = polar(x, y, 40, turn + lean + 8)
    right_x, right_y = polar(x, y, 40, turn + lean + 72)
    return (
        f"M{x:.0f} {y:.0f}Q{left_x:.0f} {left_y:.0f} {tip_x:.0f} {tip_y:.0f}"
        f"Q{right_x:.0f} {right_y:.0f} {x:.0f} {y:.0f}Z"
    )


VASE = mirrored("M400 652L462 652C520 610 552 560 540 490C526 420 454 400 446 330L458 280L400 280")
STEMS = ((400, 170, 0), (316, 214, -22), (486, 206, 22))


@draws(Kind.VASE)
def vase(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 654, 160, 20)
    for x, y, lean in STEMS:
        art.line(f"M400 330Q{400 + (x - 400) * 0.4:g} 280 {x} {y}", darken(LEAF, 0.1), 8)
        with art.group(f"rotate({lean} {x} {y})"):
            _bloom(art, x, y, look.accent)
    art.shape(
        "M396 300C330 300 300 276 286 246C336 244 380 262 396 300ZM410 290"
        "C450 290 500 270 520 250C470 236 430 250 410 290Z",
        art.soft(LEAF),
    )
    art.oval(400, 280, 58, 13, darken(colour, 0.6))
    art.printed(VASE, colour, motif=(400, 500), size=44, light=Light.TUBE, grain=0.14)
    art.line("M342 280C360 296 440 296 458 280", lighten(colour, 0.4), 7)
    art.shine("M300 460C284 520 300 580 336 616", 16, 0.45)


def _bloom(art: Canvas, x: float, y: float, colour: str) -> None:
    for turn in range(0, 360, 45):
        px, py = polar(x, y, 34, turn)
        art.disc(round(px), round(py), 22, lighten(colour, 0.2) if turn % 90 else colour)
    art.disc(x, y, 24, art.ball("#e2a83a"))


@draws(Kind.HOOK)
def hook(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 690, 200, 12)
    board = rounded_box(120, 230, 560, 160, 24)
    art.hover(board, 0.5)
    art.printed(board, colour, motif=(400, 310), size=40, grain=0.34)
    art.line(rounded_box(134, 244, 532, 132, 16), lighten(colour, 0.4), 3, opacity=0.6)
    for x in (220, 400, 580):
        iron = art.metal(darken(accent, 0.1))
        art.box(x - 26, 270, 52, 84, iron, radius=24)
        curl = f"M{x} 330V470C{x} 530 {x + 66} 530 {x + 66} 470"
        art.line(curl, darken(look.backdrop, 0.6), 22, opacity=0.3, blur=Blur.SOFT)
        art.line(curl, darken(accent, 0.5), 21)
        art.line(curl, darken(accent, 0.08), 15)
        art.disc(x + 66, 462, 19, art.ball(accent))
        art.disc(x, 288, 6, INK, opacity=0.5)
        art.disc(x, 338, 6, INK, opacity=0.5)


@draws(Kind.KNOB)
def knob(art: Canvas, look: Look) -> None:
    """One china knob on the front of a drawer."""
    colour, accent = look.colour, look.accent
    art.stand(400, 640, 270, 18)
    front, panel = rounded_box(130, 190, 540, 440, 14), rounded_box(186, 246, 428, 328, 8)
    art.solid(front, mix(WOOD, "#e8d3b5", 0.55), grain=0.4)
    art.solid(panel, mix(WOOD, "#e8d3b5", 0.62), grain=0.4)
    art.line(panel, darken(WOOD, 0.3), 7, opacity=0.55)
    art.line("M194 574H606V254", lighten(WOOD, 0.75), 4, opacity=0.7)
    ball = oval(400, 410, 118)
    art.shape(ball, darken(WOOD, 0.75), opacity=0.5, blur=Blur.SOFT, turn="translate(22 34)")
    art.disc(400, 410, 126, art.metal("#c9a24e"))
    art.shape(ball, colour)
    art.printed(ball, colour, motif=(400, 410), size=40, grain=0)
    round_off = ((0, WHITE, 0.6), (0.4, WHITE, 0), (1, darken(colour, 1), 0.5))
    art.shape(ball, art.radial(round_off, 'cx=".36" cy=".3" r=".8"'))
    if look.pattern is Pattern.PLAIN:
        for turn in range(0, 360, 60):
            with art.group(f"rotate({turn} 400 414)"):
                art.shape(
                    "M400 400C376 376 380 346 400 334C420 346 424 376 400 400Z",
                    accent,
                    opacity=0.85,
                )
        art.disc(400, 414, 14, darken(accent, 0.3))
    art.oval(356, 362, 32, 20, WHITE, opacity=0.75, blur=Blur.FINE)
