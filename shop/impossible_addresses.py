"""Addresses that nothing can have."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


class ImpossibleAddressMiddleware:
    """Answers 404 for an address with a NUL, before a view looks for it.

    No text in PostgreSQL has one: a question for it is an error of the server, not an answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)
