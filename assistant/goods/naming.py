"""Which product is meant: by its place among those shown, by its name, or as the one spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.algorithms.matching import named, words
from assistant.algorithms.wording import without_asking
from assistant.dialogue.memory import Memory, read_memory
from assistant.goods import facts
from assistant.goods.facts import ProductFacts, names_of, products
from assistant.goods.finding import Wanted, find
from assistant.languages import page_language
from assistant.tools.base import Situation
from search.algorithms.colours import is_colour
from search.algorithms.vocabulary import OPTION
from search.vocabulary import vocabulary

MOST_ASKED = 4
MOST_NAMED = 8
"""Names that are looked for of one message: each is a search or two."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The products that are meant, in the order in which they were named.

    ``candidates`` are some of which any may be meant where none is for sure.
    """

    ids: tuple[int, ...] = ()
    candidates: tuple[int, ...] = ()


def meant_one(said: str, question: str, places: Sequence[int], situation: Situation) -> Meant:
    """The one product that a message speaks of.

    Args:
        said: the words that describe it, without filler; "" where there are none.
        question: the whole of it.
        places: of products shown before, from 1.
    """
    memory = read_memory(situation.conversation.memory)
    if (shown := _at(places, memory)) or (shown := _named_of_shown(question, memory, situation)):
        return Meant(shown[:1])
    asked = without_asking(said)
    current = _current(memory, situation)
    if current is not None and (
        _is_said_of(current, asked) or names_only_options(asked, situation)
    ):
        return Meant((current.id,))
    if memory.shown and names_only_options(asked, situation):
        return Meant(candidates=memory.shown[:MOST_ASKED])
    by_name = named_in_catalogue(asked or said, situation)
    if by_name.ids or by_name.candidates or current is None:
        return by_name
    return Meant((current.id,))


def meant_instead(product_id: int, said: str, situation: Situation) -> int:
    """The product that a question was about, unless its answer names another one for sure."""
    product = facts.product(product_id, situation)
    if product is None or _is_said_of(product, said) or names_only_options(said, situation):
        return product_id
    named = named_in_catalogue(said, situation).ids
    return named[0] if named else product_id


def meant_several(
    said: str, question: str, places: Sequence[int], situation: Situation, *, most: int
) -> Meant:
    """The products that a message wants side by side; without any named those shown last."""
    memory = read_memory(situation.conversation.memory)
    if len(shown := _at(places, memory)) > 1:
        return Meant(shown[:most])
    if len(of_shown := _named_of_shown(question, memory, situation)) > 1:
        return Meant(of_shown[:most])
    by_name = _each_named(said, question, situation)
    ids = tuple(dict.fromkeys([*shown, *of_shown, *by_name]))
    if len(ids) > 1:
        return Meant(ids[:most])
    with_current = _with_current(ids, memory)
    if len(with_current) > 1 or not set(ids) <= set(memory.shown) or (said and not ids):
        return Meant(with_current)
    return Meant(memory.shown[:most])


def named_in_catalogue(said: str, situation: Situation) -> Meant:
    """The product of that name; several candidates where the words fit more than one."""
    if not said.strip():
        return Meant()
    found = find(Wanted(said), situation, limit=MOST_ASKED)
    wanted = set(words(said))
    names = names_of(found.ids, situation)
    whole = [pk for pk in found.ids if pk in names and wanted <= set(words(names[pk]))]
    exact = [pk for pk in whole if set(words(names[pk])) == wanted]
    likely = list(found.ids) if found.is_exact else whole
    for sure in (exact, whole, likely):
        if len(sure) == 1:
            return Meant((sure[0],))
    return Meant(candidates=tuple(likely))


def names_only_options(said: str, situation: Situation) -> bool:
    """Whether words are nothing but colours, sizes and the like: "in blue"."""
    known = vocabulary(page_language(situation)).values
    values = {word for value in known if value.key.startswith(OPTION) for word in words(value.text)}
    asked = words(said)
    return bool(asked) and all(word in values or is_colour(word) for word in asked)


def is_sold(said: str, situation: Situation) -> bool:
    """Whether the shop has something of these very words: none corrected or left out."""
    found = find(Wanted(said), situation, limit=MOST_ASKED)
    if found.is_exact:
        return not found.corrected
    names = names_of(found.ids, situation).values()
    wanted = set(words(said))
    return bool(wanted) and any(wanted <= set(words(name)) for name in names)


def _at(places: Sequence[int], memory: Memory) -> tuple[int, ...]:
    return tuple(memory.shown[place - 1] for place in places if 1 <= place <= len(memory.shown))


def _named_of_shown(question: str, memory: Memory, situation: Situation) -> tuple[int, ...]:
    if not memory.shown:
        return ()
    return tuple(named(question, names_of(memory.shown, situation)))


def _current(memory: Memory, situation: Situation) -> ProductFacts | None:
    """The product spoken of last, or the only one that was shown."""
    pk = memory.product or (memory.shown[0] if len(memory.shown) == 1 else None)
    found = products([pk], situation) if pk is not None else []
    return found[0] if found else None


def _is_said_of(product: ProductFacts, said: str) -> bool:
    """Whether words ask for something of a product ("blue, size M") and not for another one."""
    own = {word for text in _texts_of(product) for word in words(text)}
    return all(word in own or word.rstrip("s") in own for word in words(said))


def _texts_of(product: ProductFacts) -> list[str]:
    pairs = [*product.traits, *(pair for one in product.variants for pair in one.values)]
    return [
        product.name,
        product.brand,
        product.category,
        *(text for pair in pairs for text in pair),
    ]


def _each_named(said: str, question: str, situation: Situation) -> list[int]:
    """Products named one after another ("the Aurora and the Nordlicht"); the likeliest of each."""
    wanted = set(words(said))
    told = (
        " ".join(word for word in words(part) if word in wanted)
        for part in _parts(question or said)
    )
    ids = []
    for name in [name for name in told if name][:MOST_NAMED]:
        meant = named_in_catalogue(name, situation)
        ids += [*meant.ids, *meant.candidates[:1]]
    return ids


_BETWEEN = frozenset(
    words("and or with versus vs than to und oder mit gegen als et ou avec contre que")
)


def _parts(text: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for word in text.replace(",", " and ").split():
        if word.casefold().strip(".") in _BETWEEN:
            parts.append([])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts if part]


def _with_current(ids: tuple[int, ...], memory: Memory) -> tuple[int, ...]:
    """ "Compare it with the Nordlicht" names one: the other is what was spoken of."""
    if len(ids) != 1 or memory.product is None:
        return ids
    return tuple(dict.fromkeys((memory.product, *ids)))
