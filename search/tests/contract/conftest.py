import pytest

from search.tests.contract.engines import ENGINES


@pytest.fixture(params=sorted(ENGINES))
def engine(request, tmp_path):
    """Each engine that a product can be found with, empty."""
    with ENGINES[request.param](tmp_path) as made:
        yield made


@pytest.fixture(scope="module", params=sorted(ENGINES))
def shared_engine(request, tmp_path_factory):
    """One engine for a module: who uses it builds it anew."""
    with ENGINES[request.param](tmp_path_factory.mktemp("search")) as made:
        yield made
