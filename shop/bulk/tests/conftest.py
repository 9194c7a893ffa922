"""Members of staff by their role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role, ensure_roles


@pytest.fixture
def staff(db) -> Callable[[Role], User]:
    ensure_roles()

    def make(role: Role) -> User:
        name = f"{role}@example.com"
        user = User.objects.create_user(name, "a good password", is_staff=True)
        user.groups.add(Group.objects.get(name=role.value))
        return user

    return make
