"""The shop imports nothing that only its developers install: `make demo` installs no more."""

import ast
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.settings_names import ROOT

OF_SHOPS = ("requirements.txt", "requirements-deep.txt", "requirements-semantic.txt",
            "requirements-cluster.txt")  # fmt: skip
NOT_THE_SHOP = {"benchmarks", "client", "scripts", "tests", ".venv", "var", "docs"}


def named_in(file):
    """The requirements of a file."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / file).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def installed_with(requirements):
    """The names of distributions that come with some, all that those need among them."""
    found, waiting = set(), list(requirements)
    while waiting:
        wanted = waiting.pop()
        extras = wanted.extras or {""}
        if wanted.marker and not wanted.marker.evaluate():
            continue
        key = (canonicalize_name(wanted.name), frozenset(extras))
        if key in found:
            continue
        found.add(key)
        try:
            needed = map(Requirement, requires(wanted.name) or [])
        except PackageNotFoundError:  # an extra that is not installed here
            continue
        waiting += [each for each in needed if _applies(each, extras)]
    return {name for name, _extras in found}


def _applies(requirement, extras):
    marker = requirement.marker
    if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
        requirement.marker = None
        return True
    return False


def imported_when_run(source):
    """The packages that a module imports, but not those that only the type checker reads."""
    waiting, found = [ast.parse(source)], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
        waiting += ast.iter_child_nodes(node)
    return found


def modules_of_the_shop():
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).parts
        if path.name != "conftest.py" and not NOT_THE_SHOP & set(parts):
            yield path


@pytest.fixture(scope="module")
def only_developers_have():
    """Packages that no requirements of a shop bring."""
    brought = installed_with(each for file in OF_SHOPS for each in named_in(file))
    return {
        package
        for package, distributions in packages_distributions().items()
        if not brought & {canonicalize_name(name) for name in distributions}
        and package not in sys.stdlib_module_names
    }


def test_the_shop_imports_nothing_that_only_developers_install(only_developers_have):
    modules = list(modules_of_the_shop())
    assert len(modules) > 1_000
    wrong = {
        str(path.relative_to(ROOT)): lacking
        for path in modules
        if (lacking := imported_when_run(path.read_text()) & only_developers_have)
    }
    assert wrong == {}


def test_what_only_developers_install_is_known(only_developers_have):
    assert {"pytest", "hypothesis", "django_stubs_ext"} <= only_developers_have
    assert not {"django", "numpy", "celery", "redis", "lightfm"} & only_developers_have


def test_an_import_for_the_type_checker_alone_is_none():
    for_types = "if TYPE_CHECKING:\n    from pytest import fixture\nelse:\n    import json\n"
    assert imported_when_run(for_types) == {"json"}
    assert imported_when_run("def late():\n    from pytest.mark import slow\n") == {"pytest"}
