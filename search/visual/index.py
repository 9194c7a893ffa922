"""The index of pictures: memory-mapped arrays, all written anew beside the old and swapped at once.

A row for each picture of a published product. Vectors of pictures that are known are taken over;
only new ones are looked at. One small file names the folder that counts; where it is missing or
anything is damaged there is no index, and pages do without.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from foundation import clock
from foundation.ids import new_public_id
from mlops.artifacts import (
    ArtifactDamaged,
    artifact_path,
    read_arrays,
    remove_artifact,
    write_arrays,
)
from search.algorithms.pictures.embedding import Directions, Seen

logger = logging.getLogger(__name__)
Array = npt.NDArray[Any]

FOLDER = "visual/index"
POINTER = f"{FOLDER}/current.json"

YOUNG_SECONDS = 300

SERVED = frozenset(
    {"pictures", "products", "categories", "colour_values", "files", "left_out", "vectors", "main",
     "feature_basis", "colour_basis"}
)  # fmt: skip
"""What answers questions; the rest is only read to write the next index."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What is known of each picture, in the order of its id: ids, and its file's name as a number.

    ``colour_values`` is the option value that it shows, -1 where none is named.
    """

    pictures: Array
    products: Array
    categories: Array
    colour_values: Array
    files: Array

    def __len__(self) -> int:
        return len(self.pictures)


@dataclass(frozen=True, slots=True)
class PictureIndex:
    """The arrays that serve; ``version`` names them in logs and on pages."""

    version: str
    network: str
    written_at: str
    arrays: Mapping[str, Array]

    def __getattr__(self, name: str) -> Array:
        try:
            return self.arrays[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def directions(self) -> Directions:
        return Directions(self.arrays["feature_basis"], self.arrays["colour_basis"])


class _Held:
    """The index of this process and which pointer it was loaded by."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.stamp: tuple[int, int] = (0, 0)
        self.index: PictureIndex | None = None


_held = _Held()


def current_index() -> PictureIndex | None:
    """The index that counts now, loaded when it changed; None where there is none."""
    try:
        status = artifact_path(POINTER).stat()
    except OSError:
        return None
    stamp = (status.st_mtime_ns, status.st_ino)
    with _held.lock:
        if _held.stamp != stamp:
            _held.index, _held.stamp = _load(SERVED), stamp
        return _held.index


def whole_index() -> PictureIndex | None:
    """The index with what the next one is written from."""
    return _load(None)


def write_index(*, rows: Rows, seen: Seen, left_out: Array, network: str) -> str:
    """Write these pictures as the index that counts; returns its version.

    ``seen`` has a row for each of ``rows``, of which there is at least one; ``left_out`` are the
    files that cannot be looked at.

    Raises:
        OSError: the disk refused; the old index stays.
    """
    directions = Directions.fit(seen)
    version = new_public_id()
    checksums = write_arrays(
        folder=_folder(version),
        arrays={
            "pictures": rows.pictures, "products": rows.products, "categories": rows.categories,
            "colour_values": rows.colour_values, "files": rows.files,
            "left_out": left_out,
            "vectors": directions.vectors(seen), "main": seen.main,
            "features": seen.features.astype("f2"), "colours": seen.colours.astype("f2"),
            "feature_basis": directions.feature_basis,
            "colour_basis": directions.colour_basis,
        },
    )  # fmt: skip
    _point(version, network, checksums)
    _tidy(keep=version)
    return version


def drop_index() -> None:
    """Forget the index: there are no pictures."""
    artifact_path(POINTER).unlink(missing_ok=True)
    _tidy(keep="")


def _point(version: str, network: str, checksums: dict[str, str]) -> None:
    path = artifact_path(POINTER)
    draft = path.with_name(f".{path.name}.{new_public_id()}")
    with draft.open("w") as file:
        told = {"version": version, "network": network, "checksums": checksums}
        json.dump({**told, "written_at": clock.now().isoformat()}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _load(names: frozenset[str] | None) -> PictureIndex | None:
    try:
        told = json.loads(artifact_path(POINTER).read_text())
        wanted = {
            file: checksum
            for file, checksum in told["checksums"].items()
            if names is None or file.removesuffix(".npy") in names
        }
        arrays = read_arrays(folder=_folder(told["version"]), checksums=wanted)
        return PictureIndex(told["version"], told["network"], told["written_at"], arrays)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, ArtifactDamaged):
        logger.exception("pictures: the index is damaged; it is built anew by the next change")
        return None


def _folder(version: str) -> str:
    return f"{FOLDER}/{version}"


def _tidy(*, keep: str) -> None:
    """Remove folders of before; whoever has them mapped keeps them until they let go.

    A young one may be another writer's, who is about to point at it.
    """
    base: Path = artifact_path(FOLDER)
    for folder in base.iterdir() if base.exists() else ():
        if not folder.is_dir() or folder.name == keep:
            continue
        if time.time() - folder.stat().st_mtime > YOUNG_SECONDS:
            remove_artifact(folder=f"{FOLDER}/{folder.name}")
