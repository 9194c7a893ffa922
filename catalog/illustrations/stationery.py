"""Paper, and what is written with."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look, Pattern
from .outline import heart, mirrored, oval, rounded_box, star
from .paints import INK, Blur, Light
from .registry import draws
from .shades import WHITE, darken, lighten, mix

PAPER = ("#fffdf6", "#d9d2c0")
PAGE_EDGE = "#b9b09a"

COVER = (
    "M236 190L520 168Q534 167 535 181L560 604Q561 618 547 619L262 640Q246 641 245 626"
    "L222 206Q221 191 236 190Z"
)
SPINE = "M262 188L286 638L262 640Q246 641 245 626L222 206Q221 191 236 190Z"


@draws(Kind.BOOK)
def book(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(420, 672, 200, 16)
    _pages(art, colour)
    art.printed(COVER, colour, motif=(398, 400), size=40, grain=0.2)
    art.shape(SPINE, darken(colour, 0.35), opacity=0.55)
    if look.pattern is Pattern.PLAIN:
        _title(art, accent)
    art.edge("M300 206L510 190", 6, 0.3)
    art.shape("M512 169L534 690L543 680L553 688L527 168Z", accent, opacity=0.95)


def _pages(art: Canvas, colour: str) -> None:
    paper = art.linear(((0, PAPER[0]), (1, PAPER[1])), (0, 0, 1, 0))
    back = "M262 640L547 619L590 640Q596 650 586 654L300 678Q270 680 256 656Z"
    art.shape(back, darken(colour, 0.45))
    art.shape("M268 644L549 622L584 640L300 664Q280 664 268 644Z", paper)
    art.line("M272 650L566 627M284 657L578 634", PAGE_EDGE, 1.6)
    art.shape("M536 178L574 196L596 636L560 612Z", paper)
    art.line("M546 184L572 616M558 190L582 622", PAGE_EDGE, 1.6)


def _title(art: Canvas, accent: str) -> None:
    ink = lighten(accent, 0.5)
    with art.group("skewY(-4.4) translate(0 31)"):
        art.disc(398, 318, 74, art.soft(accent))
        art.shape("M324 330q37-36 74 0t74 0q-8 62-74 62t-74-62Z", darken(accent, 0.35))
        art.text("Slow Mornings", 398, 480, 34, ink, "Georgia,serif")
        art.line("M344 504h108", ink, 3)
        art.text("NOTEBOOK", 398, 540, 17, ink, "Inter,sans-serif")


STAND = ((262, 170, -10), (330, 120, -4), (396, 150, 2), (462, 104, 6), (530, 176, 12))
CUP = mirrored("M400 652L496 652C506 652 510 646 511 636L522 420L400 420")


@draws(Kind.PENCILS)
def pencils(art: Canvas, look: Look) -> None:
    """Colour pencils in a printed cup."""
    colour, accent = look.colour, look.accent
    art.stand(400, 656, 170, 20)
    art.oval(400, 420, 122, 22, darken(colour, 0.6))
    leads = (accent, colour, "#e2b04a", darken(accent, 0.3), mix(colour, WHITE, 0.4))
    for (x, top, lean), lead in zip(STAND, leads, strict=True):
        with art.group(f"translate({x} {top}) rotate({lean})"):
            art.shape("M-20 70L0 0L20 70Z", "#f0d9b4")
            art.shape("M-7 25L0 0L7 25Z", darken(lead, 0.1))
            art.shape("M-20 70q10 14 20 0q10 14 20 0V340H-20Z", art.tube(lead))
            art.line("M-7 80V340", lighten(lead, 0.5), 4, opacity=0.6)
    art.printed(CUP, colour, motif=(400, 540), size=44, light=Light.TUBE, grain=0.12)
    art.line("M279 424C320 444 480 444 521 424", lighten(colour, 0.4), 9)
    art.line("M290 618C340 632 460 632 510 618", accent, 8)
    art.shine("M308 460V610", 14, 0.4)


SHEET = rounded_box(196, 150, 408, 510, 16)


@draws(Kind.STICKERS)
def stickers(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(410, 690, 200, 13)
    with art.group("rotate(4 400 400)"):
        art.hover(SHEET, 0.45)
        art.solid(SHEET, mix("#fbf7ec", look.backdrop, 0.2), grain=0.1)
        middle = ((310, 256), (490, 256), (310, 406), (490, 406), (310, 556))
        cuts = (
            (heart(310, 258, 120), colour),
            (star(490, 258, 72), accent),
            (oval(310, 406, 58), accent),
            (rounded_box(432, 350, 116, 112, 22), colour),
            (star(310, 558, 66, points=8, depth=0.8), colour),
        )
        for (path, tint), spot in zip(cuts, middle, strict=True):
            art.line(path, darken(look.backdrop, 0.5), 20, opacity=0.3, blur=Blur.FINE)
            art.line(path, WHITE, 18)
            if tint == colour:
                art.printed(path, tint, motif=spot, size=24, grain=0)
            else:
                art.solid(path, tint, grain=0)
        art.shape(
            "M604 470V660H420C470 640 500 600 500 556C530 560 580 530 604 470Z",
            art.soft(lighten(accent, 0.55)),
        )
        art.line(
            "M604 470C580 530 530 560 500 556C500 600 470 640 420 660",
            darken(accent, 0.4),
            4,
            opacity=0.35,
        )


MAGNETS = ((290, 300, "heart"), (514, 300, "star"), (290, 510, "round"), (514, 510, "square"))


@draws(Kind.MAGNETS)
def magnets(art: Canvas, look: Look) -> None:
    """Fridge magnets on a steel door."""
    colour, accent = look.colour, look.accent
    art.stand(400, 686, 240, 12)
    door = rounded_box(150, 150, 500, 510, 34)
    art.hover(door, 0.45)
    art.shape(door, art.metal(mix("#d4d9dd", look.backdrop, 0.3)))
    outlines = {
        "heart": heart(290, 308, 180),
        "star": star(514, 306, 104),
        "round": oval(290, 510, 80),
        "square": rounded_box(438, 434, 152, 152, 36),
    }
    for number, (x, y, form) in enumerate(MAGNETS):
        tint = (colour, accent)[number in (1, 2)]
        path = outlines[form]
        art.shape(path, INK, opacity=0.4, blur=Blur.SOFT, turn="translate(10 16)")
        art.shape(path, darken(tint, 0.4), turn="translate(2 8)")
        if tint == colour:
            art.printed(path, tint, motif=(x, y), size=34, grain=0)
        else:
            art.shape(path, art.soft(tint))
        art.oval(x - 34, y - 34, 26, 13, WHITE, opacity=0.6, blur=Blur.FINE)
