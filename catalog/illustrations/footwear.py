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


BOOT_SHAFT = (
    "M244 196C300 180 380 180 428 196C422 262 428 330 452 380C508 408 584 426 628 466"
    "C656 496 660 540 656 580L226 580C220 500 240 440 244 380C250 310 250 256 244 196Z"
)
BOOT_SOLE = (
    "M216 566H662C672 590 670 622 650 634H420L396 616H350L338 644H226C210 622 208 590 216 566Z"
)


@draws(Kind.BOOT)
def boot(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(430, 644, 250, 18)
    art.printed(BOOT_SHAFT, colour, motif=(400, 470), size=36, grain=0.22)
    with art.within(BOOT_SHAFT):
        art.shape("M540 400C510 470 510 530 520 590H700V400Z", darken(colour, 0.16), opacity=0.8)
        art.shape("M200 430C270 430 310 480 316 590H200Z", darken(colour, 0.2), opacity=0.8)
        art.seam("M540 412C512 470 510 530 520 580M230 436C280 440 308 490 314 580", colour)
        art.shape(
            "M392 180L440 190C430 260 440 330 466 388L430 420C392 350 380 260 392 180Z", accent
        )
        art.crease("M250 400C310 440 390 440 440 420", colour, 22, 0.35)
        art.shine("M276 230C280 320 270 380 262 440", 18, 0.4)
        art.crease("M220 570H660", colour, 24)
    art.solid("M236 186C300 168 380 168 436 186V226C380 212 300 212 240 226Z", darken(accent, 0.1))
    _boot_laces(art)
    art.shape(BOOT_SOLE, art.fade("#4a4640", "#26231f"))
    art.line("M222 574H656", darken(accent, 0.1), 6)
    art.line("M232 640h100M430 630h214", "#14120f", 9, dash="18 8", cap="butt")


def _boot_laces(art: Canvas) -> None:
    for x, y in ((378, 250), (380, 290), (388, 330), (402, 370), (424, 406)):
        art.line(f"M{x} {y}q24-18 56-8", darken(WHITE, 0.2), 10)
        art.line(f"M{x} {y - 2}q24-18 56-8", "#f1e7d2", 7)
        art.disc(x, y, 7, art.metal())


SOCK = (
    "M300 170h128v226c0 34 22 52 62 72c54 28 100 40 100 86c0 44-44 58-100 50c-84-10-166-50-182-96"
    "c-12-34-8-84-8-116Z"
)


@draws(Kind.SOCKS)
def socks(art: Canvas, look: Look) -> None:
    art.stand(440, 652, 200, 14)
    for place in ("translate(64 26)", "translate(-70 0)"):
        with art.group(place):
            art.hover(SOCK)
            _sock(art, look)


def _sock(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.printed(SOCK, colour, motif=(364, 330), size=34, grain=0.26)
    with art.within(SOCK):
        art.shape("M290 400C340 400 372 440 350 540L280 560Z", accent)
        art.shape("M520 450C490 500 500 570 520 620H620V450Z", accent)
        art.box(290, 160, 150, 64, darken(accent, 0.05))
        ribs = "".join(f"M{x} 170V222" for x in range(310, 428, 12))
        art.seam(ribs, accent, 2, 0.5)
        art.crease("M420 230C424 340 420 420 470 470", colour, 22, 0.4)
        art.crease("M310 590C400 640 520 630 590 590", colour, 24, 0.4)
    art.shine("M324 240V400", 12, 0.3)
