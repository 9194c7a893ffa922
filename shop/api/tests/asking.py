"""Programs that ask the API: a guest's app without cookies, a customer's, one of the staff's."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.roles import Role, assign_role
from accounts.tests.factories import PASSWORD
from accounts.tokens import create_token

API = "/api/v1/"


@dataclass
class App:
    """Keeps no cookies; sends the headers it was made with."""

    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = self.headers | {name.replace("_", "-"): text for name, text in headers.items()}
        text = "" if body is None else json.dumps(body)
        kind = "application/json"
        return Client().generic(method, f"{API}{path}", text, content_type=kind, headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.ask("DELETE", path, **headers)


def app_of(user: User, *scopes: str) -> App:
    made = create_token(user=user, name="App", scopes=scopes)
    return App({"Authorization": f"Bearer {made.secret}"})


def member_of_staff(role: Role, email: str = "") -> User:
    user = User.objects.create_user(email or f"{role.value}@example.com", PASSWORD)
    assign_role(user=user, role=role, actor=None)
    return User.objects.get(pk=user.pk)


def fields_of(answer: Any) -> list[str]:
    """The fields that an error speaks of."""
    return sorted(answer.json()["error"]["fields"])
