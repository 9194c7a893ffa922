"""What a wish means after what was said before: "in blue?" is a question about a product."""

from __future__ import annotations

from dataclasses import replace

from assistant.algorithms.wording import says_along, says_similar
from assistant.dialogue.clarifying import UNSURE_BELOW
from assistant.dialogue.memory import read_memory
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
