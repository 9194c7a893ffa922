"""Errors in one form, whatever went wrong: ``{"error": {"code", "message", "fields"}}``.

``code`` is for programs and stays as it is; ``message`` and the texts of ``fields`` are for people
and come in the language of the request.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from foundation.money import Money

logger = logging.getLogger(__name__)

Fields = dict[str, list[str]]
WHOLE = "non_field_errors"


class Refused(exceptions.APIException):
    """The request was understood, but the shop's rules say no, such as too many for the stock."""

    status_code: int = status.HTTP_409_CONFLICT
    default_code = "refused"

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.fields: Fields = {field: [message]} if field else {}
        self.now: Money | None = None


class NoSuchCart(exceptions.NotFound):
    """A cart token that opens nothing: never given out, or ordered already."""

    default_code = "cart_not_found"


def handle(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler: every error of the API leaves through here."""
    if isinstance(problem, Http404):
        problem = exceptions.NotFound()
    elif isinstance(problem, PermissionDenied):
        problem = exceptions.PermissionDenied()
    set_rollback()
    if isinstance(problem, exceptions.APIException):
        return _told(problem)
    if settings.DEBUG:
        return None
    logger.exception("%s failed", context["request"].path)
    # What Django sends for an error it catches itself: monitoring and tests listen to it.
    got_request_exception.send(sender=None, request=context["request"]._request)
    body = error_body("server_error", _("Something went wrong on our side. Try again later."))
    return Response(body, status=status.HTTP_500_INTERNAL_SERVER_ERROR)


def error_body(code: str, message: str, fields: Fields | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "fields": fields or {}}}


def _told(problem: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(problem, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(problem, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(problem, exceptions.ValidationError):
        fields = _fields(problem.detail)
        message = _("That cannot be right: see the fields.")
        body = error_body("invalid", message, fields)
    else:
        code = str(getattr(problem.detail, "code", problem.default_code))
        if isinstance(problem, Refused | NoSuchCart):
            code = problem.default_code
        body = error_body(code, str(problem.detail), getattr(problem, "fields", None))
        if (now := getattr(problem, "now", None)) is not None:
            body["error"]["now"] = {"minor": now.minor, "currency": now.currency}
    return Response(body, status=problem.status_code, headers=headers)


def _fields(detail: Any, path: str = "") -> Fields:
    """Texts by field; a field inside another is called ``outer.inner``."""
    if isinstance(detail, dict):
        found: Fields = {}
        for name, inner in detail.items():
            found |= _fields(inner, f"{path}.{name}" if path else str(name))
        return found
    texts = detail if isinstance(detail, list) else [detail]
    if any(isinstance(text, dict | list) for text in texts):
        return {
            name: messages
            for number, inner in enumerate(texts)
            for name, messages in _fields(inner, f"{path}.{number}").items()
        }
    return {path or WHOLE: [str(text) for text in texts]}
