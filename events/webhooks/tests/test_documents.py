"""What docs/webhooks.md shows to those who receive: it knows our messages from others'."""

import re
from pathlib import Path

import pytest

from events.webhooks.delivering import deliver_due
from events.webhooks.services import rotate_secret

pytestmark = pytest.mark.django_db
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "webhooks.md"


@pytest.fixture
def is_ours():
    (source,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    shown: dict[str, object] = {}
    exec(source, shown)  # noqa: S102  (our own document)
    return shown["is_ours"]


def test_the_receivers_lines_know_our_messages(is_ours, endpoint, receiver, publish):
    old = endpoint.secret
    new = rotate_secret(endpoint=endpoint).secret
    publish(1)
    deliver_due()
    (message,) = receiver.received
    headers = message.headers
    assert is_ours(headers, message.body, old)
    assert is_ours(headers, message.body, new)
    assert not is_ours(headers, message.body + b" ", new)
    assert not is_ours({**headers, "webhook-id": "another"}, message.body, new)
    recorded = {**headers, "webhook-timestamp": "1700000000"}
    assert not is_ours(recorded, message.body, new)
    assert not is_ours(headers, message.body, "whsec_AAAA")
