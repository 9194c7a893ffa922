"""Sentences that go with any goods: how they came to be bought, and last words."""

from __future__ import annotations

from collections.abc import Mapping

from .moods import Mood, Sentences

# Said in any mood, so nothing here praises or complains.
CIRCUMSTANCES: Sentences = (
    "Bought for my sister's birthday.",
    "A treat for myself after a long month.",
    "A present for my dad, who has opinions.",
    "Ordered late one evening after far too much comparing.",
    "I'd been looking for months.",
    "Bought with a gift card from work.",
    "We've had {them} for about six weeks now.",
    "Ordered together with a few other things.",
    "My partner picked {them}, I paid.",
    "Ordered during the sale.",
    "A friend told me about this shop.",
    "Got {them} for my daughter, who started university this autumn.",
    "Second order from here.",
    "Bought on a whim with something else.",
    "I'm writing this three weeks in.",
    "I don't usually write reviews.",
    "Ordered for the holidays.",
)

ENDINGS: Mapping[Mood, Sentences] = {
    Mood.GLOWING: (
        "Would buy again without thinking.",
        "Already ordered a second.",
        "Five stars, easily.",
        "Couldn't be happier.",
        "I've told everyone at work.",
        "Thank you!",
        "Exactly what I hoped for.",
        "More of this, please.",
        "My sister now wants the same.",
    ),
    Mood.PLEASED: (
        "I'd recommend {them}, with that one reservation.",
        "Four stars because nothing is perfect.",
        "Happy with the purchase.",
        "Would order again.",
        "Glad I chose this one.",
        "No regrets.",
        "A small thing, and I'd still buy {them} again.",
    ),
    Mood.MIXED: (
        "I'm keeping {them}, but I'm not sure I'd buy again.",
        "Three stars feels about right.",
        "It'll do.",
        "Maybe the next version will be better.",
        "Make up your own mind.",
        "I've seen worse and I've seen better.",
        "Not sending {them} back, not cheering either.",
    ),
    Mood.LET_DOWN: (
        "{The} went back.",
        "I won't be buying again.",
        "A shame, because the idea is good.",
        "Customer service was polite, at least.",
        "I'm still deciding whether to return {them}.",
        "Disappointed.",
        "Two stars for the idea.",
    ),
    Mood.ANGRY: (
        "Returned the same day.",
        "Avoid.",
        "Never again.",
        "I'm still waiting for the refund.",
        "One star because zero isn't possible.",
        "Don't bother.",
        "I've asked for my money back.",
        "Look elsewhere.",
        "Very disappointed.",
    ),
}
