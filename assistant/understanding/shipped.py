"""The model that comes with the shop, learned from the shipped lessons alone.

It answers until the shop's own is trained, so that the first message of a fresh process is read in
milliseconds. ``manage.py assistant_lessons`` writes it anew when lessons change; a test holds the
two together.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.understanding.learned import Learned, from_arrays, learn, to_arrays
from assistant.understanding.lessons import (
    FOLDER,
    concepts,
    digest,
    names_of_goods,
    shipped_lessons,
)

FILE = FOLDER / "learned.npz"
DIGEST = "digest"


@lru_cache(maxsize=1)
def shipped_model() -> Learned:
    """The model of the file.

    Raises:
        OSError: it is not there.
        ValueError, KeyError: it is no such file.
    """
    with np.load(FILE, allow_pickle=False) as arrays:
        return from_arrays({name: arrays[name] for name in arrays.files})


def shipped_digest() -> str:
    """Which lessons the file was learned from (``lessons.digest``)."""
    with np.load(FILE, allow_pickle=False) as arrays:
        return str(arrays[DIGEST])


def write_shipped_model(path: Path = FILE) -> Learned:
    """Learn from the shipped lessons and write the file."""
    learned = learn(shipped_lessons(), names_of_goods(), concepts())
    arrays = {**to_arrays(learned), DIGEST: np.array(digest())}
    np.savez_compressed(path, allow_pickle=False, **arrays)
    shipped_model.cache_clear()
    return learned
