"""What a trained model calls the people of its user indices.

A model finds somebody by the number that the log gives them, and its files hold a digest of that
number instead. So no file names anybody: once the log has forgotten a person, nothing is left
from which the digest could be made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from uuid import UUID

import numpy as np
import numpy.typing as npt

DIGEST_BYTES = 16
PEOPLE = "people_digests"
"""The array of them in a version's files."""
_PURPOSE = b"shelfwise.people"


def digest_of(person: UUID) -> bytes:
    """Sixteen bytes by which a model knows a pseudonym or a browser, and which tell neither.

    The numbers are random, so there is nothing to guess that a key would protect.
    """
    return blake2b(person.bytes, digest_size=DIGEST_BYTES, person=_PURPOSE).digest()


def digests_of(people: Iterable[str]) -> npt.NDArray[np.uint8]:
    """uint8 [people, 16], in order; ``people`` as hexadecimal numbers."""
    joined = b"".join(digest_of(UUID(person)) for person in people)
    return np.frombuffer(joined, np.uint8).reshape(-1, DIGEST_BYTES)
