"""Boxes that are ticked because the words said so, and what it means when somebody unticks them.

``red dress`` ticks the shop's reds. The form sends back, beside its boxes, what the words had said
(``SAID``): what is as it was stays a matter of the words, what was changed is chosen by hand, and
where nothing is left of what they said, they are only words from then on.
"""

from __future__ import annotations

from dataclasses import replace

from search.query import Selection

SAID = "said"


def joined(chosen: Selection, understood: Selection) -> Selection:
    """Both; what was chosen by hand goes before what was understood of the same key."""
    said = beside(chosen, understood)
    has_price = chosen.price_from is not None or chosen.price_to is not None
    prices = chosen if has_price else said
    return replace(
        chosen,
        chosen={**said.chosen, **chosen.chosen},
        price_from=prices.price_from,
        price_to=prices.price_to,
    )


def beside(chosen: Selection, understood: Selection) -> Selection:
    """What was understood, without the keys of which something was chosen by hand."""
    for key in chosen.keys:
        understood = understood.without(key)
    return understood


def settled(sent: Selection, said: Selection) -> tuple[Selection, bool]:
    """What of a form's boxes was chosen by hand, and whether something said was undone altogether.

    Then all that is sent is chosen by hand, and the words are to be taken as typed.
    """
    if said.keys - sent.keys:
        return sent, True
    own = sent
    for key in said.keys:
        if _of(sent, key) == _of(said, key):
            own = own.without(key)
    return own, False


def _of(selection: Selection, key: str) -> object:
    if key == "price":
        return selection.price_from, selection.price_to
    return selection.chosen.get(key)
