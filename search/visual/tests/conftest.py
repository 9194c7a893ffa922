"""A gallery with its index; the network is made once and linked into each test's artifacts."""

import os
from pathlib import Path

import pytest

from search.visual import indexing
from search.visual.network import prepare_network
from search.visual.tests.gallery import Gallery, hang, indexed


@pytest.fixture(scope="session")
def onnx_file(tmp_path_factory):
    from django.test import override_settings

    with override_settings(ARTIFACTS_DIR=tmp_path_factory.mktemp("network")):
        return prepare_network()


@pytest.fixture
def artifacts(settings, tmp_path, onnx_file) -> Path:
    """An artifacts folder that has the network and no index."""
    folder = tmp_path / "artifacts" / "visual"
    folder.mkdir(parents=True)
    os.link(onnx_file, folder / onnx_file.name)
    return folder.parent


@pytest.fixture
def hung(db, settings, tmp_path, artifacts) -> Gallery:
    return hang(settings, tmp_path)


@pytest.fixture
def gallery(db, settings, tmp_path, artifacts) -> Gallery:
    return indexed(settings, tmp_path)


@pytest.fixture
def looked_at(monkeypatch) -> list[int]:
    """How many pictures were looked at, a number for each time."""
    counts: list[int] = []
    look = indexing.look_at

    def counting(network, pictures):
        counts.append(len(pictures))
        return look(network, pictures)

    monkeypatch.setattr(indexing, "look_at", counting)
    return counts
