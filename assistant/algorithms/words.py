"""The words of a message as intents are learned from them: plain letters, kinds for numbers."""

from __future__ import annotations

import re

from search.algorithms.words import fold, without_umlaut_letters

LONGEST = 400
"""Characters that are read of a wish; what is longer was pasted."""
ORDER, MONEY, NUMBER, EMAIL = "§order", "§money", "§number", "§mail"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ORDER = re.compile(r"#?\b[a-z]{0,2}\d{5,9}\b|#\d{3,9}\b")
_MONEY = re.compile(
    r"(?:[€£$]|\b(?:eur|chf|gbp|usd)\b)\s?\d+(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)?\s?(?:[€£$]|(?:euros?|eur|dollars?|pounds?|pfund|franken|francs?|chf|gbp"
    r"|usd|quid|bucks)\b)"
)
_NUMBER = re.compile(r"\b\d+(?:[.,]\d+)?\b|#+")
"""``#`` stands for a number that was blotted out before a message was learned from."""
_CONTRACTION = re.compile(r"['’`´](t|s|m|re|ve|ll|d)\b")
_WORD = re.compile(r"§?[^\W_]+")


def plain(text: str) -> str:
    """Lower case without accents; ``ü``, ``ue`` and ``u`` are one letter, in every language."""
    return without_umlaut_letters(fold(text))


def words_of(text: str) -> tuple[str, ...]:
    """The plain words of a message, with a word of its own for each kind of number.

    >>> words_of("Where's my order #100871?")
    ('wheres', 'my', 'order', '§order')
    """
    marked = text[:LONGEST].lower()
    for pattern, kind in ((_EMAIL, EMAIL), (_MONEY, MONEY), (_ORDER, ORDER), (_NUMBER, NUMBER)):
        marked = pattern.sub(f" {kind} ", marked)
    marked = _CONTRACTION.sub(r"\1", marked)
    return tuple(_WORD.findall(plain(marked)))
