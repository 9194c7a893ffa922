"""Identifiers: UUIDv7 for rows of a log, short random public ids for URLs, secret tokens."""

import os
import secrets
import time
import uuid
from datetime import datetime

# Crockford's base 32 without the letters that are read wrong; 16 of them carry 80 bits.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 16


def uuid7(at: datetime | None = None) -> uuid.UUID:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.

    ``at`` dates it back, so that imported history sorts by when it happened.
    """
    milliseconds = int((at.timestamp() if at else time.time()) * 1000)
    random_bits = int.from_bytes(os.urandom(10))
    value = (milliseconds & ((1 << 48) - 1)) << 80 | random_bits
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def new_public_id() -> str:
    """What a row is called in URLs and the API: says nothing about how many there are."""
    return "".join(_ALPHABET[byte & 31] for byte in os.urandom(PUBLIC_ID_LENGTH))


def is_public_id(text: str) -> bool:
    """Whether somebody's text may be such a name at all; what may not need not be asked for."""
    return len(text) == PUBLIC_ID_LENGTH and text.isascii() and text.isalnum()


def new_token() -> str:
    """A secret that opens what it names, such as a guest's order: 192 random bits."""
    return secrets.token_urlsafe(24)
