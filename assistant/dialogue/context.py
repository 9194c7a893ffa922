"""What a wish means after what was said before: "in blue?" is a question about a product."""

from __future__ import annotations

from dataclasses import replace

from assistant.algorithms.wording import (
    Matter,
    matters_of,
    says_along,
    says_similar,
    says_supposed,
    without_asking,
)
from assistant.dialogue.clarifying import UNSURE_BELOW
from assistant.dialogue.memory import Memory, read_memory
from assistant.goods.naming import names_only_options
from assistant.kinds import Intent
from assistant.tools.base import Situation
from assistant.understanding.reading import Wish

CERTAIN = 1.0
_OF_GOODS = {Intent.FIND_PRODUCTS, Intent.ASK_PRODUCT}


def in_context(wish: Wish, situation: Situation) -> Wish:
    """The wish, taken for another where what was spoken of makes it one."""
    memory = read_memory(situation.conversation.memory)
    is_of_goods = wish.intent in _OF_GOODS or wish.confidence < UNSURE_BELOW
    if memory.product is not None and _asks_about_it(wish, memory):
        return replace(wish, intent=Intent.ASK_PRODUCT, confidence=CERTAIN)
    if not is_of_goods or not (memory.product or memory.shown):
        return wish
    if says_similar(wish.text) or says_along(wish.text):
        return replace(wish, intent=Intent.RECOMMEND, confidence=CERTAIN)
    is_known = memory.product is not None or len(memory.shown) == 1
    is_bare = wish.slots.price_from is None and wish.slots.price_to is None
    is_about_it = wish.intent is Intent.FIND_PRODUCTS and is_known and is_bare
    if is_about_it and names_only_options(wish.slots.words, situation):
        return replace(wish, intent=Intent.ASK_PRODUCT, confidence=CERTAIN)
    return wish


def _asks_about_it(wish: Wish, memory: Memory) -> bool:
    """What others think of it, or when it would arrive: of the product, where one is spoken of."""
    matters = matters_of(wish.text)
    if wish.intent is Intent.RECOMMEND:
        return Matter.REVIEWS in matters and not without_asking(wish.slots.words)
    is_of_delivery = Matter.DELIVERY in matters and says_supposed(wish.text)
    is_spoken_of = memory.topic in {Intent.ASK_PRODUCT, Intent.ADD_TO_CART}
    return wish.intent is Intent.ORDER_STATE and is_of_delivery and is_spoken_of
