"""Trained arrays on disk: written whole or not at all, verified, memory-mapped, never pickled."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings

from foundation.ids import new_public_id

Array = npt.NDArray[Any]
_NAME = re.compile(r"^[a-z0-9][a-z0-9_.-]{0,80}$")


class ArtifactDamaged(Exception):
    """A file is missing, altered or no plain array: nothing of it is used."""


def write_arrays(*, folder: str, arrays: Mapping[str, Array]) -> dict[str, str]:
    """Write arrays as ``.npy`` files below the artifacts folder; returns each file's sha256.

    Everything goes into a folder of another name first, is synced to disk, and is renamed at
    last: a reader sees all of it or nothing, and a full disk leaves nothing behind.

    Raises:
        OSError: the disk refused.
        ValueError: a name that is not plain, or an array of objects.
    """
    target = artifact_path(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{new_public_id()}")
    draft.mkdir()
    try:
        checksums = {}
        for name, array in arrays.items():
            if not _NAME.match(name):
                raise ValueError(f"{name!r} is no name for an array")
            checksums[f"{name}.npy"] = _write(draft / f"{name}.npy", array)
        draft.rename(target)
        _sync(target.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return checksums


def read_arrays(*, folder: str, checksums: Mapping[str, str]) -> dict[str, Array]:
    """Memory-mapped, read-only arrays by name; all processes of a machine share their pages.

    Raises:
        ArtifactDamaged: with the file that is wrong.
    """
    base = artifact_path(folder)
    arrays = {}
    for file_name, expected in checksums.items():
        path = base / file_name
        try:
            if _sha256(path) != expected:
                raise ArtifactDamaged(f"{path.name} of {folder} is not what was trained")
            mapped = np.load(path, mmap_mode="r", allow_pickle=False)
            # As a plain array on the same pages: np.memmap costs a microsecond at every slice.
            arrays[file_name.removesuffix(".npy")] = np.asarray(mapped)
        except (OSError, ValueError) as error:
            raise ArtifactDamaged(f"{path.name} of {folder}: {error}") from error
    return arrays


def remove_artifact(*, folder: str) -> None:
    shutil.rmtree(artifact_path(folder), ignore_errors=True)


def artifact_path(folder: str) -> Path:
    root = Path(settings.ARTIFACTS_DIR).resolve()
    path = (root / folder).resolve()
    if root not in path.parents:
        raise ValueError(f"{folder!r} leads out of the artifacts folder")
    return path


def _write(path: Path, array: Array) -> str:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return _sha256(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
