"""What every template of the storefront may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from shop.storefront.currency import active_currency
from shop.storefront.shell import alternates, shell


def shop(request: HttpRequest) -> dict[str, Any]:
    """The shop's name and the page's surroundings, which most fragments and the admin never ask."""
    return {
        "shop_name": settings.SHOP_NAME,
        "shop_email": settings.SHOP_EMAIL,
        "shell": SimpleLazyObject(
            lambda: shell(get_language() or settings.LANGUAGE_CODE, active_currency())
        ),
        "found_signed_in": SimpleLazyObject(lambda: _found_signed_in(request)),
        "alternates": SimpleLazyObject(lambda: alternates(request.path)),
    }


def _found_signed_in(request: HttpRequest) -> bool:
    """Whether somebody is signed in, on a page that has asked already.

    Asking here would make each page of the catalogue one visitor's own.
    """
    session = getattr(request, "session", None)
    return session is not None and session.accessed and request.user.is_authenticated
