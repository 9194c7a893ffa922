"""Codes of gift cards: made anew whenever they are shown, and kept nowhere.

A code is the shop's secret key applied to the card's name (HMAC-SHA256, RFC 2104), cut to 80 bits
and written in sixteen letters that are not mistaken for each other (Crockford's base 32). Tables
hold its SHA-256 alone: who reads them can spend nothing, and 2**80 codes are not tried through.
Should the secret key change, codes that people hold go on to work; none can be shown again, so
that a card whose code is lost then needs a new one.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
LETTERS = 16
GROUP = 4
_SALT = "loyalty.gift_card"


def make_code(*, account: str, number: int) -> str:
    """The code of an account by its public id, the ``number``-th that it was given.

    Sixteen letters in groups of four, such as ``7K3M-9QWE-2RTY-4HJK``.
    """
    digest = salted_hmac(
        _SALT, f"{account}:{number}", secret=settings.SECRET_KEY, algorithm="sha256"
    ).digest()
    letters = "".join(_ALPHABET[byte & 31] for byte in digest[:LETTERS])
    return "-".join(letters[start : start + GROUP] for start in range(0, LETTERS, GROUP))


def read_code(typed: str) -> str:
    """What somebody typed as the letters of a code; empty where it can be none.

    Case, spaces and dashes do not matter, nor whether a nought was read as the letter.
    """
    letters = "".join(typed.split()).replace("-", "").upper().translate(_MISREAD)
    is_code = len(letters) == LETTERS and all(letter in _ALPHABET for letter in letters)
    return letters if is_code else ""


def digest_of(code: str) -> str:
    """What stands for a code in the tables: SHA-256 of its letters, in hex."""
    return hashlib.sha256(read_code(code).encode()).hexdigest()


def is_same(code: str, digest: str) -> bool:
    """Whether a code is the one of a digest, in a time that tells nothing."""
    return hmac.compare_digest(digest_of(code), digest)
