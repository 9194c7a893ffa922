"""A catalogue and sources of a test's own, in the place of the shop's."""

from __future__ import annotations

import pytest

from mlops.catalogue import FeatureSpec, Subject, features
from mlops.quality.sources import DataSource, data_sources


def know(monkeypatch: pytest.MonkeyPatch, **specs: FeatureSpec) -> None:
    """These features alone stand in the catalogue until the test ends."""
    monkeypatch.setattr(features, "_entries", dict(specs))


def watch(monkeypatch: pytest.MonkeyPatch, **sources: DataSource) -> None:
    """These sources alone are looked at until the test ends."""
    monkeypatch.setattr(data_sources, "_entries", dict(sources))


def a_feature(**told: object) -> FeatureSpec:
    """A feature of customers that is told nothing else of."""
    plain = {"meaning": "How likely", "subject": Subject.CUSTOMER, "owner": "analytics"}
    return FeatureSpec(**{**plain, **told})
