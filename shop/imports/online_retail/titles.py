"""Readable titles from shouting: "SET/3 XMAS T-LIGHT HLDRS" is a phrase again."""

from __future__ import annotations

import re

LONGEST = 200

# In this order, on the whole description in lower case.
_EXPANSIONS = (
    (r"\bx-?mas\b", "christmas"),
    (r"\b(?:set|s)\s*/\s*(\d+)\b", r"set of \1"),
    (r"\b(pack|box)\s*/\s*(\d+)\b", r"\1 of \2"),
    (r"\b(set) (\d+)\b(?! (?:pce|piece|drawer|tier))", r"\1 of \2"),
    (r"\bw/\s*", "with "),
    (r"\bc/cover\b", "cushion cover"),
    (r"\bb'fly\b", "butterfly"),
    (r"\bp'weight\b", "paperweight"),
    (r"\bt[ /-]?li(?:ghts|tes)\b", "t-lights"),
    (r"\bt[ /-]?li(?:ght|te)\b", "t-light"),
    (r"\bpolkadot\b", "polka dot"),
    (r"\bretrospot\b", "retro spot"),
    (r"\bphotoframe\b", "photo frame"),
    (r"\bfruitbowl\b", "fruit bowl"),
    (r"\bcandleholder\b", "candle holder"),
    (r"\bcandlepot\b", "candle pot"),
    (r"\bchocolatecandle\b", "chocolate candle"),
    (r"\bsquarecushion\b", "square cushion"),
    (r"\bcakestand\b", "cake stand"),
    (r"\bhldr\b", "holder"),
    (r"\bneckl(?:ac)?\b\.?", "necklace"),
    (r"\bbraclet\b", "bracelet"),
    (r"\bstrawbery\b", "strawberry"),
    (r"\bbakelike\b", "bakelite"),
    (r"\bfusc?hia\b", "fuchsia"),
    (r"\btassle\b", "tassel"),
    (r"\b(?:asstd|asst|ass)\b\.?", "assorted"),
    (r"\bdes\b\.?", "designs"),
    (r"\bdec\b\.?", "decoration"),
    (r"\bdeco\.", "deco "),
    (r"\bcol\b\.?", "colour"),
    (r"\bmulticolour\b", "multi-colour"),
    (r"\bm/colou?r\b", "multi-colour"),
    (r"\bblk\b", "black"),
    (r"\bwhi?t\b(?!e)", "white"),
    (r"\bturq\b", "turquoise"),
    (r"\bvint\b", "vintage"),
    (r"\bant\b", "antique"),
    (r"\blge\b", "large"),
    (r"\bmed\b", "medium"),
    (r"\bsml\b", "small"),
    (r"\bchilds\b", "child's"),
    (r"\bchildrens\b", "children's"),
    (r"(\d)(?:cm)?x(\d)", r"\1 × \2"),
    (r"\b(\d+) ?(cm|mm|ml|kg|g)\b", r"\1 \2"),
    (r"\s*([,;])\s*", r"\1 "),
    (r"\s*\+\s*", " + "),
)
_EXPANSION_RULES = tuple((re.compile(pattern), new) for pattern, new in _EXPANSIONS)

# Names, and abbreviations that stay as they are; the longer first, as they are tried in order.
_NAMES = (
    "Charlie + Lola", "Dolly Girl", "Union Jack", "Union Flag", "New England", "St George",
    "Art Deco", "William Morris", "Eau de Nile", "Jardin du Sud", "Polly Pocket", "Red Riding Hood",
    "Dotcomgiftshop", "Scandinavian", "Parisienne", "Columbian", "Edwardian", "Victorian",
    "Christmas", "Kensington", "Provencal", "Moroccan", "Japanese", "Boudicca",
    "Charlotte", "Acapulco", "Spaceboy", "Rudolph", "Russian", "Chinese", "English", "British",
    "Babushka", "Tuscan", "Parisian", "Brocante", "Pantone", "Halloween", "Valentine", "Paris",
    "London", "French", "Danish", "Indian", "Easter", "Regency", "Georgian", "Santa", "Tokyo",
    "England", "Murano", "Medina", "Montana", "Bertie", "Charlie", "Alice", "Emily", "Rosie",
    "Purdey", "Susan", "Nancy", "Winkie", "Suki", "Lola", "Poppy's", "Morris", "iPod",
    "T-light", "T-lights", "T-shirt", "I'm", "I", "LED", "USB", "TV", "DIY", "UK", "3D", "2D",
    "A3", "A4", "A5", "A6", "A7",
)  # fmt: skip
_NAME = re.compile(
    r"(?<![\w'])(?:" + "|".join(re.escape(name) for name in _NAMES) + r")(?![\w])", re.I
)
_INITIAL = re.compile(r"(?<=\")\w(?=\")|(?<=\bletter )\w$")
_SPELLING = {name.casefold(): name for name in _NAMES}


def readable_title(description: str) -> str:
    """A description as a title: one sentence in small letters, names kept, short forms written out.

    Empty when it says nothing of a product: no letters, or marks such as "?".
    """
    text = " ".join(description.replace("*", " ").split()).lower()
    for pattern, new in _EXPANSION_RULES:
        text = pattern.sub(new, text)
    text = " ".join(text.split()).strip(" .,;:-+/")
    if sum(letter.isalpha() for letter in text) < 3:
        return ""
    text = _NAME.sub(lambda found: _SPELLING[found.group().casefold()], text)
    text = _INITIAL.sub(lambda found: found.group().upper(), text)
    return (text[0].upper() + text[1:])[:LONGEST].rstrip()
