"""What the API says of itself (OpenAPI 3), as the writer of the client reads it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

HEADER = '"""{title}\n\nWritten by ``scripts/generate-client``: change the API instead.\n"""\n\n'
_REF = "#/components/schemas/"
_FORMATS = {"date-time": "datetime", "date": "date", "uuid": "UUID"}
_TYPES = {"integer": "int", "number": "float", "boolean": "bool", "string": "str"}
_JSON = "application/json"
_LONGEST_LINE = 90


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a request may say beside its body; ``place`` is path, query or header."""

    name: str
    place: str
    type: str
    is_required: bool

    @property
    def argument(self) -> str:
        """Its name in Python: ``X-Cart-Token`` is ``cart_token``."""
        return self.name.removeprefix("X-").replace("-", "_").lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: a shape, a list of them, a text, or nothing."""

    shape: str = ""
    is_list: bool = False
    is_text: bool = False

    @property
    def type(self) -> str:
        if self.is_text:
            return "str"
        if not self.shape:
            return "None"
        return f"list[{self.shape}]" if self.is_list else self.shape


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address; ``row`` is the shape of a row where pages of them are answered."""

    name: str
    tag: str
    method: str
    path: str
    says: str
    parameters: tuple[Parameter, ...]
    body: str
    answer: Answer
    row: str

    def at(self, place: str) -> list[Parameter]:
        return [one for one in self.parameters if one.place == place]

    @property
    def shapes(self) -> set[str]:
        return {self.answer.shape, self.body, self.row} - {""}


class Described:
    """The description of the API, read."""

    def __init__(self, told: Schema) -> None:
        self.shapes: dict[str, Schema] = told["components"]["schemas"]
        self.operations = [
            self._operation(path, method, one)
            for path, methods in told["paths"].items()
            for method, one in methods.items()
        ]

    def needed(self) -> Iterator[str]:
        """Names of all shapes that are taken or answered, with those inside of them, sorted."""
        found: set[str] = set()
        wanted = set().union(*(operation.shapes for operation in self.operations))
        while wanted:
            name = wanted.pop()
            if name not in found:
                found.add(name)
                wanted |= set(re.findall(rf"{_REF}(\w+)", str(self.shapes[name])))
        yield from sorted(found)

    def _operation(self, path: str, method: str, told: Schema) -> Operation:
        answer = _answer_of(told)
        return Operation(
            name=str(told["operationId"]),
            tag=str(told["tags"][0]),
            method=method.upper(),
            path=path,
            says=plain(told.get("description", "")),
            parameters=tuple(_parameters(path, told)),
            body=_body_of(told),
            answer=answer,
            row=self._row(answer) if method == "get" else "",
        )

    def _row(self, answer: Answer) -> str:
        fields = self.shapes.get(answer.shape, {}).get("properties", {})
        if "next" not in fields or "results" not in fields:
            return ""
        return str(fields["results"]["items"]["$ref"]).removeprefix(_REF)


def docstring(text: str, *, indent: int) -> str:
    """A docstring of prose on one line, or broken into several."""
    margin = " " * indent
    if len(text) <= _LONGEST_LINE - indent:
        return f'{margin}"""{text}"""\n'
    lines = textwrap.wrap(text, _LONGEST_LINE - indent, break_on_hyphens=False)
    return f'{margin}"""' + f"\n{margin}".join(lines) + f'\n{margin}"""\n'


def plain(text: str) -> str:
    """Prose on one line that can stand in a docstring."""
    return " ".join(text.split()).replace("\\", "").replace('"', "'")


def type_of(told: Schema) -> str:
    """The type of a value in Python."""
    if told.get("nullable"):
        inner = type_of({**told, "nullable": False})
        return inner if inner == "object" else f"{inner} | None"
    if "$ref" in told:
        return _named(told["$ref"])
    if "allOf" in told:
        return type_of(told["allOf"][0])
    if "oneOf" in told:
        return _any_of(told["oneOf"])
    if told.get("type") == "array":
        return f"list[{type_of(told['items'])}]"
    if told.get("type") == "object":
        return f"dict[str, {type_of(told.get('additionalProperties') or {})}]"
    if told.get("type") == "string":
        return _FORMATS.get(told.get("format", ""), "str")
    return _TYPES.get(told.get("type", ""), "object")


def _any_of(choices: list[Schema]) -> str:
    """Texts of several kinds are a text: an enumeration or the empty one."""
    kinds = {type_of(choice) for choice in choices if "NullEnum" not in str(choice)}
    inner = " | ".join(sorted(kinds))
    return f"{inner} | None" if "NullEnum" in str(choices) else inner


def _named(reference: str) -> str:
    name = reference.removeprefix(_REF)
    return "str" if name.endswith("Enum") else name


def _answer_of(told: Schema) -> Answer:
    code = next(code for code in sorted(told["responses"]) if code.startswith("2"))
    content = told["responses"][code].get("content", {})
    if not content:
        return Answer()
    if _JSON not in content:
        return Answer(is_text=True)
    schema = content[_JSON]["schema"]
    if schema.get("type") == "array":
        return Answer(type_of(schema["items"]), is_list=True)
    return Answer(type_of(schema))


def _body_of(told: Schema) -> str:
    if "requestBody" not in told:
        return ""
    return type_of(told["requestBody"]["content"][_JSON]["schema"])


def _parameters(path: str, told: Schema) -> Iterator[Parameter]:
    """Those of the path first and in its order."""
    order = re.findall(r"{(\w+)}", path)
    given = {one["name"]: one for one in told.get("parameters", ())}
    for name in [*order, *(name for name in given if name not in order)]:
        one = given[name]
        yield Parameter(name, one["in"], _sent_as(one), bool(one.get("required")))


def _sent_as(one: Schema) -> str:
    if one["name"] == "fields":
        return "Sequence[str]"
    kind = type_of({**one["schema"], "nullable": False})
    return "datetime | str" if kind == "datetime" else kind
