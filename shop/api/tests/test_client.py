"""The typed client: written from the API as it is, and good against a real server."""

import json
import subprocess
import sys
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from accounts.roles import Role
from accounts.tokens import Scope, create_token
from orders.tests.factories import check_out, make_cart
from pricing.models import Price
from shop.api.tests.asking import member_of_staff

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "client"))

from shelfwise_client import Client, ShopError, ShopUnreachable, transport  # noqa: E402


@pytest.mark.django_db
def test_it_is_what_the_api_describes_today():
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "generate-client"), "--check"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (
        f"{done.stdout}{done.stderr}: run .venv/bin/python scripts/generate-client"
    )


@pytest.fixture
def shop(goods, live_server):
    owner = member_of_staff(Role.OWNER)
    made = create_token(user=owner, name="Client", scopes=Scope.values)
    return Client(live_server.url, made.secret, tries=2, seconds=10)


@pytest.mark.django_db(transaction=True)
def test_it_walks_pages_reads_one_and_writes(shop, goods):
    orders = [check_out(make_cart(goods.mug)) for _turn in range(3)]
    found = list(shop.orders(limit=2))
    assert [order.id for order in found] == [order.public_id for order in orders]
    assert found[0].total.minor == orders[0].total_minor
    assert isinstance(found[0].created_at, datetime)
    assert found[0].lines[0].sku == orders[0].lines.get().sku

    one = shop.orders_one(orders[1].public_id, fields=["number"])
    assert (one.number, one.lines) == (orders[1].number, None)

    sku = goods.variant(goods.mug).sku
    items = [{"sku": sku, "currency": "EUR", "amount": "8.80"}]
    answer = shop.write_prices({"items": items}, idempotency_key="once")
    assert shop.write_prices({"items": items}, idempotency_key="once") == answer
    assert answer.written == 1
    assert Price.objects.filter(variant__sku=sku, amount_minor=880).count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_tells_what_the_shop_refuses(shop):
    with pytest.raises(ShopError) as refused:
        shop.write_prices({"items": []})
    assert (refused.value.status, refused.value.code) == (400, "invalid")
    assert list(refused.value.fields) == ["items"]
    with pytest.raises(ShopError) as unknown:
        shop.suppliers_one("nobody/../x")
    assert unknown.value.status == 404


class _Tired(BaseHTTPRequestHandler):
    """Answers 503 twice, then as the shop would."""

    keys: list[str] = []

    def do_POST(self):
        self.keys.append(self.headers["Idempotency-Key"])
        body = json.dumps({"written": 0, "refused": 0, "results": []}).encode()
        self.send_response(503 if len(self.keys) < 3 else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        return


class _Moved(BaseHTTPRequestHandler):
    """Sends everybody elsewhere, and keeps what came with whoever followed."""

    tokens: list[tuple[str, str | None]] = []

    def do_GET(self):
        self.tokens.append((self.path, self.headers["Authorization"]))
        self.send_response(302)
        self.send_header("Location", f"http://localhost:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        return


def test_the_token_is_given_to_nobody_to_whom_the_shop_sends():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Moved)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        with pytest.raises(ShopError) as moved:
            Client(f"http://127.0.0.1:{server.server_port}", "sw_x").suppliers_one("a")
    finally:
        server.shutdown()
        server.server_close()
    assert moved.value.status == 302
    assert [path for path, _token in _Moved.tokens] == ["/api/v1/records/suppliers/a/"]


def test_a_write_is_tried_again_under_one_key(monkeypatch):
    monkeypatch.setattr(transport, "FIRST_WAIT", 0.01)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Tired)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        answer = Client(address, "sw_x").write_stock({"items": []})
        assert answer.results == []
        assert len(_Tired.keys) == 3
        assert len(set(_Tired.keys)) == 1
    finally:
        server.shutdown()
        server.server_close()
    with pytest.raises(ShopUnreachable):
        Client(address, "sw_x", tries=2).write_stock({"items": []})
