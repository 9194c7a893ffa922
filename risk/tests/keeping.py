"""A keeper that remembers what it heard, for tests of what is decided."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.models import User
from accounts.roles import Role, assign_role, ensure_roles
from risk.algorithms.vocabulary import Door
from risk.decisions import Detail, Dossier, keepers
from risk.kinds import FraudKind


class HeardKeeper:
    """Stands for the app behind a door; fails as long as ``fault`` is set."""

    def __init__(self) -> None:
        self.released: list[str] = []
        self.refused: list[tuple[str, FraudKind]] = []
        self.fault: Exception | None = None
        self.is_open = True

    def dossier(self, subject: str) -> Dossier | None:
        return Dossier(
            title="Order of the keeper",
            url="/somewhere/",
            details=(Detail("Deliver to", "Vienna"),),
            is_open=self.is_open,
        )

    def release(self, subject: str, *, at: datetime | None = None) -> None:
        self._maybe_fail()
        self.released.append(subject)

    def refuse(self, subject: str, *, kind: FraudKind, at: datetime | None = None) -> None:
        self._maybe_fail()
        self.refused.append((subject, kind))

    def _maybe_fail(self) -> None:
        if self.fault is not None:
            raise self.fault


def kept_by(monkeypatch: pytest.MonkeyPatch, door: Door) -> HeardKeeper:
    """A keeper of what is held at a door, for one test."""
    keeper = HeardKeeper()
    monkeypatch.setitem(keepers._entries, door.value, keeper)
    return keeper


def make_reviewer(name: str = "Rita", role: Role = Role.MANAGER) -> User:
    """A member of staff who may decide."""
    ensure_roles()
    address = f"{name.lower()}@shop.example"
    user = User.objects.create_user(address, "a good long password", name=name)
    assign_role(user=user, role=role, actor=None)
    return user
