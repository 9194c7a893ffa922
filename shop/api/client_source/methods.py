"""The clients: a method for each operation, and one that walks all pages where there are pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shop.api.client_source.description import (
    HEADER,
    Described,
    Operation,
    Parameter,
    docstring,
)

CART = "X-Cart-Token"
KEY = "Idempotency-Key"
CARTS = frozenset({"Cart", "Reordered"})
"""Shapes that tell the token of a guest's cart."""
RECORDS = "records"
PAGING = frozenset({"page", "page_size"})


@dataclass(frozen=True, slots=True)
class ClientClass:
    """A class of the client: ``says`` is its docstring, ``base`` what it builds upon."""

    name: str
    base: str
    module: str
    title: str
    says: str
    is_for_staff: bool

    def has(self, operation: Operation) -> bool:
        return (operation.tag in {RECORDS, "staff"}) == self.is_for_staff


BACK_OFFICE = ClientClass(
    name="Client",
    base="Transport",
    module="transport",
    title="What programs of the shop ask: every entity in pages, and the work of staff.",
    says="The shop, as the owner of a token of staff sees it.",
    is_for_staff=True,
)
STOREFRONT = ClientClass(
    name="Storefront",
    base="Visit",
    module="visit",
    title="What shoppers ask: the catalogue, a cart, ordering it, and all that is their own.",
    says="The shop, as a guest sees it, or the customer whose token it has.",
    is_for_staff=False,
)


def clients_of(described: Described, wanted: ClientClass) -> str:
    """The module of a class with a method for each of its operations."""
    operations = [one for one in described.operations if wanted.has(one)]
    shapes = sorted(set().union(*(one.shapes for one in operations)))
    base = f"from shelfwise_client.{wanted.module} import {wanted.base}\n"
    parts = [
        HEADER.format(title=wanted.title),
        "from __future__ import annotations\n\n"
        "from collections.abc import Iterator, Mapping, Sequence\n"
        "from datetime import datetime\nfrom typing import Any\n\n"
        "from shelfwise_client.reading import build, build_all\n"
        f"from shelfwise_client.shapes import ({', '.join(shapes)})\n"
        "from shelfwise_client.transport import new_key, quoted\n" + base,
        f'class {wanted.name}({wanted.base}):\n    """{wanted.says}"""\n',
    ]
    parts += ["".join(_methods(operation)) for operation in operations]
    return "\n".join(parts)


def _methods(operation: Operation) -> Iterator[str]:
    name = _name_of(operation)
    if not operation.row:
        yield _method(name, operation, operation.says)
        return
    yield _method(f"{name}_page", operation, f"{operation.says} One page of them.")
    yield _every(name, operation)


def _name_of(operation: Operation) -> str:
    """``records_prices_write`` is ``write_prices``; others keep their name in the API."""
    name = operation.name
    if operation.tag != RECORDS:
        return name
    name = name.removeprefix("records_")
    return f"write_{name.removesuffix('_write')}" if name.endswith("_write") else name


def _method(name: str, operation: Operation, says: str) -> str:
    asked = f"self.ask({_asked(operation)})"
    tells = operation.answer.type != "None"
    return (
        f"\n    def {name}({_signature(operation)}) -> {operation.answer.type}:\n"
        f"{docstring(says.strip(), indent=8)}"
        f"        {'told = ' if tells else ''}{asked}\n"
        + (f"        return {_read(operation)}\n" if tells else "")
    )


def _signature(operation: Operation) -> str:
    places = [f"{one.argument}: {_key_type(operation, one)}" for one in operation.at("path")]
    if operation.body:
        places.append(f"body: {operation.body} | Mapping[str, Any]")
    named = [_named(one) for one in [*_query(operation), *operation.at("header")]]
    return ", ".join(["self", *places, *(["*", *named] if named else [])])


def _key_type(operation: Operation, one: Parameter) -> str:
    """The keys of records are texts, or numbers where an entity has no other."""
    return "str | int" if operation.tag == RECORDS else one.type


def _named(one: Parameter) -> str:
    if one.is_required:
        return f"{one.argument}: {one.type}"
    return f"{one.argument}: {one.type} | None = None"


def _query(operation: Operation) -> list[Parameter]:
    """Without paging where a list is answered to a write."""
    query = operation.at("query")
    if operation.method == "GET":
        return query
    return [one for one in query if one.name not in PAGING]


def _asked(operation: Operation) -> str:
    path = operation.path
    for one in operation.at("path"):
        path = path.replace(f"{{{one.name}}}", f"{{quoted({one.argument})}}")
    passed = [f'"{operation.method}"', f'{"f" if operation.at("path") else ""}"{path}"']
    if query := ", ".join(f'"{one.name}": {one.argument}' for one in _query(operation)):
        passed.append(f"query={{{query}}}")
    if operation.body:
        passed.append("body=body")
    headers = [f'"{one.name}": {_sent(one)}' for one in operation.at("header") if one.name != KEY]
    passed += [f"key={_sent(one)}" for one in operation.at("header") if one.name == KEY]
    if headers:
        passed.append(f"headers={{{', '.join(headers)}}}")
    return ", ".join(passed)


def _sent(header: Parameter) -> str:
    """What a header says: a guest's own cart, and a key of its own, where nothing else is said."""
    if header.name == CART:
        return f"{header.argument} or self.cart_token"
    if header.name == KEY and not header.is_required:
        return f"{header.argument} or new_key()"
    return header.argument


def _read(operation: Operation) -> str:
    answer = operation.answer
    if answer.is_text:
        return "str(told)"
    built = f"{'build_all' if answer.is_list else 'build'}({answer.shape}, told)"
    # The first thing that a guest puts in makes the cart: its token opens it from then on.
    return f"self.keep({built})" if answer.shape in CARTS else built


def _every(name: str, operation: Operation) -> str:
    """The same, page after page: by cursors where there are any, else by numbers."""
    by_cursor = any(one.name == "cursor" for one in operation.at("query"))
    turn = "cursor" if by_cursor else "page"
    passed = [f"{one.argument}" for one in operation.at("path")]
    keywords = [one for one in _query(operation) + operation.at("header") if one.name != turn]
    passed += [f"{one.argument}={one.argument}" for one in keywords]
    places = [f"{one.argument}: {_key_type(operation, one)}" for one in operation.at("path")]
    named = [_named(one) for one in keywords]
    signature = ", ".join(["self", *places, *(["*", *named] if named else [])])
    head = (
        f"\n    def {name}({signature}) -> Iterator[{operation.row}]:\n"
        f"{docstring(f'{operation.says} All of them, page after page.', indent=8)}"
    )
    return head + (_by_cursor if by_cursor else _by_number)(name, passed)


def _by_cursor(name: str, passed: list[str]) -> str:
    return (
        "        cursor: str | None = None\n"
        "        while True:\n"
        f"            told = self.{name}_page({', '.join([*passed, 'cursor=cursor'])})\n"
        "            yield from told.results\n"
        "            cursor = told.next_cursor\n"
        "            if cursor is None:\n"
        "                return\n"
    )


def _by_number(name: str, passed: list[str]) -> str:
    return (
        "        page = 1\n"
        "        while True:\n"
        f"            told = self.{name}_page({', '.join([*passed, 'page=page'])})\n"
        "            yield from told.results\n"
        "            if told.next is None:\n"
        "                return\n"
        "            page += 1\n"
    )
