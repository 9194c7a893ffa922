"""Nested metrics as they are kept with a version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def flat(metrics: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested metrics as ``("A / ndcg@10", 0.114)`` pairs, in the order in which they were kept."""
    for name, value in metrics.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from flat(value, f"{path} / ")
        else:
            yield path, value
