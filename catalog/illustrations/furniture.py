"""Furniture."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import MIRROR_IMAGE, mirrored
from .paints import WOOD, Blur
from .registry import draws
from .shades import darken, lighten

CHAIR_BACK = mirrored("M400 193C460 193 534 202 538 220C556 300 560 400 552 452L400 452")
CHAIR_SEAT = mirrored("M400 426C490 426 571 433 574 446L588 506C590 532 570 540 540 542L400 542")
CHAIR_ARM = (
    "M226 400C196 396 186 420 190 452L200 516C204 540 236 536 238 512L246 420"
    "C246 408 240 402 226 400Z"
)


@draws(Kind.CHAIR)
def chair(art: Canvas, look: Look) -> None:
    colour, legs = look.colour, art.tube(WOOD)
    art.stand(400, 662, 230, 20)
    art.shape("M300 530h20L302 632h-10ZM482 530h20L510 632h-10Z", legs)
    art.printed(CHAIR_BACK, colour, motif=(400, 330), size=46, grain=0.2)
    art.seam("M400 204V446", colour)
    for x, y in ((335, 300), (465, 300), (335, 370), (465, 370)):
        art.disc(x, y, 5, darken(colour, 0.3), opacity=0.7)
    art.edge("M284 226C330 204 420 202 460 206", 9)
    art.oval(400, 448, 150, 18, darken(colour, 0.6), opacity=0.5, blur=Blur.GLEAM)
    art.printed(CHAIR_SEAT, lighten(colour, 0.06), motif=(400, 500), size=46, grain=0.2)
    art.seam("M216 500C300 520 500 520 584 500", colour)
    art.edge("M240 452C300 436 480 434 520 440", 8, 0.32)
    art.solid(CHAIR_ARM, colour, grain=0.2)
    with art.group(MIRROR_IMAGE):
        art.solid(CHAIR_ARM, darken(colour, 0.08), grain=0.2)
    art.shape("M236 530h20L246 664h-10ZM544 530h20L584 664h-10Z", legs)


SOFA_BACK = mirrored("M400 286L580 286C610 286 630 296 630 330L630 480L400 480")


@draws(Kind.SOFA)
def sofa(art: Canvas, look: Look) -> None:
    colour, legs = look.colour, art.tube(WOOD)
    art.stand(400, 642, 300, 17)
    art.box(140, 580, 16, 60, legs, radius=5)
    art.box(644, 580, 16, 60, legs, radius=5)
    art.printed(SOFA_BACK, colour, motif=(400, 430), size=46, grain=0.2)
    art.seam("M400 292V430", colour, 4)
    art.edge("M196 304C260 294 340 294 386 298M416 298C480 294 560 294 600 302", 8, 0.32)
    art.box(170, 500, 460, 88, darken(colour, 0.14), radius=14)
    art.box(180, 508, 440, 20, darken(colour, 0.5), opacity=0.5, blur=Blur.GLEAM)
    _loose_cushion(art, look.accent)
    for x in (181, 401):
        art.printed(_seat(x), lighten(colour, 0.08), motif=(400, 430), size=46, grain=0.2)
    art.edge("M204 438C260 430 340 430 380 434M424 438C480 430 560 430 600 434", 6)
    for x in (108, 608):
        art.printed(_arm(x), colour, motif=(400, 430), size=46, grain=0.2)
    art.edge("M122 412q28-18 54-2M622 412q28-18 54-2", 7, 0.4)


def _seat(x: float) -> str:
    return (
        f"M{x} 452C{x} 430 {x + 8} 424 {x + 24} 424L{x + 194} 424C{x + 212} 424 {x + 218} 432 "
        f"{x + 218} 452L{x + 218} 496C{x + 218} 512 {x + 212} 518 {x + 194} 518L{x + 24} 518"
        f"C{x + 6} 518 {x} 510 {x} 496Z"
    )


def _arm(x: float) -> str:
    return (
        f"M{x} 420C{x} 380 {x + 84} 380 {x + 84} 420L{x + 84} 572C{x + 84} 586 {x + 76} 590 "
        f"{x + 64} 590L{x + 20} 590C{x + 6} 590 {x} 584 {x} 572Z"
    )


def _loose_cushion(art: Canvas, accent: str) -> None:
    with art.group("rotate(-9 250 390)"):
        art.box(196, 334, 120, 112, art.soft(accent), radius=24)
        art.edge("M214 352q46-14 86 0", 6, 0.4)
