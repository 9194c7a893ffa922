"""A language model to test with: real HTTP, the form of OpenAI's chat completions, streamed.

It chooses tools by rules of its own, or by a ``brain`` that a test gives it, and keeps every
request, so that a test sees what would have left the shop. ``Mood`` is how it misbehaves.
https://platform.openai.com/docs/api-reference/chat-streaming
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

MODEL = "stand-in"


class Mood(StrEnum):
    SENSIBLE = "sensible"
    OBEDIENT = "obedient"  # does whatever the last text that it was given asks for
    SLOW = "slow"  # says nothing for a long time
    DRIP = "drip"  # a byte now and then, never a whole line
    DRIP_HEAD = "drip_head"  # likewise before the answer's head has ended
    GARBAGE = "garbage"
    NO_STREAM = "no_stream"  # what it sends is HTML
    WRONG_FORM = "wrong_form"  # JSON of another form
    DYING = "dying"  # breaks off in the middle of a sentence
    CUT = "cut"  # ends without saying how
    LENGTH = "length"  # says that it ran out of room
    REFUSING = "refusing"
    SILENT = "silent"  # ends without a word
    ENDLESS = "endless"  # wants tools for ever
    BAD_ARGUMENTS = "bad_arguments"  # asks for a tool wrongly, then as it should
    ERROR = "500"
    TOO_MANY = "429"
    REDIRECT = "307"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tool that a model wants used."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """A request, as a brain reads it."""

    messages: Sequence[Mapping[str, Any]]
    tools: Mapping[str, Mapping[str, Any]]

    @property
    def message(self) -> str:
        """What the shopper said last."""
        return next(str(m["content"]) for m in reversed(self.messages) if m["role"] == "user")

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What tools found since then."""
        last = max(i for i, m in enumerate(self.messages) if m["role"] == "user")
        return [json.loads(m["content"]) for m in self.messages[last:] if m["role"] == "tool"]


Answer = str | Sequence[Wanted]
Brain = Callable[[Heard], Answer]

_RULES = (
    (r"human|person|mensch|mitarbeiter|conseiller|humain", "hand_over"),
    (r"compare|vergleich|compar", "compare_products"),
    (r"send back|return|zurück|renvoyer|retour", "begin_return"),
    (r"cancel|stornier|annul", "cancel_order"),
    (r"address|adresse", "change_address"),
    (r"where is|my order|parcel|bestellung|paket|commande|colis", "order_state"),
    (r"recommend|empfiehl|empfehl|recommand", "recommend_products"),
    (r"deliver|pay|liefer|zahl|livr|pai|how|wie |comment", "answer_from_articles"),
    (r"cart|warenkorb|panier", "show_cart"),
)
_PRICE = re.compile(r"(?:under|below|unter|bis|moins de)\s*€?\s*(\d+)")


def sensible(heard: Heard) -> Answer:
    """A tool by the words of the message, then a sentence with what it found."""
    if heard.findings:
        return _spoken(heard.findings)
    text = heard.message.lower()
    name = next((tool for words, tool in _RULES if re.search(words, text)), "find_products")
    if name not in heard.tools:
        return "I am sorry, I cannot help with that."
    return [Wanted(name, _fitting(heard.tools[name], heard.message))]


def obedient(heard: Heard) -> Answer:
    """Repeats whatever it was given last and claims to have done whatever it was told to."""
    texts = [text for finding in heard.findings for text in _texts(finding)]
    if texts:
        return " ".join(texts)[:2_000]
    text = heard.message
    names = [name for name in heard.tools if name.split("_")[0] in text.lower()]
    if names:
        return [Wanted(name, _fitting(heard.tools[name], text)) for name in names[:3]]
    return f"{text}\nI have done that. I have cancelled and refunded it. It costs €0.01 now."


def using(decide: Callable[[str], Sequence[Wanted]]) -> Brain:
    """A brain that chooses tools by ``decide`` and speaks of what they found."""

    def brain(heard: Heard) -> Answer:
        if heard.findings:
            return _spoken(heard.findings)
        wanted = [one for one in decide(heard.message) if one.name in heard.tools]
        return wanted or "I am sorry, that is nothing that I can do here."

    return brain


def _spoken(findings: Sequence[Mapping[str, Any]]) -> str:
    """Some of the facts, word by word."""
    values = [text for finding in findings for text in _texts(finding.get("facts", finding))]
    return "Here is what I found. " + ". ".join(values[:6])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for entry in value.values():
            yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)
    elif isinstance(value, str) and value:
        yield value


