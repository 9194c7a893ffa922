"""How often one may ask: by token, else by login, else by address, each at its own rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import ApiToken

if TYPE_CHECKING:
    from rest_framework.views import APIView


class ByWhoAsks(SimpleRateThrottle):
    """One count for each token, login or address."""

    scope = "anonymous"

    def allow_request(self, request: Request, view: APIView) -> bool:
        self.scope, self._who = self._asker(request)
        rate = api_settings.DEFAULT_THROTTLE_RATES.get(self.scope)
        if rate is None:
            return True
        self.rate = str(rate)
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return f"api:{self.scope}:{self._who}"

    def _asker(self, request: Request) -> tuple[str, str]:
        if isinstance(request.auth, ApiToken):
            return "token", str(request.auth.pk)
        if request.user.is_authenticated:
            return "login", str(request.user.pk)
        return "anonymous", self.get_ident(request)
