"""The network, run: texts in, one vector of unit length each out.

all-MiniLM-L6-v2 (Apache-2.0), a BERT of six layers that was taught to bring questions near their
answers: Wang et al., "MiniLM" (2020); Reimers and Gurevych, "Sentence-BERT" (2019).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from search.algorithms.sentences.nearest import DIMENSIONS
from search.algorithms.sentences.wordpieces import pieces

Vectors = npt.NDArray[np.float32]

MOST_PIECES = 64
"""Of one text; what comes after is not read: twice as many took longer and found no more."""
BATCH = 16


class BrokenNetwork(RuntimeError):
    """The file holds no network that onnxruntime can run."""


class Network:
    """A loaded network; any number of threads may ask it at once.

    ``version`` names it by its content: vectors of another are never compared with its own.
    """

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        # A shop's process answers many at once: one question does not take all of its cores.
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no base but this
            raise BrokenNetwork(str(error)) from error
        with path.open("rb") as file:
            self.version = hashlib.file_digest(file, "sha256").hexdigest()[:12]

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, 384) of unit length; the product of two is how alike their texts are."""
        if not texts:
            return np.empty((0, DIMENSIONS), np.float32)
        encoded = [pieces().encode(text, most=MOST_PIECES) for text in texts]
        # Texts of one length together: nothing is reckoned for what only fills a row up.
        order = sorted(range(len(texts)), key=lambda row: len(encoded[row]))
        found = np.empty((len(texts), DIMENSIONS), np.float32)
        for begin in range(0, len(order), BATCH):
            rows = order[begin : begin + BATCH]
            found[rows] = self._vectors([encoded[row] for row in rows])
        return found

    def _vectors(self, encoded: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, encoded))
        numbers = np.zeros((len(encoded), longest), np.int64)
        for row, own in enumerate(encoded):
            numbers[row, : len(own)] = own
        mask = np.arange(longest) < np.array([[len(own)] for own in encoded])
        asked: dict[str, npt.NDArray[Any]] = {
            "input_ids": numbers,
            "attention_mask": mask.astype(np.int64),
            "token_type_ids": np.zeros_like(numbers),
        }
        states: npt.NDArray[Any] = self._session.run(["last_hidden_state"], asked)[0]
        return unit_length((states * mask[:, :, None]).sum(axis=1))


def unit_length(vectors: npt.NDArray[Any]) -> Vectors:
    """Each row scaled to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)
