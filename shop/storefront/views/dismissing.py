"""Not for me, says a button on a card: the shop recommends it to this person no more."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from catalog.selectors import product_keys
from events.origin import is_same_origin
from foundation.refusals import Refusal
from recommendations.feedback import dismiss
from shop.storefront.views.privacy import came_from

SLOT = re.compile(r"[\w.:/-]{1,40}", re.ASCII)


# Cards stand on pages that are alike for everyone and hold no token; the browser's word about the
# sender protects them instead.
@csrf_exempt
@never_cache
@require_POST
def not_for_me(request: HttpRequest) -> HttpResponse:
    """Takes the card off the page, or shows the page again without it."""
    if not is_same_origin(request):
        return HttpResponseForbidden()
    public_id = request.POST.get("product", "")
    key = product_keys([public_id]).get(public_id)
    if key is None:
        raise Http404
    slot = request.POST.get("slot", "")
    context = request.visitor.context  # type: ignore[attr-defined]
    try:
        dismiss(product_id=key, context=context, slot=slot if SLOT.fullmatch(slot) else "")
        text = _("You will not see this recommended any more.")
    except Refusal as refusal:
        text = refusal.message
    if request.htmx:  # type: ignore[attr-defined]
        return trigger_client_event(HttpResponse(), "toast", {"text": text})
    messages.info(request, text)
    return redirect(came_from(request))
