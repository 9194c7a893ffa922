"""Which function draws which kind."""

from collections.abc import Callable

from .canvas import Canvas
from .kinds import Kind
from .looks import Look

Drawing = Callable[[Canvas, Look], None]

DRAWINGS: dict[Kind, Drawing] = {}


def draws(kind: Kind) -> Callable[[Drawing], Drawing]:
    """Register the decorated function as the drawing of `kind`. Raises `ValueError` on a second."""

    def register(drawing: Drawing) -> Drawing:
        if kind in DRAWINGS:
            raise ValueError(f"{kind!r} is drawn twice")
        DRAWINGS[kind] = drawing
        return drawing

    return register
