"""Paper, and what is written with."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look, Pattern
from .registry import draws
from .shades import darken, lighten

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
    if look.pattern in (Pattern.PLAIN, Pattern.GRAPHIC):
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
