"""Wordings without what could tell a person: what is kept of a question to learn from it.

Blotted out are e-mail and web addresses, everything with a digit in it (telephone, order and house
numbers, postcodes, dates), streets, names after words that introduce or sign ("my name is",
"Gruß"), and the names that the caller knows. What is left may still tell a person who is named
without any of these; staff see each wording before a model learns from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

BLOT = "#"
LONGEST = 300
_MAIL_OR_PAGE = re.compile(
    r"\S+@\S+|(?:https?:)?//\S+|\bwww\.\S+|\b[\w-]+\.(?:com|net|org|de|fr|co\.uk|uk|at|ch)\b\S*",
    re.IGNORECASE,
)
_CAPITAL = r"(?-i:[A-ZÀ-ÖØ-Þ])"
_NAME = rf"{_CAPITAL}[\w'’.-]*"
STREET = re.compile(
    rf"(?<![\w'’-])(?:{_NAME} ){{0,2}}?[\w'’-]*"
    r"(?:stra(?:ss|ß)e|str\.|weg|gasse|allee|platz|damm|ufer)"
    r"\s+\d+\s?[a-z]?\b"
    r"|\b\d+\s?(?:bis|ter)?,?\s+(?:rue|avenue|av\.|boulevard|bd|chemin|all[ée]e|impasse|quai|place)"
    rf"(?:\s+(?:de|du|des|la|le|les|l['’]|d['’])\s?)*\s*[\w'’-]+(?:\s+{_NAME})*"
    rf"|\b\d+[a-z]?\s+(?:{_NAME}\s+){{1,3}}(?:street|st|road|rd|lane|ln|avenue|ave|drive|dr"
    r"|close|court|square|terrace|way|gardens)\b\.?",
    re.IGNORECASE,
)
"""Streets with a house number, as they are written in English, German and French."""
INTRODUCED = re.compile(
    r"(?P<before>\b(?:my name is|this is|i am called|name:|ich hei(?:ss|ß)e|mein name ist|"
    r"hier ist|je m['’]appelle|mon nom est|c['’]est pour|regards,?|sincerely,?|cheers,?|"
    r"gr(?:u|ü)(?:ss|ß)e?,?|gr(?:u|ü)(?:ss|ß)e? von|cordialement,?|bien à vous,?|mr\.?|mrs\.?|"
    r"ms\.?|herrn?|frau|monsieur|madame|mme\.?)[\s:]+)"
    rf"{_NAME}(?:\s+{_NAME}){{0,2}}",
    re.IGNORECASE,
)
"""A name after words that introduce or sign, which are kept in the group ``before``."""
_WITH_DIGIT = re.compile(r"[#№]?[\w./+()-]*\d[\w./+()-]*(?:[ .-]\d[\w./()-]*)*")
_BLOTS = re.compile(rf"{BLOT}(?:[\s,;/-]*{BLOT})+")


def blot(text: str, names: Iterable[str] = (), *, longest: int = LONGEST) -> str:
    """``text`` in one line, with ``#`` for whatever could tell a person; cut at ``longest``.

    ``names`` are words that are known to be of the person who said it, such as their name.
    """
    line = " ".join(text.split())
    line = _MAIL_OR_PAGE.sub(BLOT, line)
    line = STREET.sub(BLOT, line)
    for name in _words(names):
        line = re.sub(rf"\b{re.escape(name)}\b", BLOT, line, flags=re.IGNORECASE)
    line = INTRODUCED.sub(lambda found: found["before"] + BLOT, line)
    line = _WITH_DIGIT.sub(BLOT, line)
    return _BLOTS.sub(BLOT, line)[:longest].strip()


def _words(names: Iterable[str]) -> list[str]:
    return [word for name in names for word in name.split() if len(word) > 1]
