"""One question to the endpoint and its answer as it comes, within a deadline that holds.

Time-outs of sockets hold for one read: a name that is not resolved or an answer that comes a byte
a second outlasts them. So a question is put in a thread of its own, and who waits for it goes on
when the time is over. Nothing is tried again: the trained engine answers sooner.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from queue import Empty, Queue
from threading import BoundedSemaphore, Event, Thread
from typing import Any

import httpx2
import openai

from assistant.llm.access import Failure, ModelAccess, ModelFailed

MOST_OPEN = 2
"""Questions that a process has open at once; given-up ones count until their thread ends.

Half of the threads that a process answers pages with: a slow model must not take the others.
"""
LONGEST_CONNECT = 5.0
LONGEST_TEXT, LONGEST_ARGUMENTS, MOST_CALLS = 6_000, 4_000, 6

_slots = BoundedSemaphore(MOST_OPEN)


@dataclass(slots=True)
class ToolCall:
    """A tool that the model wants used; ``arguments`` is JSON as it wrote it."""

    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Completion:
    """What a model answered to one question, while it comes."""

    text: str = ""
    calls: dict[int, ToolCall] = field(default_factory=dict)
    finish: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked: the talk so far, and the tools that it may use."""

    messages: Sequence[Mapping[str, Any]]
    tools: Sequence[Mapping[str, Any]]


def asked(
    access: ModelAccess,
    question: Question,
    *,
    until: float,
    now: Callable[[], float] = time.monotonic,
) -> Iterator[str | tuple[ToolCall, ...]]:
    """Pieces of text as they come; last the tools that are wanted, none where it has spoken.

    Args:
        until: when ``now`` should be that, it is too late.

    Raises:
        ModelFailed: no whole answer came.
    """
    so_far = Completion()
    for chunk in _chunks(access, question, until, now):
        if piece := _taken(so_far, chunk):
            yield piece
    _ensure_whole(so_far)
    yield tuple(call for _place, call in sorted(so_far.calls.items()))


def _chunks(
    access: ModelAccess, question: Question, until: float, now: Callable[[], float]
) -> Iterator[Any]:
    if not _slots.acquire(blocking=False):
        raise ModelFailed(Failure.BUSY)
    exchange = _Exchange(access, question)
    Thread(target=exchange.run, name="language-model", daemon=True).start()
    try:
        while (chunk := _next(exchange, until - now())) is not None:
            yield chunk
    finally:
        exchange.is_given_up.set()


def _next(exchange: _Exchange, seconds: float) -> Any:
    try:
        piece = exchange.pieces.get(timeout=max(seconds, 0.0))
    except Empty:
        raise ModelFailed(Failure.TIMEOUT) from None
    if isinstance(piece, Exception):
        raise _failure(piece) from piece
    return piece


class _Exchange:
    """A request in a thread of its own; it never touches the database."""

    def __init__(self, access: ModelAccess, question: Question) -> None:
        self.pieces: Queue[Any] = Queue()
        self.is_given_up = Event()
        self._access = access
        self._question = question

    def run(self) -> None:
        """Put the pieces of the answer, then None; or what went wrong."""
        try:
            self._read()
        except Exception as error:  # whoever waits raises it in their thread
            self.pieces.put(error)
        else:
            self.pieces.put(None)
        finally:
            _slots.release()

    def _read(self) -> None:
        question: dict[str, Any] = {"messages": list(self._question.messages)}
        if self._question.tools:
            question["tools"] = list(self._question.tools)
        client = _client(self._access)
        answer = client.chat.completions.create(model=self._access.model, stream=True, **question)
        with answer as chunks:
            for chunk in chunks:
                if self.is_given_up.is_set():
                    return
                self.pieces.put(chunk)


@lru_cache(maxsize=4)
def _client(access: ModelAccess) -> openai.OpenAI:
    """One for a process: connections are kept. A redirect to another host is not followed."""
    timeout = httpx2.Timeout(access.seconds, connect=min(LONGEST_CONNECT, access.seconds))
    return openai.OpenAI(
        base_url=access.base_url,
        api_key=access.api_key or "none",
        max_retries=0,
        timeout=timeout,
        http_client=openai.DefaultHttpxClient(follow_redirects=False, timeout=timeout),
    )


def _taken(so_far: Completion, chunk: Any) -> str:
    """Add a chunk to the answer; the text that it brought."""
    try:
        return _added(so_far, chunk)
    except (AttributeError, TypeError, LookupError, ValueError, OverflowError) as error:
        raise ModelFailed(Failure.GARBAGE, type(error).__name__) from error


def _added(so_far: Completion, chunk: Any) -> str:
    if not chunk.choices:
        return ""  # a count of tokens, at the end
    choice = chunk.choices[0]
    so_far.finish = str(choice.finish_reason or so_far.finish)
    delta = choice.delta
    if delta is None:
        return ""
    if getattr(delta, "refusal", None):
        raise ModelFailed(Failure.REFUSED)
    for asked_for in delta.tool_calls or ():
        _add_call(so_far, asked_for)
    text = delta.content or ""
    text.encode()  # half of a character, which nothing can keep
    so_far.text += text
    if len(so_far.text) > LONGEST_TEXT:
        raise ModelFailed(Failure.GARBAGE, "too long")
    return text


def _add_call(so_far: Completion, piece: Any) -> None:
    call = so_far.calls.setdefault(int(piece.index or 0), ToolCall())
    call.id = piece.id or call.id
    if piece.function is not None:
        call.name += piece.function.name or ""
        call.arguments += piece.function.arguments or ""
    written = len(call.name) + len(call.arguments)
    if len(so_far.calls) > MOST_CALLS or written > LONGEST_ARGUMENTS:
        raise ModelFailed(Failure.GARBAGE, "too many tools")


def _ensure_whole(answer: Completion) -> None:
    """An answer that says how it ended, and ended well."""
    if answer.finish == "content_filter":
        raise ModelFailed(Failure.REFUSED)
    if answer.finish not in ("stop", "tool_calls", "function_call"):
        raise ModelFailed(Failure.CUT, answer.finish or "no end")
    if any(not call.name for call in answer.calls.values()):
        raise ModelFailed(Failure.GARBAGE, "a tool without a name")


def _failure(error: Exception) -> Exception:
    """What went wrong, as a failure of the model; any other error as it is."""
    match error:
        case openai.APITimeoutError() | httpx2.TimeoutException():
            return ModelFailed(Failure.TIMEOUT)
        case openai.APIStatusError():
            return ModelFailed(Failure.STATUS, str(error.status_code))
        case openai.APIConnectionError() | httpx2.ConnectError():
            return ModelFailed(Failure.UNREACHABLE)
        case httpx2.TransportError():
            return ModelFailed(Failure.CUT, type(error).__name__)
        case json.JSONDecodeError() | UnicodeError() | httpx2.DecodingError():
            return ModelFailed(Failure.GARBAGE, type(error).__name__)
        case openai.OpenAIError() | httpx2.HTTPError() | httpx2.InvalidURL():
            return ModelFailed(Failure.GARBAGE, type(error).__name__)
    return error
