"""The source of the typed client, from the API's description: its records and their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drf_spectacular.generators import SchemaGenerator

TAG = "records"
HEADER = '"""{title}\n\nWritten by ``scripts/generate-client``: change the API instead.\n"""\n\n'
_REF = "#/components/schemas/"
_FORMATS = {"date-time": "datetime", "date": "date", "uuid": "UUID"}
_TYPES = {"integer": "int", "number": "float", "boolean": "bool", "string": "str"}

Schema = dict[str, Any]


def sources() -> dict[str, str]:
    """The generated modules by name, not yet formatted."""
    described: Any = SchemaGenerator().get_schema(request=None, public=True)
    operations = list(_operations(described))
    names = _needed(described, operations)
    return {"records.py": _records(described, names), "api.py": _api(operations, names)}


def _operations(described: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Path, method and description of each operation on records."""
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            if TAG in told["tags"]:
                yield path, method, told


def _needed(described: Schema, operations: list[tuple[str, str, Schema]]) -> list[str]:
    """The components that operations take and answer, with what is inside of them."""
    found: dict[str, None] = {}
    wanted = [name for *_where, told in operations for name in (_answer_of(told), _body_of(told))]
    while wanted:
        name = wanted.pop()
        if name and name not in found:
            found[name] = None
            wanted += re.findall(rf"{_REF}(\w+)", str(described["components"]["schemas"][name]))
    return sorted(found)


def _answer_of(told: Schema) -> str:
    content = told["responses"]["200"]["content"]["application/json"]["schema"]
    return str(content["$ref"]).removeprefix(_REF)


def _body_of(told: Schema) -> str:
    if "requestBody" not in told:
        return ""
    content = told["requestBody"]["content"]["application/json"]["schema"]
    return str(content["$ref"]).removeprefix(_REF)


# --- dataclasses -----------------------------------------------------------------------------
def _records(described: Schema, names: list[str]) -> str:
    schemas = described["components"]["schemas"]
    parts = [
        HEADER.format(title="What the shop tells and takes, as dataclasses."),
        "from __future__ import annotations\n\nfrom dataclasses import dataclass\n"
        "from datetime import date, datetime\nfrom uuid import UUID\n",
    ]
    parts += [_dataclass(name, schemas[name]) for name in names if "properties" in schemas[name]]
    return "\n\n".join(parts)


def _dataclass(name: str, schema: Schema) -> str:
    complete: list[str] = list(schema.get("x-complete") or schema.get("required") or ())
    must, may = [], []
    for field, told in schema["properties"].items():
        if field in complete:
            must.append(f"    {field}: {_type_of(told)}")
        else:
            may.append(f"    {field}: {_type_of({**told, 'nullable': True})} = None")
    says = " ".join(schema.get("description", f"{name}.").split()).replace('"', "'")
    lines = [f'    """{line}"""' for line in [says[:90]]]
    return "\n".join(
        ["@dataclass(frozen=True, kw_only=True)", f"class {name}:", *lines, "", *must, *may]
    )


def _type_of(told: Schema) -> str:
    if told.get("nullable"):
        return f"{_type_of({**told, 'nullable': False})} | None"
    if "$ref" in told:
        return str(told["$ref"]).removeprefix(_REF) if "Enum" not in told["$ref"] else "str"
    if "allOf" in told:
        return _type_of(told["allOf"][0])
    if told.get("type") == "array":
        return f"list[{_type_of(told['items'])}]"
    if told.get("type") == "string":
        return _FORMATS.get(told.get("format", ""), "str")
    return _TYPES.get(told.get("type", ""), "object")


