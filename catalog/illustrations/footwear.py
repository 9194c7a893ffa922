"""Shoes, seen from the side with the toe to the right."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .registry import draws
from .shades import WHITE, darken, lighten

RUBBER = ("#ffffff", "#d3d0ca")

UPPER = (
    "M150 520C150 470 166 410 190 386C212 372 250 378 280 366C330 344 356 310 392 300"
    "C410 296 424 312 436 330C470 384 540 418 610 440C664 456 690 486 688 540L688 560L150 560Z"
)
OPENING = (
    "M196 388C190 352 196 330 212 322C226 318 234 334 240 350C262 372 300 362 336 336"
    "C350 326 362 312 392 300C384 340 330 384 284 392C250 398 220 398 196 388Z"
)
HEEL_TAB = "M196 388C190 352 196 330 212 322C222 320 228 330 232 344C218 350 208 366 206 390Z"
TONGUE = "M338 336C352 300 372 284 396 288C408 292 404 304 396 312C380 322 364 336 352 352Z"
SOLE = "M138 548C136 600 150 626 186 628L640 628C690 628 706 600 700 548C640 566 220 566 138 548Z"


@draws(Kind.SNEAKER)
def sneaker(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, art.soft(look.accent)
    art.stand(420, 634, 280, 18)
    art.printed(UPPER, colour, motif=(400, 470), size=34, grain=0.15)
    with art.within(UPPER):
        _panels(art, colour, accent)
    art.shape(OPENING, darken(colour, 0.5))
    art.shape(HEEL_TAB, accent)
    art.shape(TONGUE, lighten(colour, 0.2))
    _laces(art)
    art.shape(SOLE, art.fade(*RUBBER))
    art.line("M142 586C220 600 620 602 700 584", look.accent, 7, opacity=0.9)
    tread = darken(look.accent, 0.5)
    art.line("M160 622h520", tread, 10, opacity=0.75, dash="26 7")


def _panels(art: Canvas, colour: str, accent: str) -> None:
    art.shape("M600 420C560 470 556 520 566 570L720 570V430Z", lighten(colour, 0.16))
    art.shape("M140 450C200 440 240 470 250 570L120 570Z", accent)
    art.shape("M262 556C330 520 400 500 470 440L500 470C450 520 400 548 360 566Z", accent)
    art.shape(
        "M330 556C400 530 460 510 520 462L536 480C490 520 450 546 420 566Z", accent, opacity=0.55
    )
    art.seam("M356 330C400 400 470 440 560 458", colour)
    art.crease("M150 566C300 530 560 540 700 560", colour, 26, 0.35)
    art.shine("M200 400C260 384 320 370 372 316", 14)
    for column in range(4):
        for row in range(3):
            x, y = 590 + column * 20, 478 + row * 18 + column * 5
            art.disc(x, y, 3.4, darken(colour, 0.4), opacity=0.35)


def _laces(art: Canvas) -> None:
    for x, y in ((372, 366), (406, 398), (444, 426), (486, 448)):
        art.line(f"M{x} {y}q14-26 46-30", darken(WHITE, 0.1), 11)
        art.line(f"M{x} {y - 2}q14-26 46-30", WHITE, 7)
