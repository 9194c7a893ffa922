"""Which of the products shown is meant: "the second one", "Nummer 2", "les deux premiers"."""

from __future__ import annotations

import re

LAST = -1
"""The last of those shown, however many they are."""
_ORDINALS = {
    1: r"first|1st|erste[nrsm]?|1\.|premi[eè]re?s?|1er|1[eè]re",
    2: r"second|2nd|zweite[nrsm]?|2\.|deuxi[eè]mes?|seconde?s?|2e|2[eè]me",
    3: r"third|3rd|dritte[nrsm]?|3\.|troisi[eè]mes?|3e|3[eè]me",
    4: r"fourth|4th|vierte[nrsm]?|4\.|quatri[eè]mes?|4e|4[eè]me",
    5: r"fifth|5th|fünfte[nrsm]?|5\.|cinqui[eè]mes?|5e|5[eè]me",
    6: r"sixth|6th|sechste[nrsm]?|6\.|sixi[eè]mes?|6e|6[eè]me",
    LAST: r"last|letzte[nrsm]?|derni[eè]re?s?",
}
_COUNTED = {
    2: r"two|2|beiden?|zwei|deux",
    3: r"three|3|drei|trois",
    4: r"four|4|vier|quatre",
}
_FIRST_OF_MANY = re.compile(
    r"\b(?:the |die |les |den )?(?:"
    rf"(?:first|ersten|top) (?P<after>{'|'.join(_COUNTED.values())})"
    rf"|(?P<before>{'|'.join(_COUNTED.values())}) (?:premi[eè]re?s?|first))\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both(?: of them)?|alle beide|(?:die |den |von )?beiden?"
    r"|(?:these|those|the) two|les deux|tous les deux|toutes les deux)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:\b(?:number|no\.?|nr\.?|nummer|num[ée]ro|n°|option)\s*|#)(\d{1,2})(?!\d)", re.IGNORECASE
)
_BETWEEN_NUMBERS = re.compile(
    r"\b(?:between|zwischen|entre|compare|vergleiche?|comparer?)\s+(?:number |nr |nummer )?"
    r"([1-6])\s*(?:and|und|et|with|mit|avec|,|&)\s*([1-6])\b(?!\s*(?:€|eur|\d))",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"(?<![\w.])(?:(?:the|der|die|das|den|dem|vom|zum|le|la|les|du|au|l['’])\s*)?(?:"
    + "|".join(f"(?P<p{abs(place)}{'l' if place < 0 else ''}>{said})(?!\\w)"
               for place, said in _ORDINALS.items())
    + r")(?:\s+(?:one|ones|item|product|produkt|artikel|article|produit))?",
    re.IGNORECASE,
)  # fmt: skip
_TIME = re.compile(
    r"\s*(?:time|week|month|year|order|purchase|night|name|class|mal|woche|monat|jahr|bestellung"
    r"|einkauf|fois|semaine|mois|ann[ée]e|commande|achat)",
    re.IGNORECASE,
)
"""After "the last": a time or an order, no product."""


def places_of(text: str) -> tuple[tuple[int, ...], str]:
    """The places among those shown, in the order of the message, and the text without them.

    ``LAST`` is the last one. "both" is the first two.
    """
    found: list[int] = []
    for pattern, read in (
        (_FIRST_OF_MANY, _first_of_many),
        (_BETWEEN_NUMBERS, _two_numbers),
        (_NUMBERED, _number),
    ):
        for each in pattern.finditer(text):
            found += read(each)
        text = pattern.sub(" ", text)
    ordinals = [each for each in _ORDINAL.finditer(text) if not _TIME.match(text, each.end())]
    found += [_place(each) for each in ordinals]
    for each in reversed(ordinals):
        text = f"{text[: each.start()]} {text[each.end() :]}"
    if not found and _BOTH.search(text):
        found = [1, 2]
    return tuple(dict.fromkeys(found)), _BOTH.sub(" ", text) if found else text


def _first_of_many(found: re.Match[str]) -> list[int]:
    said = (found.group("after") or found.group("before")).lower()
    count = next(number for number, words in _COUNTED.items() if re.fullmatch(words, said))
    return list(range(1, count + 1))


def _two_numbers(found: re.Match[str]) -> list[int]:
    return [int(found.group(1)), int(found.group(2))]


def _number(found: re.Match[str]) -> list[int]:
    return [int(found.group(1))] if int(found.group(1)) else []


def _place(found: re.Match[str]) -> int:
    name = str(found.lastgroup)
    return LAST if name.endswith("l") else int(name.removeprefix("p"))
