"""Who gets which arm: a hash, so that nobody needs to be remembered to be told the same again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate

WHOLE = 10_000
"""Shares are counted in parts of ten thousand."""


def bucket(*, salt: str, purpose: str, subject: str) -> int:
    """A number from 0 to 9,999 that is always the same for the same words.

    ``purpose`` keeps two draws about one subject apart: whether they take part at all says
    nothing about the arm they get. The bias of the remainder is below 10,000 / 2⁶⁴.
    """
    digest = sha256(f"{salt}:{purpose}:{subject}".encode()).digest()
    return int.from_bytes(digest[:8]) % WHOLE


def takes_part(*, salt: str, subject: str, traffic: int) -> bool:
    """Whether a subject is among the ``traffic`` of ten thousand that an experiment looks at.

    Who takes part at a small share still does, in the same arm, when the share is larger.
    """
    return bucket(salt=salt, purpose="traffic", subject=subject) < traffic


def assign(*, salt: str, subject: str, shares: Sequence[int]) -> int:
    """The index of a subject's arm; ``shares`` are of ten thousand, in the arms' order.

    Raises:
        ValueError: the shares do not add up to the whole.
    """
    if sum(shares) != WHOLE or min(shares) < 0:
        raise ValueError(f"shares must add up to {WHOLE}: {list(shares)}")
    number = bucket(salt=salt, purpose="arm", subject=subject)
    return next(index for index, end in enumerate(accumulate(shares)) if number < end)