# --- methods ---------------------------------------------------------------------------------
def _api(operations: list[tuple[str, str, Schema]], names: list[str]) -> str:
    used = {name for *_where, told in operations for name in (_answer_of(told), _body_of(told))}
    used |= {name for name in names if name.endswith("Record")}
    used.discard("")
    parts = [
        HEADER.format(title="Every entity of the shop: in pages, one by one, written in bulk."),
        "# ruff: noqa: E501\n",
        "from __future__ import annotations\n\n"
        "from collections.abc import Iterator, Mapping, Sequence\n"
        "from datetime import datetime\nfrom typing import Any\n\n"
        "from shelfwise_client.reading import build\n"
        f"from shelfwise_client.records import ({', '.join(sorted(used))})\n"
        "from shelfwise_client.transport import Transport, quoted\n",
        'class Client(Transport):\n    """The shop, as the owner of a token sees it."""\n',
    ]
    parts += ["".join(_methods(*operation)) for operation in operations]
    return "\n".join(parts)


def _methods(path: str, method: str, told: Schema) -> Iterator[str]:
    name = str(told["operationId"]).removeprefix("records_")
    says = " ".join(str(told.get("description", "")).split())
    if method == "post":
        yield _write(name.removesuffix("_write"), path, told, says)
    elif name.endswith("_one"):
        yield _one(name, path, told, says)
    else:
        yield _page(name, path, told, says)
        yield _every(name, told, says)


def _page(name: str, path: str, told: Schema, says: str) -> str:
    query = ", ".join(f'"{one}": {one}' for one, _type in _parameters(told))
    shape = _answer_of(told)
    return (
        f"\n    def {name}_page(self, *, {_arguments(told)}) -> {shape}:\n"
        f'        """{says} One page of them."""\n'
        f"        query = {{{query}}}\n"
        f'        return build({shape}, self.ask("GET", "{path}", query=query))\n'
    )


def _every(name: str, told: Schema, says: str) -> str:
    passed = ", ".join(f"{one}={one}" for one, _type in _parameters(told) if one not in {"cursor"})
    record = _answer_of(told).removesuffix("Page") + "Record"
    arguments = _arguments(told, without="cursor")
    return (
        f"\n    def {name}(self, *, {arguments}) -> Iterator[{record}]:\n"
        f'        """{says} All of them, page after page."""\n'
        f"        cursor: str | None = None\n"
        f"        while True:\n"
        f"            page = self.{name}_page({passed}, cursor=cursor)\n"
        f"            yield from page.results\n"
        f"            cursor = page.next_cursor\n"
        f"            if cursor is None:\n"
        f"                return\n"
    )


def _one(name: str, path: str, told: Schema, says: str) -> str:
    shape, where = _answer_of(told), path.replace("{key}", "{quoted(key)}")
    arguments = "self, key: str | int, *, fields: Sequence[str] | None = None"
    return (
        f"\n    def {name}({arguments}) -> {shape}:\n"
        f'        """{says} One of them, by its key."""\n'
        f'        query = {{"fields": fields}}\n'
        f'        return build({shape}, self.ask("GET", f"{where}", query=query))\n'
    )


def _write(name: str, path: str, told: Schema, says: str) -> str:
    body, shape = _body_of(told), _answer_of(told)
    return (
        f"\n    def write_{name}(self, body: {body} | Mapping[str, Any], *, "
        f"idempotency_key: str | None = None) -> {shape}:\n"
        f'        """{says} Tried again it is written once."""\n'
        f'        told = self.ask("POST", "{path}", body=body, key=idempotency_key)\n'
        f"        return build({shape}, told)\n"
    )


def _parameters(told: Schema) -> list[tuple[str, str]]:
    """Name and type of what may be asked for in the query."""
    found = []
    for one in told.get("parameters", ()):
        if one["in"] != "query":
            continue
        kind = _type_of({**one["schema"], "nullable": False})
        if one["name"] == "fields":
            kind = "Sequence[str]"
        found.append((one["name"], "datetime | str" if kind == "datetime" else kind))
    return found


def _arguments(told: Schema, *, without: str = "") -> str:
    return ", ".join(
        f"{name}: {kind} | None = None" for name, kind in _parameters(told) if name != without
    )
