"""What tells the time at home."""

from .canvas import Canvas
from .kinds import Kind
from .looks import Look
from .outline import MIRROR_IMAGE, oval, polar
from .paints import INK, Blur
from .registry import draws
from .shades import WHITE, darken, lighten, luminance

Point = tuple[float, float]


@draws(Kind.CLOCK)
def clock(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    rim = oval(400, 390, 240)
    art.stand(400, 690, 190, 13)
    art.hover(rim, 0.45)
    art.printed(rim, colour, motif=(400, 390), size=44, grain=0.1)
    art.line(oval(400, 390, 228), WHITE, 5, opacity=0.3)
    _face(art, (400, 390), 196, accent if luminance(accent) < 0.75 else colour)
    art.shape(
        "M250 330A160 160 0 0 1 400 206Q310 270 280 400A160 160 0 0 1 250 330Z", WHITE, opacity=0.25
    )


def _face(art: Canvas, middle: Point, radius: float, accent: str) -> None:
    """A cream dial with twelve marks, showing nine minutes past ten."""
    cx, cy = middle
    art.disc(cx, cy, radius, darken("#d8cfbd", 0.25))
    art.disc(
        cx, cy, radius - 6, art.radial(((0, "#fffdf6"), (1, "#ece3d0")), 'cx=".4" cy=".3" r=".9"')
    )
    for hour in range(12):
        quarter = hour % 3 == 0
        x1, y1 = polar(cx, cy, radius * 0.86, hour * 30)
        x2, y2 = polar(cx, cy, radius * (0.7 if quarter else 0.78), hour * 30)
        paint = accent if quarter else "#4a453d"
        art.line(f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}", darken(paint, 0.25), 11 if quarter else 6)
    for length, turn, width in ((0.46, 305, 15), (0.68, 54, 10)):
        x, y = polar(cx, cy, radius * length, turn)
        art.line(
            f"M{cx + 4} {cy + 6}L{x + 4:.0f} {y + 6:.0f}", INK, width, opacity=0.2, blur=Blur.FINE
        )
        art.line(f"M{cx} {cy}L{x:.0f} {y:.0f}", INK, width)
    x, y = polar(cx, cy, radius * 0.74, 190)
    art.line(f"M{cx} {cy}L{x:.0f} {y:.0f}", "#d2452d", 4)
    art.disc(cx, cy, 13, INK)
    art.disc(cx, cy, 5, lighten("#d2452d", 0.1))


@draws(Kind.ALARM_CLOCK)
def alarm_clock(art: Canvas, look: Look) -> None:
    colour, accent = look.colour, look.accent
    art.stand(400, 654, 190, 20)
    for place in ("translate(0 0)", MIRROR_IMAGE):
        with art.group(place):
            art.line("M500 590L546 644", darken(colour, 0.45), 26)
            art.line("M500 586L544 640", colour, 18)
            art.line("M470 250L500 206", art.metal(), 13)
            with art.group("rotate(34 510 200)"):
                art.shape(
                    "M434 214C434 130 586 130 586 214C560 226 460 226 434 214Z", art.ball(accent)
                )
                art.oval(510, 214, 76, 10, darken(accent, 0.4))
                art.edge("M460 180q14-24 40-28", 7, 0.5)
    art.line("M400 236V176", art.metal(), 10)
    art.box(376, 148, 48, 30, art.metal(), radius=10)
    body = oval(400, 430, 206)
    art.shape(body, darken(colour, 0.5), turn="translate(0 10)")
    art.printed(body, colour, motif=(400, 430), size=40, grain=0.08)
    art.line(oval(400, 430, 192), WHITE, 5, opacity=0.35)
    _face(art, (400, 430), 164, accent if luminance(accent) < 0.75 else colour)
    art.shape(
        "M270 386A140 140 0 0 1 400 276Q324 330 300 440A140 140 0 0 1 270 386Z", WHITE, opacity=0.25
    )
    art.edge("M226 380A184 184 0 0 1 310 270", 9, 0.45)
