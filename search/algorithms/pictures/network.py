"""The network, run: pictures in, features of a grid of cells out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from PIL import Image

from search.algorithms.pictures.efficientnet import GRID, PICTURES, SIDE
from search.algorithms.pictures.embedding import REVISION

Array = npt.NDArray[Any]

MIDDLE, SPAN = 127.0, 128.0
"""How the network was taught to read bytes."""


class BrokenNetwork(RuntimeError):
    """The file holds no network that onnxruntime can run."""


class Network:
    """A loaded network; any number of threads may ask it at once.

    ``version`` names it by its content and the way its answers are used: vectors of another are
    never compared with its own.
    """

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        # A shop's process answers many at once: one picture does not take all of its cores.
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no base but this
            raise BrokenNetwork(str(error)) from error
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        self.version = f"{content[:12]}.{REVISION}"

    def grids(self, pictures: Sequence[Image.Image]) -> Array:
        """Features (n, 1280, 7, 7), none below zero, of RGB pictures of any size."""
        asked = np.stack([as_input(picture) for picture in pictures])
        return self._session.run([GRID], {PICTURES: asked})[0]


def as_input(picture: Image.Image) -> Array:
    """A picture as (3, 224, 224): all of it, drawn to a square."""
    square = picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return ((np.asarray(square, np.float32) - MIDDLE) / SPAN).transpose(2, 0, 1)
