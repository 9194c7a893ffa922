"""The guide that the demo store sells as a download, set as a PDF when the store is built."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

MARGIN = 48
TITLE = "The mending guide"
CHAPTERS: tuple[tuple[str, str], ...] = (
    (
        "A button that stays",
        "Take the thread double and wax it. Four times through the holes, a match laid across the "
        "button while you do it; then pull the match out, wind the slack six times around the "
        "threads below and finish on the back. The neck that this makes lets the cloth lie flat.",
    ),
    (
        "A hole in a knee",
        "Cut the patch two fingers larger than the hole and round its corners: square ones lift. "
        "Pin it to the inside, tack it, turn the raw edge under and hem it with small stitches "
        "that catch the outer cloth by a thread only.",
    ),
    (
        "Darning a heel",
        "Stretch the sock over something smooth. Run rows up and down over the thin part, a "
        "finger beyond it, without pulling. Then weave across, over one and under one. Leave a "
        "small loop at each turn: wool shrinks in the wash, and the loops give.",
    ),
    (
        "A seam that opened",
        "Begin a thumb's width before the gap on the old holes, sew backwards for three stitches, "
        "go across and end as you began. Press it open while it is damp.",
    ),
    (
        "When to stop",
        "Cloth that tears beside a patch is tired everywhere. Cut the good parts out, keep the "
        "buttons, and make the next patch from it.",
    ),
)


def make_guide() -> bytes:
    """A PDF of a few pages; the same words give the same bytes."""
    styles = getSampleStyleSheet()
    story = [Paragraph(TITLE, styles["Title"]), Spacer(1, MARGIN / 2)]
    for heading, text in CHAPTERS:
        story += [Paragraph(heading, styles["Heading2"]), Paragraph(text, styles["BodyText"])]
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A5, title=TITLE, author="Marlow Mill", invariant=1,
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
    )  # fmt: skip
    document.build(story)
    return out.getvalue()
