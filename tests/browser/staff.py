"""Members of staff before the browser's pages."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OURS = ".staff-home"
"""What this shop draws of a page; the frame about it is unfold's."""


def log_in_staff(shop) -> None:
    """An owner of the shop is logged in, without the form."""
    boss = get_user_model().objects.create_superuser("boss@example.com", "a good long password")
    client = Client()
    client.force_login(boss, backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    shop.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": shop.base}]
    )
