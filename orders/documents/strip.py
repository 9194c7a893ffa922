"""The paper of a till: one strip, 80 mm wide and as long as what stands on it."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer, Table, TableStyle

from orders.documents.fonts import BOLD, register_fonts
from orders.documents.sheet import RULE, SMALL, TEXT, text

WIDTH, SIDE, TOP = 80 * mm, 5 * mm, 6 * mm
ROOM = WIDTH - 2 * SIDE
_LEFT = ParagraphStyle("strip", parent=TEXT, fontSize=8.5, leading=11)
_RIGHT = ParagraphStyle("strip-right", parent=_LEFT, alignment=TA_RIGHT)
_STRONG = ParagraphStyle("strip-strong", parent=_LEFT, fontName=BOLD, fontSize=11, leading=15)
_STRONG_RIGHT = ParagraphStyle("strip-strong-right", parent=_STRONG, alignment=TA_RIGHT)
_MIDDLE = ParagraphStyle("strip-middle", parent=_LEFT, alignment=TA_CENTER)
_TITLE = ParagraphStyle("strip-title", parent=_STRONG, alignment=TA_CENTER)


class Strip:
    """What stands on it, from top to bottom."""

    def __init__(self) -> None:
        self.story: list[Flowable] = []

    def title(self, words: str) -> None:
        self.story.append(text(words, _TITLE))

    def middle(self, words: str) -> None:
        self.story.append(text(words, _MIDDLE) if words else Spacer(0, 2 * mm))

    def quiet(self, words: str) -> None:
        self.story.append(text(words, SMALL))

    def pair(self, name: str, amount: str, *, is_strong: bool = False) -> None:
        """A name on the left and an amount on the right."""
        left, right = (_STRONG, _STRONG_RIGHT) if is_strong else (_LEFT, _RIGHT)
        row = [[text(name, left), text(amount, right)]]
        table = Table(row, colWidths=[ROOM * 0.58, ROOM * 0.42])
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 0.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
                ]
            )
        )
        self.story.append(table)

    def rule(self) -> None:
        line = Table([[""]], colWidths=[ROOM], rowHeights=[2.5 * mm])
        line.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.6, RULE)]))
        self.story += [line, Spacer(0, 1.5 * mm)]


def draw_strip(strip: Strip, *, title: str, author: str) -> bytes:
    """One page as long as it needs to be. The same strip gives the same bytes."""
    register_fonts()
    height = sum(flowable.wrap(ROOM, 10_000 * mm)[1] for flowable in strip.story)
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        # The frame keeps six points on every side for itself.
        pagesize=(WIDTH, height + 2 * TOP + 14),
        leftMargin=SIDE - 6,
        rightMargin=SIDE - 6,
        topMargin=TOP,
        bottomMargin=TOP,
        title=title,
        author=author,
        invariant=1,
    )
    document.build(strip.story)
    return target.getvalue()
