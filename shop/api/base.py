"""What the views of the API share: the language of a request and how answers are described."""

from __future__ import annotations

from typing import Any, TypeVar

from django.conf import settings
from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from events.context import EventContext
from shop.api.serializers import Error
from shop.middleware import Visitor
from shop.storefront.cards import product_address

LANGUAGES = {code for code, _name in settings.LANGUAGES}

Shape = TypeVar("Shape", bound=serializers.Serializer[Any])


class TokenScheme(OpenApiAuthenticationExtension):
    """How the description of the API tells of tokens."""

    target_class = "shop.api.auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "sw_…"}


class View(APIView):
    """A view that answers in the language that ``?language=`` names."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Errors of the checks that follow are told in it too; the next request sets its own.
        asked = request.query_params.get("language", "")
        translation.activate(asked if asked in LANGUAGES else settings.LANGUAGE_CODE)
        super().initial(request, *args, **kwargs)

    @property
    def language(self) -> str:
        return translation.get_language() or settings.LANGUAGE_CODE

    def get_serializer_context(self) -> dict[str, Any]:
        """What serializers need to write addresses and texts."""
        return {
            "request": self.request,
            "language": self.language,
            "product_address": product_address(self.language),
        }


def context_of(request: Request) -> EventContext:
    """Who asks, as far as they agreed to be known."""
    visitor: Visitor = request._request.visitor  # type: ignore[attr-defined]
    return visitor.context


def asked(shape: type[Shape], request: Request) -> dict[str, Any]:
    """The checked parameters of a query string.

    Raises:
        ValidationError: one of them cannot be.
    """
    query = shape(data=request.query_params)
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)


def given(shape: type[Shape], request: Request) -> dict[str, Any]:
    """The checked body of a request.

    Raises:
        ValidationError: a field is missing or cannot be.
    """
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def responses(success: Any, *errors: int, status: int = 200) -> dict[int, Any]:
    """The answers of a view for its description.

    Every view may be asked too often, and by a token that is not valid any more.
    """
    return {status: success} | dict.fromkeys(sorted({*errors, 401, 429}), Error)


CART_TOKEN = OpenApiParameter(
    "X-Cart-Token",
    str,
    OpenApiParameter.HEADER,
    pattern="^[A-Za-z0-9_-]{1,40}$",
    description="Opens a guest's cart, as an answer gave it. Browsers may use their cookie.",
)
