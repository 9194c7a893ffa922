"""A stand-in of Stripe's API on this machine: the few endpoints that the shop speaks to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class StandIn:
    """Sessions, refunds, disputes by id; what a test changes in them is what the shop is told."""

    def __init__(self) -> None:
        self.sessions: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.disputes: dict[str, dict[str, Any]] = {}
        self.proofs: list[str] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.is_silent = False
        self.refuses = ""
        self.next_refund_status = "succeeded"
        self.url = ""

    def pay(self, session_id: str, card: dict[str, Any] | None = None) -> None:
        session = self.sessions[session_id]
        session |= {"status": "complete", "payment_status": "paid"}
        details = {"type": "card", "card": card} if card else {"type": "paypal", "paypal": {}}
        charge = {"id": "ch_1", "object": "charge", "payment_method_details": details}
        session["payment_intent"] |= {"status": "succeeded", "latest_charge": charge}

    def decline(self, session_id: str, card: dict[str, Any]) -> None:
        """The bank said no, and the shopper left it at that."""
        session = self.sessions[session_id]
        session |= {"status": "complete"}
        method = {"id": "pm_1", "object": "payment_method", "type": "card", "card": card}
        session["payment_intent"] |= {
            "status": "requires_payment_method",
            "last_payment_error": {"code": "card_declined", "payment_method": method},
        }

    def dispute(self, session_id: str, **changes: Any) -> dict[str, Any]:
        session = self.sessions[session_id]
        dispute = {
            "id": "dp_1", "object": "dispute", "amount": session["amount_total"],
            "currency": session["currency"], "reason": "fraudulent", "status": "needs_response",
            "created": 1_790_000_000, "evidence_details": {"due_by": 1_790_600_000},
            "payment_intent": session["payment_intent"], "metadata": {}, **changes,
        }  # fmt: skip
        self.disputes[dispute["id"]] = dispute
        return dispute

    def handle(self, method: str, path: str, sent: dict[str, str], key: str) -> tuple[int, Any]:
        if method == "POST" and key in self.answers:
            return 200, self.answers[key]
        status, answer = self._answer(method, path.removeprefix("/v1/"), sent)
        if key and status == 200:
            self.answers[key] = answer
        return status, answer

    def _answer(self, method: str, path: str, sent: dict[str, str]) -> tuple[int, Any]:
        if path == "checkout/sessions":
            if method == "GET":
                rows = list(reversed(self.sessions.values()))
                return 200, {
                    "object": "list", "data": rows, "has_more": False, "url": "/v1/" + path,
                }  # fmt: skip
            return (400, _error(self.refuses)) if self.refuses else (200, self._new_session(sent))
        if path.startswith("checkout/sessions/"):
            _checkout, _sessions, session_id, *more = path.split("/")
            session = self.sessions.get(session_id)
            if session is None:
                return 404, _error("No such checkout session")
            if more == ["expire"]:
                if session["status"] != "open":
                    return 400, _error("Only open sessions can be expired")
                session["status"] = "expired"
            return 200, session
        if dispute := self.disputes.get(path.removeprefix("disputes/")):
            return 200, dispute
        if path == "refunds":
            return self._refund(sent) if method == "POST" else self._refunds_of(sent)
        if refund := self.refunds.get(path.removeprefix("refunds/")):
            return 200, refund
        return 404, _error("Unrecognized request URL")

    def _new_session(self, sent: dict[str, str]) -> dict[str, Any]:
        number = len(self.sessions) + 1
        proof = sent.get("payment_method_options[card][request_three_d_secure]", "")
        self.proofs.append(proof)
        session = {
            "id": f"cs_test_{number}",
            "object": "checkout.session",
            "client_reference_id": sent["client_reference_id"],
            "amount_total": int(sent["line_items[0][price_data][unit_amount]"]),
            "currency": sent["line_items[0][price_data][currency]"],
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": {
                "id": f"pi_{number}", "object": "payment_intent", "status": "requires_action",
                "metadata": {"key": sent["payment_intent_data[metadata][key]"]},
            },
            "url": f"https://checkout.stripe.example/{number}",
            "metadata": {"key": sent["metadata[key]"]},
        }  # fmt: skip
        self.sessions[session["id"]] = session
        return session

    def _refund(self, sent: dict[str, str]) -> tuple[int, Any]:
        intent, amount = sent["payment_intent"], int(sent["amount"])
        (session,) = (
            row for row in self.sessions.values() if row["payment_intent"]["id"] == intent
        )
        given = sum(
            row["amount"]
            for row in self.refunds.values()
            if row["payment_intent"] == intent and row["status"] == "succeeded"
        )
        if session["payment_status"] != "paid" or given + amount > session["amount_total"]:
            return 400, _error("Refund amount is greater than unrefunded amount on charge")
        refund = {
            "id": f"re_{len(self.refunds) + 1}", "object": "refund", "amount": amount,
            "payment_intent": intent, "status": self.next_refund_status,
            "metadata": {"key": sent["metadata[key]"]},
        }  # fmt: skip
        self.next_refund_status = "succeeded"
        self.refunds[refund["id"]] = refund
        return 200, refund

    def _refunds_of(self, sent: dict[str, str]) -> tuple[int, Any]:
        rows = [r for r in self.refunds.values() if r["payment_intent"] == sent["payment_intent"]]
        return 200, {"object": "list", "data": rows, "has_more": False, "url": "/v1/refunds"}


def _error(message: str) -> dict[str, Any]:
    return {"error": {"type": "invalid_request_error", "message": message}}


@contextmanager
def stripe_stand_in() -> Iterator[StandIn]:
    books = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            address = urlsplit(self.path)
            sent = parse_qs(self.rfile.read(length).decode() or address.query)
            if books.is_silent:
                self.close_connection = True
                return
            flat = {name: values[0] for name, values in sent.items()}
            key = self.headers.get("Idempotency-Key", "") if self.command == "POST" else ""
            status, answer = books.handle(self.command, address.path, flat, key)
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _serve  # noqa: N815 - named by the standard library

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    books.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield books
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
