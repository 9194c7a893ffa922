"""The dataclasses of the client: what the shop tells and takes."""

from __future__ import annotations

from shop.api.client_source.description import (
    HEADER,
    Described,
    Schema,
    docstring,
    plain,
    type_of,
)


def dataclasses_of(described: Described) -> str:
    """The module of all shapes that requests and answers are made of."""
    parts = [
        HEADER.format(title="What the shop tells and takes, as dataclasses."),
        "from __future__ import annotations\n\nfrom dataclasses import dataclass\n"
        "from datetime import date, datetime\nfrom uuid import UUID\n",
    ]
    parts += [
        _dataclass(name, described.shapes[name])
        for name in described.needed()
        if "properties" in described.shapes[name]
    ]
    return "\n\n".join(parts)


def _dataclass(name: str, schema: Schema) -> str:
    complete: list[str] = list(schema.get("x-complete") or schema.get("required") or ())
    must, may = [], []
    for field, told in schema["properties"].items():
        if field in complete:
            must.append(f"    {field}: {type_of(told)}")
        else:
            may.append(f"    {field}: {type_of({**told, 'nullable': True})} = None")
    lines = ["@dataclass(frozen=True, kw_only=True)", f"class {name}:"]
    if says := plain(schema.get("description", "")):
        lines.append(docstring(says, indent=4))
    return "\n".join([*lines, *must, *may])
