"""When a message may mean two things, or none for sure: what is asked back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assistant.algorithms.matching import words
from assistant.dialogue.memory import Memory, Option, Use, asked, read_memory
from assistant.dialogue.policy import use_of
from assistant.dialogue.small_talk import INTENTS
from assistant.goods.naming import is_sold
from assistant.kinds import Intent
from assistant.replies import Choices, Said
from assistant.tools.base import Outcome, Situation
from assistant.understanding.reading import Wish

UNSURE_BELOW = 0.55
CLOSE = 0.12
"""Two guesses that are no further apart are asked about."""
WORTH_ASKING = 0.2
MOST_ASKED = 3
STILL_ABOUT_IT = 0.15
"""So likely is enough for what was spoken of last."""
_OF_PRODUCTS = {Intent.ASK_PRODUCT, Intent.COMPARE, Intent.ADD_TO_CART, Intent.RECOMMEND}
SHORT = 4
"""A message of so few words may be nothing but the name of what is looked for."""


def is_unclear(wish: Wish) -> bool:
    """Whether nothing is likely enough, or two things are about as likely."""
    if wish.intent is Intent.NONE:
        return True
    if wish.confidence >= UNSURE_BELOW:
        return False
    rivals = [guess for guess in wish.guesses if guess.intent is not wish.intent]
    return (
        bool(rivals)
        and _is_served(rivals[0].intent)
        and (wish.confidence - rivals[0].confidence < CLOSE)
    )


def certain_use(wish: Wish, situation: Situation) -> Use | None:
    """What an unclear message can be nothing else than, seen from what was said before.

    A word more to what was just spoken of, a product shown that it names by its place, or the very
    words of goods that are sold.
    """
    memory = read_memory(situation.conversation.memory)
    if (intent := _continued(wish, memory) or _of_place(wish, memory)) is not None:
        return use_of(wish, intent)
    if wish.intent is not Intent.NONE or not 1 <= len(words(wish.text)) <= SHORT:
        return None
    if not is_sold(wish.slots.words or wish.text, situation):
        return None
    use = use_of(wish, Intent.FIND_PRODUCTS)
    return Use(use.tool, {"words": wish.text, **use.arguments}) if use is not None else None


def _continued(wish: Wish, memory: Memory) -> Intent | None:
    """The topic of the answer before, where it is among what this may mean."""
    return next(
        (
            guess.intent
            for guess in wish.guesses
            if guess.intent.value == memory.topic
            and guess.confidence >= STILL_ABOUT_IT
            and _is_served(guess.intent)
        ),
        None,
    )


def _of_place(wish: Wish, memory: Memory) -> Intent | None:
    """What is wanted of products shown: the likeliest of what can be; a question without any."""
    places = [place for place in wish.slots.places if 1 <= place <= len(memory.shown)]
    if not places:
        return None
    likely = [guess.intent for guess in wish.guesses if guess.intent in _OF_PRODUCTS]
    return likely[0] if likely else Intent.ASK_PRODUCT


def question_for(wish: Wish) -> Outcome | None:
    """ "Which of these do you mean?"; None where nothing is likely enough to be asked."""
    likely = [
        guess.intent
        for guess in wish.guesses
        if guess.confidence >= WORTH_ASKING and _is_served(guess.intent)
    ][:MOST_ASKED]
    if not likely or _is_foreign(wish):
        return None
    options = [
        Option(str(intent.label), use)
        for intent in likely
        if (use := use_of(wish, intent)) is not None
    ]
    said = _("Which of these do you mean?") if len(options) > 1 else _("Do you mean this?")
    choices = Choices(tuple((option.label, option.label) for option in options))
    return Outcome((Said(said), choices), memory=asked(options))


def _is_served(intent: Intent) -> bool:
    return intent is not Intent.NONE and intent not in INTENTS


def _is_foreign(wish: Wish) -> bool:
    """Whether it is likelier nothing of the shop's than anything else."""
    return bool(wish.guesses) and wish.guesses[0].intent is Intent.NONE
