"""A moment and a push service that the modules about pushes share."""

import pytest

from foundation import clock
from marketing.tests.push_browser import push_service
from marketing.tests.push_rows import NOON


@pytest.fixture
def noon(monkeypatch):
    """Not in the quiet hours; ``now`` in it is the clock's."""
    moments = {"now": NOON}
    monkeypatch.setattr(clock, "now", lambda: moments["now"])
    return moments


@pytest.fixture
def service(settings):
    """A push service on this machine."""
    settings.PUSH_PRIVATE_HOSTS = ["127.0.0.1"]
    with push_service() as found:
        yield found
