"""Addresses that are only posted to, and what a plain visit to them answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponseBase]


def posted_from(page: str) -> Callable[[View[Params]], View[Params]]:
    """Let a view be posted to; who visits its address is led to ``page``, where its form is.

    Bad input without script is answered at the address of the post. Whoever then reloads,
    changes language or currency asks for that address and must not end at an error.
    """

    def decorate(view: View[Params]) -> View[Params]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def posted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST":
                return redirect(page)
            return view(request, *args, **kwargs)

        return posted

    return decorate
