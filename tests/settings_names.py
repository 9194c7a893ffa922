"""The environment variables that the settings read, found in their source."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("shop/settings.py", "shop/configuration.py")


def variables_read() -> set[str]:
    """Names in calls such as ``env.str("NAME", default="")`` and ``given(env, "NAME", …)``."""
    calls = (
        node
        for source in SOURCES
        for node in ast.walk(ast.parse((ROOT / source).read_text()))
        if isinstance(node, ast.Call)
    )
    return {name for call in calls if (name := _name_read(call)) is not None}


def _name_read(call: ast.Call) -> str | None:
    match call:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="env")), args=[ast.Constant(str(name)), *_]
        ):
            return name
        case ast.Call(
            func=ast.Name(id="given"), args=[ast.Name(id="env"), ast.Constant(str(name))]
        ):
            return name
    return None
