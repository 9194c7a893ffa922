"""Whether a browser sent a request from a page of ours: for doors that carry no CSRF token.

Pages that are alike for everyone hold no token, so what they post without one is judged by what
the browser itself says of the sender (OWASP: Fetch Metadata, with Origin where it is missing).
"""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_same_origin(request: HttpRequest) -> bool:
    """True only if the browser said so; a request that tells nothing is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    if not sender:
        return False
    try:
        parts = urlsplit(sender)
    except ValueError:  # no address at all, such as http://[
        return False
    return parts.scheme == request.scheme and parts.netloc == request.get_host()
