"""Who asks the API: a session of the shop's own pages, or a token in the ``Authorization`` header.

A token opens what its scopes name *and* its owner may do when the request comes: both are asked,
here and on every request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.selectors import customer_of_user
from accounts.tokens import Scope, find_token

if TYPE_CHECKING:  # REST framework reads its settings, and so this module, before its views
    from rest_framework.views import APIView

SCHEME = b"bearer"


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer sw_…``."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != SCHEME:
            return None
        token = find_token(secret.decode("ascii", "replace").strip())
        if token is None:
            raise AuthenticationFailed(_("This token is not valid, or not any more."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class NotInScope(PermissionDenied):
    """The token is good, but not for this."""

    default_code = "not_in_scope"


class MayAsk(BasePermission):
    """Every view's permission: what it needs is told by the view itself, a line a method.

    ``scopes`` maps a method (or ``"*"``) to the scope that a token needs; ``permissions`` maps it
    to the permission that a member of staff needs, by session or by token. A view with neither is
    open to everybody.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        method = "GET" if request.method in {"HEAD", "OPTIONS"} else request.method or ""
        scope = _of(getattr(view, "scopes", {}), method)
        if scope and isinstance(request.auth, ApiToken) and scope not in request.auth.scopes:
            raise NotInScope(_("This token may not be used for that: it lacks %s.") % scope)
        permission = _of(getattr(view, "permissions", {}), method)
        if not permission:
            return True
        user = request.user
        return bool(user.is_authenticated and user.is_staff and user.has_perm(permission))


class NoCustomer(PermissionDenied):
    """A login without a customer: one of the staff, or an address that is not confirmed yet."""

    default_code = "no_customer"


class MembersOnly(BasePermission):
    """For what is one customer's own: the view gets them as ``self.customer``."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            return False
        customer = customer_of_user(request.user)
        if customer is None:
            raise NoCustomer(_("Confirm your e-mail address first: this login buys nothing yet."))
        view.customer = customer  # type: ignore[attr-defined]
        return True


def _of(needs: Mapping[str, str], method: str) -> str:
    return str(needs.get(method) or needs.get("*") or "")


CART_SCOPES = {"*": Scope.CART_WRITE}
ORDER_SCOPES = {"GET": Scope.ORDERS_READ, "*": Scope.ORDERS_WRITE}
ACCOUNT_SCOPES = {"GET": Scope.ACCOUNT_READ, "*": Scope.ACCOUNT_WRITE}
