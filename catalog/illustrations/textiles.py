"""Cloth for the house."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look, Pattern
from .outline import mirrored, rounded_box
from .paints import Blur
from .registry import draws
from .shades import WHITE, darken, lighten

CUSHION = (
    "M176 214C250 246 550 246 624 214C646 206 652 216 644 236C616 330 616 500 644 590"
    "C652 612 644 622 622 612C540 584 260 584 178 612C156 622 148 612 156 590"
    "C184 500 184 330 156 236C148 216 156 206 176 214Z"
)


@draws(Kind.CUSHION)
def cushion(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 640, 240, 24)
    with art.group("rotate(-5 400 410)"):
        art.printed(CUSHION, colour, motif=(400, 410), size=56, grain=0.26)
        with art.within(CUSHION):
            art.crease(
                "M170 224C230 290 260 300 300 340M634 230C570 290 540 300 510 340", colour, 22, 0.4
            )
            art.crease(
                "M170 604C230 540 270 520 300 490M634 600C570 540 540 520 510 490", colour, 26, 0.45
            )
            art.crease("M160 600C300 560 500 560 640 600", colour, 34, 0.5)
            art.oval(350, 350, 130, 90, WHITE, opacity=0.18, blur=Blur.SOFT)
        art.line(CUSHION, look.accent, 8)
        art.line(CUSHION, darken(look.accent, 0.4), 8, dash="3 7", cap="butt", opacity=0.35)


@draws(Kind.BLANKET)
def blanket(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(400, 644, 270, 20)
    for y, shade in ((530, 0.14), (430, 0.06), (330, 0)):
        fold = (
            f"M190 {y}H590C632 {y} 632 {y + 108} 590 {y + 108}H190C168 {y + 108} 168 {y} 190 {y}Z"
        )
        art.printed(fold, darken(colour, shade), motif=(400, 430), size=50, grain=0.36)
        art.crease(f"M180 {y + 100}H600", colour, 18, 0.5)
        art.seam(f"M590 {y + 24}C606 {y + 40} 606 {y + 68} 590 {y + 84}", colour, 4)
        art.edge(f"M210 {y + 12}H560", 5, 0.25)
    flap = "M226 330H420V560C360 574 290 574 226 560Z"
    art.shape(flap, darken(colour, 0.6), opacity=0.4, blur=Blur.SOFT, turn="translate(8 8)")
    art.printed(flap, lighten(colour, 0.06), motif=(400, 430), size=50, grain=0.36)
    art.shape(
        "M226 520C290 534 360 534 420 520V546C360 560 290 560 226 546Z", look.accent, opacity=0.9
    )
    fringe = "".join(f"M{x} 566v34" for x in range(234, 420, 15))
    art.line(fringe, darken(look.accent, 0.08), 7)


TOWEL = "M250 212C330 224 470 224 550 212L560 640C470 656 330 656 240 640Z"


@draws(Kind.TEA_TOWEL)
def tea_towel(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 700, 180, 12)
    art.hover(TOWEL)
    art.printed(TOWEL, colour, motif=(400, 380), size=48, grain=0.34)
    with art.within(TOWEL):
        for y, height in ((560, 26), (598, 10)):
            art.shape(
                f"M230 {y}C330 {y + 14} 470 {y + 14} 570 {y}V{y + height}"
                f"C470 {y + height + 14} 330 {y + height + 14} 230 {y + height}Z",
                accent,
            )
        art.crease(
            "M320 220C304 360 340 500 316 650M486 220C506 380 470 500 496 650", colour, 26, 0.3
        )
        art.line("M390 226C400 380 380 500 396 650", WHITE, 34, opacity=0.24, blur=Blur.SOFT)
    art.stitch("M246 626C330 642 470 642 554 626", darken(colour, 0.35))
    art.box(
        150, 196, 500, 22, art.fade(lighten("#9a6b43", 0.3), darken("#9a6b43", 0.25)), radius=11
    )
    for x in (150, 650):
        art.disc(x, 207, 19, art.ball("#9a6b43"))


APRON = mirrored(
    "M400 246C436 246 452 240 464 224C470 300 500 350 556 368L566 640C510 660 450 664 400 664"
)


@draws(Kind.APRON)
def apron(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 700, 190, 12)
    art.line("M338 232C330 110 470 110 462 232", darken(accent, 0.15), 13)
    art.line("M244 374C180 400 170 470 190 540M556 374C620 400 630 470 610 540", accent, 13)
    art.hover(APRON)
    art.printed(APRON, colour, motif=(400, 330), size=44, grain=0.2)
    with art.within(APRON):
        art.crease(
            "M300 380C290 480 300 570 290 660M500 380C510 480 500 570 512 660", colour, 26, 0.35
        )
    pocket = "M310 450H490V540C490 566 470 574 400 574C330 574 310 566 310 540Z"
    art.shape(pocket, darken(colour, 0.6), opacity=0.3, blur=Blur.FINE, turn="translate(0 6)")
    art.solid(pocket, lighten(accent, 0.05), grain=0.2)
    art.stitch("M318 466H482M400 470V568", darken(accent, 0.35))
    art.line(APRON, accent, 7, opacity=0.9)


@draws(Kind.NAPKINS)
def napkins(art: Canvas, look: Look) -> None:
    colour = look.colour
    art.stand(410, 640, 250, 16)
    with art.group("rotate(-6 400 430)"):
        for step in range(5, 0, -1):
            sheet = rounded_box(190 + step * 5, 230 + step * 9, 400, 360, 8)
            art.shape(sheet, darken(colour, 0.12 if step % 2 else 0.26))
        top = rounded_box(190, 230, 400, 360, 8)
        art.printed(top, colour, motif=(390, 410), size=54, grain=0.14)
        art.line(
            rounded_box(206, 246, 368, 328, 4), lighten(colour, 0.5), 4, dash="2 9", opacity=0.8
        )
        art.line("M390 232V588M192 410H588", darken(colour, 0.4), 3, opacity=0.3)
        art.shape("M590 230V330L490 230Z", darken(colour, 0.5), opacity=0.3)
        art.shape(
            "M590 330L490 230C500 270 510 300 504 322C530 312 560 320 590 330Z",
            lighten(look.accent, 0.1),
        )


MAT = "M170 400H630L710 622H90Z"


@draws(Kind.DOORMAT)
def doormat(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 634, 320, 14)
    art.shape(MAT, darken(colour, 0.65), turn="translate(0 14)")
    art.solid(MAT, colour, grain=0.7)
    art.shape(MAT, darken(colour, 0.3), opacity=0.12)
    inner = "M196 424H604L664 598H136Z"
    if look.pattern in (Pattern.PLAIN, Pattern.GRAPHIC):
        art.line(inner, accent, 10)
        art.shape(
            "M400 478C380 440 316 444 316 486C316 530 384 552 400 574"
            "C416 552 484 530 484 486C484 444 420 440 400 478Z",
            accent,
        )
        art.line("M214 500h60M526 500h60M206 530h60M534 530h60", accent, 9)
    else:
        art.printed(inner, colour, motif=(400, 510), size=50, grain=0.7)
    bristles = "".join(f"M{x} 622v14" for x in range(96, 706, 9))
    art.line(bristles, darken(colour, 0.3), 4)
    art.line("M170 400H630", lighten(colour, 0.3), 5, opacity=0.6)


WARMER = mirrored(
    "M400 224C424 224 438 232 446 250C452 280 470 292 500 298C560 308 586 346 582 410L574 560"
    "C572 634 530 660 470 660L400 660"
)


@draws(Kind.HOT_WATER_BOTTLE)
def hot_water_bottle(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 664, 190, 20)
    art.shape("M334 158C350 168 450 168 466 158L436 250H364Z", art.tube(darken(accent, 0.15)))
    art.oval(400, 158, 66, 11, darken(accent, 0.5))
    art.box(374, 126, 52, 38, art.tube(lighten(accent, 0.2)), radius=10)
    art.printed(WARMER, colour, motif=(400, 470), size=48, grain=0.34)
    with art.within(WARMER):
        art.crease("M560 330C590 430 570 560 540 650", colour, 46, 0.4)
        art.crease("M240 640C320 660 480 660 560 640", colour, 30, 0.4)
        art.line("M300 340C270 420 270 520 280 600", WHITE, 26, opacity=0.25, blur=Blur.SOFT)
    collar = (
        "M340 232C360 222 440 222 460 232C470 256 474 276 468 292"
        "C440 304 360 304 332 292C326 276 330 256 340 232Z"
    )
    art.solid(collar, lighten(colour, 0.1), grain=0.34)
    art.seam("M356 230V296M376 226V300M400 226V302M424 226V300M444 230V296", colour, 4, 0.4)
    bow = (
        "M400 306C360 276 330 290 334 312C338 334 370 330 400 312"
        "C430 330 462 334 466 312C470 290 440 276 400 306Z"
    )
    art.line("M396 312C384 350 372 370 360 388M404 312C416 350 428 370 440 388", accent, 11)
    art.shape(bow, art.soft(accent))
    art.disc(400, 310, 12, darken(accent, 0.2))
