"""The shop's help: articles that staff publish, in the language of the page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assistant.knowledge.drawing import drawn
from assistant.knowledge.selectors import article_of, published


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    return render(request, "storefront/help/contents.html", {"articles": published(_language())})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    language = _language()
    found = article_of(slug, language=language)
    if found is None:
        raise Http404
    others = [one for one in published(language) if one.slug != slug]
    body = drawn(found.body, language=found.language, page_language=language)
    context = {"article": found, "body": body, "others": others}
    return render(request, "storefront/help/article.html", context)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
