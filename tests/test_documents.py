"""What the documents name exists: commands, make targets, files, variables and API addresses."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import resolve

from tests.settings_names import variables_read

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: str(path))
TOP = {path.name for path in ROOT.iterdir()}


def _text(document):
    return document.read_text(encoding="utf-8")


def _name(document):
    return str(document.relative_to(ROOT))


def _found(pattern):
    return [
        (_name(document), match)
        for document in DOCUMENTS
        for match in re.findall(pattern, _text(document))
    ]


def test_there_are_documents():
    assert {"README.md", "docs/architecture.md", "docs/operations.md"} <= set(map(_name, DOCUMENTS))


def test_every_management_command_exists():
    named = _found(r"manage\.py (\w+)")
    assert named
    known = get_commands()
    assert not [(where, command) for where, command in named if command not in known]


def test_every_make_target_exists():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = _found(r"(?:`|^|\n)make ([a-z-]+)")
    assert named
    assert not [(where, target) for where, target in named if target not in targets]


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_link_leads_somewhere(document):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", _text(document)):
        if not re.match(r"[a-z]+:", target):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_path_in_code_exists(document):
    """Code spans that begin with a file or folder of ours, such as ``shop/celery.py``."""
    for span in re.findall(r"`([\w./-]+)`", _text(document)):
        if "/" in span and span.split("/")[0] in TOP - {"var"}:
            assert (ROOT / span).exists(), span


def _deepest_module(parts):
    """How many parts of a dotted name lead to a module or package, and its file."""
    for end in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:end])
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.exists():
                return end, file
    return 0, None


def test_every_module_path_in_code_exists():
    """Code spans such as ``events.services.record``: a module of ours and a name in it."""
    for where, span in _found(r"`((?:\w+\.)+\w+)`"):
        parts = span.split(".")
        if not (ROOT / parts[0]).is_dir() or parts[-1] in {"py", "md", "txt"}:
            continue
        end, module = _deepest_module(parts)
        assert module is not None, (where, span)
        rest = parts[end:]
        assert all(re.search(rf"\b{name}\b", module.read_text()) for name in rest), (where, span)


def test_every_variable_is_read_by_the_settings():
    prefixes = ("SHELFWISE_", "SHOP_", "SECURE_", "DATABASE_", "REDIS_", "CELERY_", "EMAIL_")
    named = {name for _where, name in _found(r"`([A-Z][A-Z_]+)(?:=\S*)?`")}
    ours = {name for name in named if name.startswith(prefixes)}
    assert ours
    # Fail points are no setting: they are read before there are any.
    known = variables_read() | {"SHELFWISE_FAILPOINT"}
    assert ours <= known, ours - known


def test_every_address_of_the_examples_is_served():
    text = _text(ROOT / "docs" / "integration.md")
    paths = set(re.findall(r"http://127\.0\.0\.1:8000(/[^\"?\s]*)", text))
    assert len(paths) > 8
    for path in paths:
        assert resolve(re.sub(r"\$\w+", "0" * 16, path)).url_name, path


def test_no_document_names_a_machine():
    for document in DOCUMENTS:
        assert not re.search(r"(?<![\w.])/(?:work|tmp|home|root)/", _text(document)), document
