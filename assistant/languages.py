"""Which language something is said in: the answer's own, or that of the pages of the shop.

The assistant answers in more languages than the shop has pages in: names of products, and whatever
leads to a page, are in the language of the page.
"""

from __future__ import annotations

from django.conf import settings

from assistant.tools.base import Situation


def page_language(situation: Situation) -> str:
    """The answer's language where the shop has pages in it, else that of the shopper's page."""
    spoken = dict(settings.LANGUAGES)
    for code in (situation.language, situation.asker.language):
        if code in spoken:
            return code
    return settings.LANGUAGE_CODE
