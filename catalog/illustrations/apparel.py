"""Clothes, drawn as if pinned to the wall."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import mirrored
from .paints import Blur
from .registry import draws
from .shades import WHITE, darken

TEE = mirrored(
    "M400 233C444 233 482 222 502 196C532 204 564 216 586 232C620 268 654 330 672 384"
    "C640 408 604 424 574 430L544 372C538 460 542 560 548 648C500 659 450 663 400 663"
)


@draws(Kind.TEE)
def tee(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 700, 190, 14)
    art.hover(TEE)
    art.printed(TEE, colour, motif=(400, 400), size=42)
    with art.within(TEE):
        _folds(art, colour)
    _crew_neck(art, colour)
    hem = darken(colour, 0.28)
    art.stitch("M254 632C340 652 460 652 546 632", hem)
    art.stitch("M138 368C168 392 200 406 232 412M662 368C632 392 600 406 568 412", hem)


def _folds(art: Canvas, colour: str) -> None:
    art.crease("M256 372C290 440 270 540 268 660", colour, 30, 0.3)
    art.crease("M544 372C510 440 530 540 532 660", colour, 34, 0.38)
    art.line("M350 300C340 420 370 520 352 640", WHITE, 24, opacity=0.2, blur=Blur.SOFT)
    art.crease("M470 420C430 500 460 560 430 650", colour, 20, 0.26)
    art.crease("M226 250C250 300 256 330 256 380M574 250C550 300 544 330 544 380", colour)


def _crew_neck(art: Canvas, colour: str) -> None:
    art.shape(
        "M298 196C330 246 470 246 502 196C490 190 480 188 472 186C440 214 360 214 328 186"
        "C318 188 308 190 298 196Z",
        darken(colour, 0.12),
    )
    art.shape("M328 186C360 214 440 214 472 186C440 176 360 176 328 186Z", darken(colour, 0.42))
    art.line("M316 206C350 244 450 244 484 206", darken(colour, 0.3), 2, opacity=0.6)
    art.box(384, 188, 32, 13, WHITE, radius=2, opacity=0.85)
