"""``Idempotency-Key``: a request that is sent again is answered again, not carried out again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken
from foundation.idempotency import (
    LONGEST_KEY,
    Answer,
    ClaimLost,
    KeyReused,
    StillRunning,
    fingerprint_of,
    once,
)

_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")
PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    pattern=r"^[A-Za-z0-9_.:-]{1,200}$",
    description="Names the request: sent again with the same key it is answered, not repeated.",
)

REQUIRED = OpenApiParameter(
    PARAMETER.name,
    str,
    OpenApiParameter.HEADER,
    required=True,
    pattern=PARAMETER.pattern,
    description=PARAMETER.description,
    examples=[OpenApiExample("A UUID", value="0191b2f0-6a3e-7c6b-9a55-6d2f7c1f3b11")],
)


class KeyUsedOtherwise(exceptions.APIException):
    """The key was used for another request before."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"


class StillAtWork(exceptions.APIException):
    """The first request with this key has no answer yet."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "request_in_progress"
    wait = 2


def answered_once(request: Request, act: Callable[[], Answer]) -> Response:
    """The answer of ``act``; where the request names a key, the first answer it had.

    Raises:
        ValidationError: a key that cannot be one.
        KeyUsedOtherwise, StillAtWork: see there.
    """
    key = key_of(request)
    if not key:
        return answer_to(act())
    asked = fingerprint_of(request.method, request.path, request.data)
    view = request.resolver_match.view_name if request.resolver_match else request.path
    scope = f"{request.method} {view} {_who(request)}"
    try:
        answer = once(scope=scope, key=key, fingerprint=asked, act=act)
    except KeyReused as problem:
        raise KeyUsedOtherwise(_("This key was used for another request.")) from problem
    except (StillRunning, ClaimLost) as problem:
        raise StillAtWork(_("The first request with this key is at work yet.")) from problem
    return answer_to(answer)


def key_of(request: Request, *, required: bool = False) -> str:
    """The key that a request names; empty where it may and does name none.

    Raises:
        ValidationError: a key that cannot be one, or none where one is needed.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        if required:
            raise exceptions.ValidationError(
                {"Idempotency-Key": [_("Name the request by a key of your own, such as a UUID.")]}
            )
        return ""
    if not _KEY.fullmatch(key):
        raise exceptions.ValidationError({"Idempotency-Key": [_("This cannot be a key.")]})
    return key


def answer_to(answer: Answer) -> Response:
    """An answer for the wire; a replay says that it is one."""
    headers = {"Idempotency-Replayed": "true"} if answer.is_replay else {}
    headers["Cache-Control"] = "no-store"
    return Response(answer.body, status=answer.status, headers=headers)


def _who(request: Request) -> str:
    """Keys of one asker are never seen by another."""
    token: Any = request.auth
    return f"token:{token.pk}" if isinstance(token, ApiToken) else f"user:{request.user.pk}"
