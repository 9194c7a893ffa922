"""Understanding a message: its language, its wishes, what each wants and names."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from assistant.algorithms.slots import named_in
from assistant.algorithms.wishes import Read, wishes_of
from assistant.kinds import Intent, Language
from assistant.understanding.learned import Learned, from_arrays
from assistant.understanding.reading import Guess, Reading, Slots, Wish
from assistant.understanding.shipped import shipped_model
from foundation.remembered import Remembered
from mlops.artifacts import ArtifactDamaged, read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion

logger = logging.getLogger(__name__)

NAME = "assistant-intents"
SHIPPED = "shipped"
GUESSES = 3
PAGE_LANGUAGE = 0.75
"""How likely a message is in the page's language before a word of it is read."""
CLEARLY = 0.9
SURE_OF_LETTERS = 0.9
"""What no known word says may be a slip ("heya"), and is more often noise."""


@dataclass(frozen=True, slots=True)
class Served:
    """A model with the name of its version."""

    version: str
    model: Learned


def read(text: str, *, language: str, at: datetime | None = None) -> Reading:
    """What a message asks for. ``language`` is the page's; the message may be in another.

    A message that says nothing has one wish of ``Intent.NONE``. Nothing in it is trusted: what it
    names are words, not rights.
    """
    return read_with(current_intents(), text, language=language)


def read_with(served: Served, text: str, *, language: str) -> Reading:
    """The same by one model, whichever serves."""
    spoken = _language_of(text, Language(language), served.model)
    known: dict[str, Read] = {}
    reader = partial(_read_once, served.model, known)
    wishes = tuple(_wish(part, served.model, spoken) for part in wishes_of(text, reader))
    return Reading(text, spoken, wishes, f"{NAME}:{served.version}")


def _read_once(model: Learned, known: dict[str, Read], text: str) -> Read:
    if text not in known:
        (intent, chance), *_rest = model.intents.guesses(text, most=1)
        is_known = chance >= SURE_OF_LETTERS or model.intents.knows(text)
        passes = chance >= model.intents.threshold and is_known
        known[text] = Read(text, intent, chance, passes)
    return known[text]


def _wish(part: Read, model: Learned, language: Language) -> Wish:
    guesses = tuple(
        Guess(Intent(intent), chance)
        for intent, chance in model.intents.guesses(part.text, most=GUESSES)
    )
    named = named_in(part.text, str(language))
    return Wish(
        text=part.text,
        intent=Intent(part.intent) if part.passes else Intent.NONE,
        confidence=part.chance,
        guesses=guesses,
        slots=Slots(
            words=named.words,
            price_from=named.price_from,
            price_to=named.price_to,
            order_number=named.order_number,
            quantity=named.quantity,
            places=named.places,
            email=named.email,
            cheapest=named.cheapest,
        ),
    )


def _language_of(text: str, page: Language, model: Learned) -> Language:
    """The page's, unless the message is clearly in another."""
    others = [one for one in Language if one != page]
    prior = {str(page): PAGE_LANGUAGE, **{str(one): (1 - PAGE_LANGUAGE) / 2 for one in others}}
    chances = model.languages.chances(text, prior=prior)
    best = max(chances, key=lambda name: chances[name])
    return Language(best) if chances[best] >= CLEARLY else page


def model_of(version: ModelVersion) -> Served | None:
    """The model of a version; None where it cannot be read."""
    try:
        arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
        return Served(version.version, from_arrays(arrays))
    except (ArtifactDamaged, KeyError, ValueError):
        logger.exception("%s %s cannot be read", NAME, version.version)
        return None


def current_intents() -> Served:
    """The champion, looked up every few seconds; what came with the shop where none serves."""
    return _held.get()


def forget_champion() -> None:
    """Have nothing in memory, as a process that has just begun (tests)."""
    _champion.forget()
    _held.forget()


class _Champion:
    """The model of this process: read once, and again only when another version serves."""

    def __init__(self) -> None:
        self._key: int | None = None
        self._served: Served | None = None

    def look(self) -> Served:
        version = champion(NAME)
        key = version.pk if version is not None else None
        if version is not None and key != self._key:
            self._served = model_of(version)
        elif version is None:
            self._served = None
        self._key = key
        return self._served or Served(SHIPPED, shipped_model())

    def forget(self) -> None:
        self._key, self._served = None, None


_champion = _Champion()
_held = Remembered(_champion.look)
