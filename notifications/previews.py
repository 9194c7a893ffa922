"""A mail as staff look at it: how it was, but its links lead nowhere.

The links of a mail act for its reader (an order's address opens it without a login), and whoever
reads along is not its reader.
"""

from __future__ import annotations

import re

from notifications.models import Mail
from notifications.rendering import Rendered, render_to_keep
from notifications.writers import Unwanted

_HREF = re.compile(r'\shref="[^"]*"')
# The picture by which a mail is known to be opened: whoever reads along opens nothing.
_COUNTED = re.compile(r'<img\s[^>]*width="1" height="1"[^>]*>')
_ADDRESS = re.compile(r"(https?://[^/\s]+/)[^\s]+")


def preview(mail: Mail) -> Rendered | None:
    """As it was sent, or as it would be; None where what it said is no longer kept."""
    if mail.html:
        shown = Rendered(mail.subject, mail.text, mail.html)
    elif mail.context:
        try:
            shown = render_to_keep(mail)
        except Unwanted:
            return None
    else:
        return None
    return Rendered(
        subject=shown.subject,
        text=_ADDRESS.sub(r"\1…", shown.text),
        html=_HREF.sub("", _COUNTED.sub("", shown.html)),
    )
