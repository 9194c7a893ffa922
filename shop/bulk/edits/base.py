"""What an edit is: one aspect of many rows, read and written as plain values.

A value is what JSON can hold and compares equal to itself when it is read again. So one way of
applying and one of undoing serve every edit: a row is written only where it still has the value
that was seen, in the transaction that holds its lock.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from accounts.models import User
from foundation.registries import Registry

AT_ONCE = 5_000
Value = Any
Terms = dict[str, Any]
Teller = Callable[[Value], str]


class EditForm(forms.Form):
    """What is to become of the rows; its ``terms`` are ready for JSON."""

    def terms(self) -> Terms:
        """What was said, once the form is valid."""
        return {"value": self.cleaned_data["value"]}


@dataclass(frozen=True, slots=True)
class Target:
    """Rows that an edit changes: by which way chosen rows of a list lead to them.

    ``ways`` are lookups of the target by the list's label (``catalog.product``); ``said_by`` are
    the columns by which people know a row, ``seen_with`` the permission to know it and what
    becomes of it.
    """

    model: type[Model]
    ways: Mapping[str, str]
    said_by: tuple[str, ...]
    seen_with: str

    def keys(self, source: str, chosen: Sequence[int]) -> list[int]:
        """The rows that chosen rows of a list lead to, in the order of their keys."""
        way = f"{self.ways[source]}__in"
        found: set[int] = set()
        for some in parts(sorted(set(chosen))):
            rows = self.model._default_manager.filter(**{way: some})
            found.update(rows.values_list("pk", flat=True))
        return sorted(found)

    def names(self, keys: Iterable[int]) -> dict[int, str]:
        """What people call rows."""
        rows = self.model._default_manager.filter(pk__in=list(keys))
        return {
            key: " · ".join(str(part) for part in told if part)
            for key, *told in rows.values_list("pk", *self.said_by)
        }

    def lock(self, keys: Sequence[int]) -> None:
        """Hold rows until the transaction ends, in the order of their keys.

        Not against those who only refer to them, such as an order that is placed.
        """
        rows = self.model._default_manager.filter(pk__in=list(keys)).order_by("pk")
        list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Written:
    """What an edit is to write: new values by row."""

    after: Mapping[int, Value]
    terms: Terms
    by: User | None
    at: datetime


class Edit(ABC):
    """One aspect of rows that can be changed in many of them at once."""

    name: ClassVar[str]
    title: Any
    target: Target
    permission: str
    form: type[EditForm]
    absent: Any = ""
    """Why rows that ``read`` does not tell of are refused; empty where nobody need know."""

    @abstractmethod
    def said(self, terms: Terms) -> str:
        """What it does, in words of the reader's language."""

    def brief(self, terms: Terms) -> str:
        """The same without asking the database, for lists."""
        return str(self.title)

    @abstractmethod
    def read(self, keys: Sequence[int], terms: Terms) -> dict[int, Value]:
        """The values of rows as they are; rows that have none to be changed are absent."""

    @abstractmethod
    def write(self, written: Written) -> None:
        """Have the shop's services write the new values, in the caller's transaction.

        Raises:
            Refusal: a rule of the shop that ``objections`` does not know.
        """

    def wanted(self, value: Value, terms: Terms) -> Value:
        """What becomes of a value.

        Raises:
            Refusal: this one cannot be changed so.
        """
        return terms["value"]

    def objections(self, wanted: Mapping[int, Value], terms: Terms) -> dict[int, str]:
        """Why rows cannot have these values, by row."""
        return {}

    def terms_of_undo(self, terms: Terms) -> Terms:
        """By which terms values are put back."""
        return terms

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        """How values are told to people; ``values`` are all that will be asked for."""
        return str


edits: Registry[Edit] = Registry("edits of many")


def edits_of(source: str) -> list[Edit]:
    """The edits that rows of a list (``catalog.product``) can be chosen for."""
    return [edit for _name, edit in edits if source in edit.target.ways]


def register(edit: Edit) -> Edit:
    """Offer an edit under its name."""
    edits.register(edit.name, edit)
    return edit


def parts(keys: Sequence[int], size: int = AT_ONCE) -> Iterator[Sequence[int]]:
    """Keys in portions that a statement can name."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