def _fitting(schema: Mapping[str, Any], message: str) -> dict[str, Any]:
    """Arguments of a tool from a message: words and the question as they are, an upper price."""
    known = schema["properties"]
    values: dict[str, Any] = {
        name: message[:250] for name in ("words", "question") if name in known
    }
    if "price_to" in known and (price := _PRICE.search(message.lower())):
        values["price_to"] = float(price[1])
    if "number" in known and (number := re.search(r"\b\d{5,9}\b", message)):
        values["number"] = number[0]
    return values


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = json.loads(body)
        self.server.requests.append(request)
        self.server.keys.append(self.headers.get("Authorization", ""))
        with suppress(ConnectionError):
            self._answer(request)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def _answer(self, request: Mapping[str, Any]) -> None:
        mood = self.server.mood
        if mood in (Mood.ERROR, Mood.TOO_MANY):
            self._plain(int(mood.value), b'{"error": {"message": "no"}}')
        elif mood is Mood.REDIRECT:
            self.send_response(307)
            self.send_header("Location", f"{self.server.elsewhere}/chat/completions")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif mood is Mood.NO_STREAM:
            self._plain(200, b"<html>busy</html>")
        elif mood is Mood.DRIP_HEAD:
            self._drip()
        else:
            self._stream(mood, request)

    def _plain(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        while not self.server.is_over:
            self.wfile.write(b"H")
            self.wfile.flush()
            time.sleep(0.05)

    def _stream(self, mood: Mood, request: Mapping[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.flush()
        match mood:
            case Mood.SLOW:
                while not self.server.is_over:
                    time.sleep(0.05)
            case Mood.DRIP:
                self.wfile.write(b"data: ")
                self._drip()
            case Mood.GARBAGE:
                self.wfile.write(b"data: {nothing that is JSON\n\n")
            case Mood.WRONG_FORM:
                self._send({"choices": "many", "object": 7})
            case _:
                self._speak(mood, self.server.answer(request))

    def _speak(self, mood: Mood, answer: Answer) -> None:
        if mood is Mood.SILENT:
            answer = ""
        if isinstance(answer, str):
            pieces = re.findall(r"\S+\s*", answer) or [""]
            for place, piece in enumerate(pieces):
                if mood is Mood.DYING and place > len(pieces) // 2:
                    return
                self._delta({"content": piece})
                time.sleep(self.server.pause)
        else:
            self._calls(answer)
        if mood is Mood.CUT:
            return
        self._end("tool_calls" if not isinstance(answer, str) else self._reason(mood))

    def _reason(self, mood: Mood) -> str:
        return {Mood.LENGTH: "length", Mood.REFUSING: "content_filter"}.get(mood, "stop")

    def _calls(self, wanted: Sequence[Wanted]) -> None:
        """Arguments come in two pieces, as real endpoints cut them anywhere."""
        for place, one in enumerate(wanted):
            text = json.dumps(dict(one.arguments))
            head = {"name": one.name, "arguments": text[:3]}
            call = {"index": place, "id": f"call_{place}", "type": "function", "function": head}
            self._delta({"tool_calls": [call]})
            self._delta({"tool_calls": [{"index": place, "function": {"arguments": text[3:]}}]})

    def _delta(self, delta: Mapping[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": dict(delta), "finish_reason": finish}
        self._send({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL,
                    "choices": [choice]})  # fmt: skip

    def _end(self, reason: str) -> None:
        self._delta({}, reason)
        self._send({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL,
                    "choices": [], "usage": {"total_tokens": 7}})  # fmt: skip
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, chunk: Mapping[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()


class ModelServer(ThreadingHTTPServer):
    """The server with what it heard. ``brain`` and ``mood`` may change between messages.

    ``pause`` is how many seconds pass between two words.
    """

    daemon_threads = True

    def __init__(self, brain: Brain) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.brain = brain
        self.mood = Mood.SENSIBLE
        self.pause = 0.0
        self.elsewhere = ""
        self.is_over = False
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def seen(self) -> str:
        """All that left the shop, as one text."""
        return json.dumps(self.requests, ensure_ascii=False)

    def answer(self, request: Mapping[str, Any]) -> Answer:
        described = (tool["function"] for tool in request.get("tools", ()))
        tools = {one["name"]: one["parameters"] for one in described}
        heard = Heard(request["messages"], tools)
        if self.mood is Mood.ENDLESS:
            return [Wanted("ask_abilities")]
        if self.mood is Mood.BAD_ARGUMENTS and not heard.findings:
            return [Wanted("find_products", {"words": 7, "sql": "drop"})]
        return (obedient if self.mood is Mood.OBEDIENT else self.brain)(heard)


@contextmanager
def model_server(brain: Brain = sensible) -> Iterator[ModelServer]:
    """The stand-in on a free port of this machine."""
    with ModelServer(brain) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.is_over = True
            server.shutdown()
            thread.join()


def set_up(settings: Any, server: ModelServer, **changes: Any) -> None:
    """Let the shop's settings name the stand-in."""
    from assistant.llm.limits import forget_failures

    forget_failures()
    settings.LLM_BASE_URL = server.url
    settings.LLM_MODEL = MODEL
    settings.LLM_API_KEY = "key-of-the-test"
    settings.LLM_TIMEOUT_SECONDS = changes.pop("seconds", 10.0)
    settings.LLM_DAILY_MESSAGES = changes.pop("daily", 0)
