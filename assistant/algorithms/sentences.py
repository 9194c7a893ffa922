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
    for end in _ends(text):
        yield text[begin:end]
        begin = end
    if begin < len(text):
        yield text[begin:]


def whole_sentences(text: str) -> tuple[str, str]:
    """What has surely ended of a text that is still being written, and the rest.

    A full stop ends a sentence once the next has begun: until then it may go on ("12." to "12.50").
    """
    end = max(_ends(text), default=0)
    return text[:end], text[end:]


def _ends(text: str) -> Iterator[int]:
    begin = 0
    for end in _END.finditer(text):
        piece = text[begin : end.end()]
        if piece.endswith("\n") or not _GOES_ON.search(piece):
            begin = end.end()
            yield begin
