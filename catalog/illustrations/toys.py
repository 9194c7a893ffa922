"""Toys and games."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import MIRROR_IMAGE, heart, mirrored, oval, rounded_box
from .paints import INK, WOOD, Blur, Light
from .registry import draws
from .shades import WHITE, darken, lighten, mix

EAR = "M346 250C300 180 296 90 334 86C376 84 384 180 388 246Z"
EAR_LINING = "M350 230C322 180 318 118 336 114C358 114 366 180 370 232Z"
TOY_BODY = mirrored("M400 400C470 400 522 470 522 546C522 620 480 652 400 652")


@draws(Kind.SOFT_TOY)
def soft_toy(art: Canvas, look: Look) -> None:
    """A sitting rabbit with a bow."""
    colour, accent = look.colour, look.accent
    blush = mix(colour, "#f0a0a0", 0.5)
    art.stand(400, 656, 200, 20)
    for place in ("translate(0 0)", MIRROR_IMAGE):
        with art.group(place):
            art.solid(EAR, colour, grain=0.34)
            art.shape(EAR_LINING, blush, opacity=0.85)
            art.solid(
                "M310 430C250 450 220 520 244 552C270 580 320 520 340 480Z",
                darken(colour, 0.06),
                grain=0.34,
            )
    art.printed(TOY_BODY, colour, motif=(400, 540), size=34, grain=0.34)
    art.oval(400, 560, 78, 76, lighten(colour, 0.4), opacity=0.8)
    for place in ("translate(0 0)", MIRROR_IMAGE):
        with art.group(place):
            foot = oval(310, 616, 70, 44)
            art.solid(foot, lighten(colour, 0.06), grain=0.34)
            art.oval(304, 622, 38, 24, blush, opacity=0.8)
    head = oval(400, 316, 132, 116)
    art.shape(head, darken(colour, 0.6), opacity=0.35, blur=Blur.SOFT, turn="translate(0 14)")
    art.solid(head, lighten(colour, 0.05), grain=0.34)
    _rabbit_face(art, blush)
    art.shape(
        "M400 430C348 396 300 410 306 438C312 466 360 462 400 440"
        "C440 462 488 466 494 438C500 410 452 396 400 430Z",
        art.soft(accent),
    )
    art.disc(400, 436, 15, darken(accent, 0.2))


def _rabbit_face(art: Canvas, blush: str) -> None:
    for x in (348, 452):
        art.disc(x, 306, 14, INK)
        art.disc(x - 4, 301, 5, WHITE)
        art.oval(x + (x - 400) * 0.35, 348, 24, 16, blush, opacity=0.6)
    art.shape("M384 336H416C416 350 406 358 400 358C394 358 384 350 384 336Z", darken(blush, 0.25))
    art.line("M400 358V370M376 378Q388 388 400 372Q412 388 424 378", INK, 4, opacity=0.7)


DOLL = mirrored(
    "M400 150C474 150 512 210 504 280C498 320 540 360 556 440C570 540 540 652 470 652L400 652"
)


@draws(Kind.NESTING_DOLL)
def nesting_doll(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 180, 20)
    art.printed(DOLL, colour, motif=(400, 500), size=44, light=Light.TUBE, grain=0.05)
    face = oval(400, 258, 68, 70)
    art.shape(oval(400, 254, 86, 86), darken(colour, 0.25), opacity=0.5)
    art.shape(face, "#fbe3cb")
    with art.within(face):
        art.shape("M330 190H470V226C430 210 410 214 400 232C390 214 370 210 330 226Z", "#5a3a26")
    for x in (376, 424):
        art.disc(x, 260, 7, INK)
        art.disc(x + (x - 400) * 0.55, 284, 13, "#f08f86", opacity=0.7)
    art.line("M388 294q12 10 24 0", "#c4443c", 5)
    apron = mirrored("M400 400C460 400 492 440 496 500C498 560 470 606 400 606")
    art.shape(apron, art.soft(lighten(accent, 0.25)))
    art.line(apron, darken(accent, 0.25), 4, opacity=0.7)
    for turn in range(0, 360, 60):
        with art.group(f"rotate({turn} 400 496)"):
            art.disc(400, 458, 21, colour)
    art.disc(400, 496, 19, "#e9b23f")
    art.line("M400 540V586M400 566q-26-2-36-24M400 566q26-2 36-24", "#5f8a5c", 7)
    art.line("M300 322C340 350 460 350 500 322", accent, 15)
    art.disc(400, 346, 17, darken(accent, 0.15))
    art.shine("M284 440C272 510 280 580 304 620", 18, 0.5)


@draws(Kind.JIGSAW)
def jigsaw(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 650, 250, 16)
    pieces = (
        ((196, 200), colour, (0, 0)),
        ((396, 200), accent, (0, 0)),
        ((196, 400), lighten(accent, 0.35), (0, 0)),
        ((430, 436), lighten(colour, 0.3), (14, 10)),
    )
    for number, ((x, y), tint, (turn, drop)) in enumerate(pieces):
        with art.group(f"translate({x} {y + drop}) rotate({turn} 100 100)"):
            _piece(art, tint, printed=number == 0)


def _piece(art: Canvas, tint: str, *, printed: bool) -> None:
    """A piece 200 wide about its own corner: knobs right and down, holes left and up."""
    edge = (
        "M0 0H76c-8 30 4 44 24 44s32-14 24-44H200V76c30-8 44 4 44 24s-14 32-44 24V200H124"
        "c8 30-4 44-24 44s-32-14-24-44H0V124c30 8 44-4 44-24s-14-32-44-24Z"
    )
    art.shape(
        edge, darken(art.look.backdrop, 0.6), opacity=0.4, blur=Blur.SOFT, turn="translate(10 14)"
    )
    art.shape(edge, darken(tint, 0.4), turn="translate(3 8)")
    if printed:
        art.printed(edge, tint, motif=(100, 110), size=34, grain=0.2)
    else:
        art.solid(edge, tint, grain=0.2)
    art.line(edge, lighten(tint, 0.5), 3, opacity=0.6)


LETTERS = ((250, 520, "B"), (470, 520, "C"), (360, 316, "A"))


@draws(Kind.BLOCKS)
def blocks(art: Canvas, look: Look) -> None:
    art.stand(400, 636, 260, 20)
    tints = (look.colour, look.accent, mix(look.colour, WHITE, 0.35))
    for (x, y, letter), tint in zip(LETTERS, (tints[1], tints[2], tints[0]), strict=True):
        with art.group(f"translate({x} {y})"):
            _block(art, letter, tint)


def _block(art: Canvas, letter: str, tint: str) -> None:
    """A wooden cube 200 wide about the middle of its front, with a coloured letter."""
    wood = mix(WOOD, "#f0d9b4", 0.6)
    front = rounded_box(-100, -88, 200, 200, 12)
    art.shape("M-94-84L-44-124H140L96-84Z", lighten(wood, 0.4))
    art.shape("M96-84L140-124V66L96 108Z", darken(wood, 0.3))
    art.solid(front, wood, grain=0.36)
    art.printed(rounded_box(-82, -70, 164, 164, 10), tint, motif=(0, 12), size=30, grain=0.16)
    art.disc(0, 12, 62, lighten(wood, 0.55))
    art.text(letter, 0, 44, 92, darken(tint, 0.35), "Georgia,serif")
    art.edge("M-90-80H84", 4, 0.4)


@draws(Kind.TRAIN)
def train(art: Canvas, look: Look) -> None:
    """A wooden engine that pulls to the right."""
    colour, accent = look.colour, look.accent
    art.stand(410, 640, 290, 18)
    art.box(130, 520, 540, 46, art.fade(lighten(WOOD, 0.35), WOOD), radius=14)
    boiler = rounded_box(330, 372, 310, 160, 70)
    art.printed(boiler, colour, motif=(480, 450), size=36, light=Light.FADE, grain=0.12)
    for x in (410, 560):
        art.box(x, 370, 16, 164, darken(accent, 0.05))
    cab = rounded_box(150, 250, 210, 284, 18)
    art.solid(cab, accent, grain=0.12)
    art.shape(rounded_box(186, 292, 138, 108, 16), art.soft("#cfe3ea"))
    art.shape("M196 300h44l-40 90h-10Z", WHITE, opacity=0.5)
    art.box(126, 222, 258, 38, art.soft(colour), radius=16)
    art.shape("M540 380V290H516L530 254H620L634 290H608V380Z", art.tube(darken(colour, 0.25)))
    art.oval(446, 372, 34, 26, art.ball(accent))
    for x, y, size in ((596, 206, 30), (640, 160, 40), (700, 110, 30)):
        art.disc(x, y, size, WHITE, opacity=0.6)
    art.shape("M640 520L712 566H640Z", darken(colour, 0.3))
    art.disc(636, 450, 26, art.ball("#f2c14e"))
    for x, radius in ((228, 72), (430, 54), (580, 54)):
        _wheel(art, x, 640 - radius, radius, colour)


def _wheel(art: Canvas, x: float, y: float, radius: float, colour: str) -> None:
    art.disc(x, y, radius, darken(colour, 0.45))
    art.disc(x, y, radius - 9, art.soft(lighten(colour, 0.15)))
    art.disc(x, y, radius * 0.5, art.soft("#e3c9a0"))
    art.disc(x, y, radius * 0.18, darken(WOOD, 0.4))
    art.line(
        f"M{x - radius * 0.6:g} {y - radius * 0.4:g}"
        f"q{radius * 0.2:g} {-radius * 0.3:g} {radius * 0.5:g} {-radius * 0.36:g}",
        WHITE,
        5,
        opacity=0.6,
    )


PIG = (
    "M190 440C190 330 290 262 410 262C540 262 620 340 620 440C620 540 540 590 410 590"
    "C280 590 190 550 190 440Z"
)


@draws(Kind.MONEY_BANK)
def money_bank(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    blush = mix(darken(colour, 0.12), "#e88f92", 0.35)
    art.stand(410, 650, 220, 20)
    art.oval(426, 196, 46, 46, art.metal("#c9a24e"))
    art.line(oval(426, 196, 34), darken("#c9a24e", 0.25), 4, opacity=0.7)
    for x in (262, 340, 470, 540):
        art.box(
            x - 30,
            540,
            62,
            106,
            art.tube(darken(colour, 0.06 if x in (262, 540) else 0.2)),
            radius=20,
        )
    art.line("M196 420C150 410 150 360 182 364C206 370 190 400 164 392", darken(colour, 0.1), 12)
    art.printed(PIG, colour, motif=(400, 430), size=48, grain=0.06)
    with art.within(PIG):
        art.crease("M200 540C300 610 520 610 620 520", colour, 44, 0.45)
        art.oval(330, 330, 100, 44, WHITE, opacity=0.4, blur=Blur.SOFT)
    art.shape("M520 300C520 240 560 220 596 226C600 270 590 306 560 326Z", art.soft(blush))
    art.oval(626, 446, 42, 54, art.soft(blush))
    art.oval(636, 432, 8, 12, darken(blush, 0.6))
    art.oval(636, 466, 8, 12, darken(blush, 0.6))
    art.disc(556, 392, 13, INK)
    art.disc(552, 387, 5, WHITE)
    art.box(372, 262, 108, 13, darken(colour, 0.75), radius=6)
    art.shape(heart(370, 462, 70), accent)
