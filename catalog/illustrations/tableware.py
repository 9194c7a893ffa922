"""What stands on a table."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import mirrored
from .paints import Light
from .registry import draws
from .shades import darken, lighten

COFFEE = "#4a2c1a"


@draws(Kind.MUG)
def mug(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 652, 190, 24)
    art.line("M520 352C640 330 660 520 516 548", darken(colour, 0.3), 42)
    art.line("M520 348C634 328 652 512 516 540", colour, 32)
    art.line("M524 342C610 332 634 440 580 500", lighten(colour, 0.45), 7, opacity=0.75)
    body = mirrored("M390 654C480 654 510 640 518 606C528 560 532 292 532 292", axis=390)
    art.printed(body, colour, motif=(390, 470), size=44, light=Light.TUBE, grain=0.1)
    _coffee(art, colour)
    art.shine("M292 340C292 430 296 520 304 596", 15, 0.4)


def _coffee(art: Canvas, colour: str) -> None:
    art.oval(390, 292, 142, 34, lighten(colour, 0.4))
    art.oval(390, 294, 130, 28, art.fade(darken(colour, 0.5), darken(colour, 0.18)))
    art.shape("M268 306a122 24 0 0 1 244 0a122 20 0 0 1-244 0Z", COFFEE)
    art.line("M290 302a100 15 0 0 1 140-8", lighten(COFFEE, 0.3), 5, opacity=0.8)
