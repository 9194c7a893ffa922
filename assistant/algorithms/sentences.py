"""Prose in sentences, with whatever stands between them kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

# After a full stop only before what may begin a sentence: "No. 5" and "z. B." go on.
_END = re.compile(r"[!?…。]+[\"'»”)]*\s+|\.+[\"'»”)]*\s+(?=[^\W\da-z]|[-•*\"'«“(])|\n+")
# An ordinal, one letter, or a word that is hardly ever the last: the full stop is not the end.
_GOES_ON = re.compile(
    r"(?:^|[\s(])(?:\w|\d{1,2}|no|nr|st|dr|mr|mrs|ms|approx|ca|bzw|inkl|zzgl|art|env|max|min|vs)\.\s+$",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text with the space after each: joined they are the text."""
    begin = 0
    for end in _END.finditer(text):
        piece = text[begin : end.end()]
        if not piece.endswith("\n") and _GOES_ON.search(piece):
            continue
        yield piece
        begin = end.end()
    if begin < len(text):
        yield text[begin:]


def whole_sentences(text: str) -> tuple[str, str]:
    """What has ended of a text that is still being written, and the rest."""
    parts = list(sentences(text))
    if not parts or parts[-1] != parts[-1].rstrip():
        return text, ""
    return "".join(parts[:-1]), parts[-1]
