"""From a kind and its context to subject, text and HTML, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from foundation import clock
from notifications import links, opt_outs
from notifications.contexts import with_defaults
from notifications.kinds import OPTIONAL_KINDS, MailKind
from notifications.models import Mail
from notifications.writers import writer_of

MOST_SUBJECT = 200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HIDDEN = "•••"


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def one_line(text: str) -> str:
    """A subject: one line, whatever a name in it holds, since a header ends at a line's end."""
    return " ".join(text.split())[:MOST_SUBJECT]


def render(
    kind: MailKind, *, language: str, context: Mapping[str, Any], unsubscribe_url: str = ""
) -> Rendered:
    """Fill the templates of a kind. The text's first line is the subject."""
    filled = {
        **with_defaults(kind, context),
        "shop_name": settings.SHOP_NAME,
        "shop_email": settings.SHOP_EMAIL,
        "shop_url": settings.SHOP_BASE_URL,
        "language": language,
        "unsubscribe_url": unsubscribe_url,
    }
    with translation.override(language):
        written = render_to_string(f"notifications/{kind}.txt", filled)
        subject, _blank, text = written.lstrip().partition("\n\n")
        subject = one_line(subject)
        html = render_to_string(f"notifications/{kind}.html", {**filled, "subject": subject})
    return Rendered(subject=subject, text=tidy(text), html=html)


def render_mail(mail: Mail, *, at: datetime | None = None) -> Rendered:
    """What a mail says.

    Raises:
        Unwanted: its writer has nothing to say any more.
    """
    if writer := writer_of(mail.kind):
        return writer.write(mail, at=at or clock.now())
    return render(
        MailKind(mail.kind),
        language=mail.language,
        context=mail.context,
        unsubscribe_url=unsubscribe_url(mail),
    )


def render_to_keep(mail: Mail) -> Rendered:
    """The mail as staff may see it: without what lets its reader in."""
    if not mail.is_secret:
        return render_mail(mail)
    hidden = {
        name: _HIDDEN
        for name, value in mail.context.items()
        if isinstance(value, str) and not _DAY.fullmatch(value)  # a day lets nobody in
    }
    return render(MailKind(mail.kind), language=mail.language, context={**mail.context, **hidden})


def unsubscribe_url(mail: Mail) -> str:
    """The page that ends this kind for this reader; ``""`` for what nobody can decline."""
    kind = MailKind(mail.kind)
    if kind not in OPTIONAL_KINDS or not mail.to:
        return ""
    token = opt_outs.token_for(email=mail.to, kind=kind, mail_id=mail.pk)
    return links.page("storefront:unsubscribe", token, language=mail.language)


def tidy(text: str) -> str:
    """No more than one empty line in a row: parts of a template may be absent."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"
