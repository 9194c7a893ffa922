"""What the demo's shoppers said to the assistant in the last weeks, and what staff answered.

Written by hand; the assistant's own answers are not: its engine gives them when the demo is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assistant.kinds import HandoverReason, Priority


@dataclass(frozen=True, slots=True)
class Handed:
    """A talk that went to staff: ``answer`` is theirs, "" while it waits; ``stars`` if closed."""

    reason: HandoverReason = HandoverReason.ASKED
    answer: str = ""
    after_minutes: int = 45
    stars: int | None = None
    priority: Priority | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """One talk: ``days_ago`` at ``hour``; a guest's, or a customer's who ordered."""

    days_ago: int
    hour: int
    messages: tuple[str, ...]
    language: str = "en"
    is_guest: bool = False
    handed: Handed | None = None


COMPLAINT, ASKED = HandoverReason.COMPLAINT, HandoverReason.ASKED
MESSAGE, LOST = HandoverReason.MESSAGE, HandoverReason.NOT_UNDERSTOOD

SCRIPTS: Final = (
    Script(27, 10, ("Hi! I need a warm lamp under 60", "compare the first two"), is_guest=True),
    Script(27, 15, ("where is my order?", "thanks!")),
    Script(26, 11, ("do you ship to Norway?",), is_guest=True),
    Script(
        25, 12, ("The mug arrived in pieces, I am really annoyed",),
        handed=Handed(
            COMPLAINT, "We are sorry! A new one leaves today, and you may keep the pieces.",
            35, stars=5, priority=Priority.HIGH, tag="Damaged",
        ),
    ),
    Script(24, 9, ("Wie lange kann ich etwas zurückgeben?", "Danke"), language="de"),
    Script(24, 17, ("I would like to send something back",)),
    Script(23, 14, ("what's popular at the moment?", "how much is the second one?"), is_guest=True),
    Script(
        22, 10, ("Can I talk to a person about a large order for our office?",),
        handed=Handed(ASKED, "With pleasure: tell us what and how many, and we will make you an "
                      "offer by tomorrow.", 60, stars=4, tag="Companies"),
    ),
    Script(21, 16, ("Habt ihr eine Wolldecke?", "was kostet die erste"), language="de",
           is_guest=True),
    Script(20, 11, ("how do I reset my password",), is_guest=True),
    Script(20, 19, ("is my parcel on its way yet", "and when will it be here?")),
    Script(
        19, 13, ("do you engrave names on glasses?", "with a name on it, can you do that?"),
        handed=Handed(LOST, "We do not engrave so far, but you are the third to ask this month: "
                      "we will look into it.", 90, stars=4, tag="Wishes"),
    ),
    Script(18, 10, ("Où est ma commande ?",), language="en"),
    Script(17, 15, ("a present for my father, he likes to cook, max 50",), is_guest=True),
    Script(16, 12, ("Bitte liefert meine Bestellung an eine andere Adresse",), language="de"),
    Script(
        15, 18, ("half of my order is missing",),
        handed=Handed(COMPLAINT, "The second parcel left yesterday; you will have it tomorrow. "
                      "We should have told you, sorry.", 150, stars=3, tag="Delivery"),
    ),
    Script(14, 9, ("what does delivery cost?", "and can I pay by invoice?"), is_guest=True),
    Script(13, 11, ("show me rugs", "the cheapest one please"), is_guest=True),
    Script(12, 16, ("Ich möchte mit einem Menschen sprechen",), language="de",
           handed=Handed(ASKED, "Guten Tag, hier ist Sam. Wobei darf ich helfen?", 20, stars=5)),
    Script(11, 10, ("I want to send the blanket back and look for a larger one",)),
    Script(10, 14, ("will it rain tomorrow?", "ok, then show me umbrellas"), is_guest=True),
    Script(9, 13, ("Livrez-vous en Belgique ?", "merci"), is_guest=True),
    Script(
        8, 11, ("please pass a note on to your team: the new catalogue is lovely",),
        handed=Handed(MESSAGE, "Thank you, that made our day!", 200, stars=5,
                      priority=Priority.LOW, tag="Praise"),
    ),
    Script(7, 15, ("do you have gift wrapping?",), is_guest=True),
    Script(6, 12, ("wo bleibt mein Paket",), language="de"),
    Script(5, 10, ("cancel my last order please",)),
    Script(4, 17, ("what can you help me with?", "recommend me something for my kitchen"),
           is_guest=True),
    Script(
        3, 10, ("The lamp flickers. I bought it last month, what now?",),
        handed=Handed(COMPLAINT, "That is covered by the guarantee. Please start a return here in "
                      "the chat, and we will send you a new one at once.", 50, tag="Guarantee"),
    ),
    Script(2, 16, ("do you engrave names?",), is_guest=True),
    Script(2, 11, ("can somebody call me about my invoice?",),
           handed=Handed(ASKED, tag="Invoices")),
    Script(1, 10, ("Die Tasse kam zerbrochen an, so geht das nicht",), language="de",
           handed=Handed(COMPLAINT, priority=Priority.HIGH, tag="Damaged")),
    Script(0, 8, ("I'd like to speak to somebody about a return",), handed=Handed(ASKED)),
)  # fmt: skip
