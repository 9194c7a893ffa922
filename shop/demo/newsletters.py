"""What the demo's newsletter says, week by week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """Texts by language; below them what the reader may like."""

    subject: Words
    preheader: Words
    text: Words
    picks: str = "for_them"

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return [
            {"kind": "heading", "text": self.subject},
            {"kind": "text", "text": self.text},
            {"kind": "recommendations", "picks": self.picks, "count": 4},
        ]


NEWSLETTER = (
    Letter(
        subject={"en": "New on the shelves", "de": "Neu im Regal"},
        preheader={"en": "What came in this week", "de": "Was diese Woche gekommen ist"},
        text={
            "en": "Hello {name}, this is what we unpacked this week.",
            "de": "Hallo {name}, das haben wir diese Woche ausgepackt.",
        },
        picks="new",
    ),
    Letter(
        subject={"en": "Picked for your shelf", "de": "Für Ihr Regal ausgesucht"},
        preheader={"en": "Four things, no more", "de": "Vier Dinge, nicht mehr"},
        text={
            "en": "Hello {name}, we think that these would stand well with you.",
            "de": "Hallo {name}, wir glauben, das würde gut zu Ihnen passen.",
        },
    ),
    Letter(
        subject={"en": "What others take home", "de": "Was andere mitnehmen"},
        preheader={"en": "Wanted these days", "de": "In diesen Tagen gefragt"},
        text={
            "en": "Hello {name}, nothing is asked for more often at the moment.",
            "de": "Hallo {name}, nach nichts wird gerade öfter gefragt.",
        },
        picks="trending",
    ),
)
