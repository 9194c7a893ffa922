"""Bags and what is carried in the hand."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import mirrored, rounded_box
from .paints import Blur
from .registry import draws
from .shades import WHITE, darken, lighten

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


TOTE = mirrored("M400 318L560 318C570 420 580 540 586 634C586 646 578 652 566 652L400 652")


@draws(Kind.TOTE)
def tote(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 220, 20)
    art.line("M322 330C322 120 478 120 478 330", darken(accent, 0.35), 20)
    art.shape("M246 318C300 306 500 306 554 318L540 336H260Z", darken(colour, 0.5))
    art.printed(TOTE, colour, motif=(400, 480), size=48, grain=0.26)
    with art.within(TOTE):
        art.crease("M270 330C300 430 262 540 280 650", colour, 26, 0.25)
        art.crease("M540 330C516 430 560 540 530 650", colour, 34, 0.35)
        art.crease("M220 650H590", colour, 24, 0.35)
    art.stitch("M242 344H558", darken(colour, 0.35))
    _shoulder_strap(art, accent, "M306 420V330C306 96 494 96 494 330V420")
    art.shine("M262 360C254 450 246 540 242 620", 14, 0.3)


def _shoulder_strap(art: Canvas, colour: str, path: str) -> None:
    art.line(path, darken(colour, 0.25), 24, cap="butt")
    art.line(path, colour, 18, cap="butt")
    art.line(path, lighten(colour, 0.5), 2, dash="6 5", cap="butt", opacity=0.7)


JUMBO_FRONT = "M166 290L540 290L548 650L158 650Z"
JUMBO_SIDE = "M540 290L636 262L648 606L548 650Z"


@draws(Kind.JUMBO_BAG)
def jumbo_bag(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(410, 648, 270, 20)
    art.line("M330 270C340 130 500 120 520 262", darken(accent, 0.35), 22, cap="butt")
    art.shape("M166 290L262 262H636L540 290Z", darken(colour, 0.6))
    art.printed(JUMBO_SIDE, darken(colour, 0.2), motif=(400, 430), size=58, grain=0.1)
    art.shape(JUMBO_SIDE, darken(colour, 0.6), opacity=0.25)
    art.shape("M540 290L594 276L590 626L548 650Z", darken(colour, 0.7), opacity=0.16)
    art.printed(JUMBO_FRONT, colour, motif=(350, 430), size=58, grain=0.1)
    with art.within(JUMBO_FRONT):
        art.crease("M158 650H548", colour, 22, 0.3)
        art.line("M250 290C230 400 250 520 240 650", WHITE, 26, opacity=0.16, blur=Blur.SOFT)
    art.line("M166 290L158 650H548L540 290Z", darken(colour, 0.3), 4, opacity=0.55)
    art.line("M166 292H540L634 264", accent, 10)
    _shoulder_strap(art, accent, "M250 390V290C256 130 446 130 452 290V390")


LUNCH_BODY = mirrored(
    "M400 330L548 330C566 330 572 342 572 358L566 630C566 646 556 652 540 652L400 652"
)
LUNCH_LID = mirrored("M400 262C470 262 532 266 548 290L560 340C560 352 500 356 400 356")


@draws(Kind.LUNCH_BAG)
def lunch_bag(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 210, 20)
    art.line("M326 276C326 170 474 170 474 276", darken(accent, 0.3), 26)
    art.line("M326 276C326 170 474 170 474 276", accent, 19)
    art.printed(LUNCH_BODY, colour, motif=(400, 480), size=48, grain=0.1)
    with art.within(LUNCH_BODY):
        art.crease("M550 340C530 440 560 560 540 650", colour, 36, 0.35)
        art.crease("M240 356H560", colour, 18, 0.5)
    art.printed(LUNCH_LID, lighten(colour, 0.06), motif=(400, 480), size=48, grain=0.1)
    art.line("M242 344C300 358 500 358 558 344", darken(colour, 0.45), 11)
    art.line("M242 344C300 358 500 358 558 344", lighten(accent, 0.3), 3, dash="5 5", cap="butt")
    art.box(544, 340, 13, 40, art.metal(), radius=5)
    art.line("M232 640C300 656 500 656 568 640", accent, 8)
    art.solid("M352 470h96v62h-96Z", accent, grain=0.1)
    art.stitch("M360 478h80v46h-80Z", darken(accent, 0.35), 1.8)
    art.shine("M262 380C256 460 258 540 262 610", 14, 0.4)


@draws(Kind.WALLET)
def wallet(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 622, 240, 18)
    with art.group("rotate(-4 400 470)"):
        cards = (
            (250, 296, lighten(accent, 0.5)),
            (274, 318, accent),
            (262, 340, darken(accent, 0.25)),
        )
        for x, y, card in cards:
            art.box(x, y, 290, 140, art.soft(card), radius=14)
        body = rounded_box(196, 372, 408, 240, 26)
        art.printed(body, colour, motif=(400, 500), size=40, grain=0.26)
        art.stitch(rounded_box(208, 384, 384, 216, 18), lighten(colour, 0.4))
        art.shape("M196 398a26 26 0 0 1 26-26H578a26 26 0 0 1 26 26V404H196Z", WHITE, opacity=0.12)
        flap = "M604 452H536a40 40 0 0 0 0 80H604Z"
        art.solid(flap, darken(colour, 0.14), grain=0.26)
        art.stitch(flap, lighten(colour, 0.4))
        art.disc(540, 492, 16, art.metal("#c9a24e"))
        art.edge("M226 384H520", 5, 0.3)


PURSE_BODY = mirrored(
    "M400 330C460 330 520 330 540 336C600 400 640 500 616 570C590 640 500 652 400 652"
)
CLASP_FRAME = "M254 340C262 296 330 282 400 282C470 282 538 296 546 340"


@draws(Kind.PURSE)
def purse(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 654, 230, 20)
    art.printed(PURSE_BODY, colour, motif=(400, 500), size=44, grain=0.14)
    with art.within(PURSE_BODY):
        for top, foot in ((300, 250), (350, 334), (400, 400), (450, 466), (500, 550)):
            art.crease(f"M{top} 330C{top} 380 {foot} 400 {foot} 470", colour, 14, 0.4)
        art.crease("M590 420C620 520 600 600 540 650", colour, 46, 0.4)
    art.shine("M222 480C214 540 230 580 256 606", 18, 0.4)
    art.shape(f"{CLASP_FRAME}Z", darken(colour, 0.3))
    art.line(f"{CLASP_FRAME}H254Z", darken("#c9a24e", 0.5), 24)
    art.line(f"{CLASP_FRAME}H254Z", art.metal("#c9a24e"), 18)
    for x, y in ((386, 262), (416, 258)):
        art.disc(x, y, 19, art.ball("#d6b05c"))
