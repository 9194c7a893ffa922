"""The page on which a variant is written: its lines, its blocks, its offer, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation import clock
from foundation.refusals import Refusal
from marketing.admin.block_rows import (
    Blocks,
    changed,
    kinds,
    read_blocks,
    read_words,
    rows_of,
    words_questions,
)
from marketing.admin.examples import (
    best_example,
    example_about,
    example_choices,
    example_customer,
)
from marketing.campaigns.services import save_variant
from marketing.content.blocks import KINDS, parse
from marketing.content.filling import preview
from marketing.content.mailing import send_test
from marketing.content.refused import NothingToSay
from marketing.content.words import LONGEST_LINE
from marketing.kinds import CampaignState, Medium
from marketing.models import Offer, Variant

# The message is drawn alone in a frame: nothing of it may run or load from elsewhere but pictures.
_NOTE: Final = "admin/marketing/note.html"
_POLICY: Final = "default-src 'none'; img-src * data:; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a posted form; ``context`` draws it again where it was not kept."""

    is_kept: bool
    context: dict[str, Any] = field(default_factory=dict)


def variant_context(request: HttpRequest, variant: Variant) -> dict[str, Any]:
    """What the page shows of a variant as it was kept."""
    step, asked = variant.step, request.GET
    language = asked.get("language", "")
    languages = dict(settings.LANGUAGES)
    language = language if language in languages else (get_language() or "").split("-")[0]
    example = asked.get("example", best_example(step.campaign))
    own = [step.campaign_id, step.pk, variant.pk]
    return {
        "variant": variant,
        "step": step,
        "campaign": step.campaign,
        "can_write": _can_write(variant),
        "is_email": step.medium == Medium.EMAIL,
        "languages": [(code, label, code == language) for code, label in settings.LANGUAGES],
        "examples": [(key, label, key == example) for key, label in example_choices()],
        "preview_url": f"{reverse('admin:marketing_campaign_preview', args=own)}"
        f"?language={language}&example={example}",
        **_form(variant.subject, variant.preheader, _known(variant.blocks), variant.offer_id),
    }


def _can_write(variant: Variant) -> bool:
    """In a draft always; later only where nothing is tested; never once it has ended."""
    state = variant.step.campaign.state
    if state == CampaignState.DRAFT:
        return True
    return state != CampaignState.ENDED and variant.step.experiment_id is None


def _known(blocks: Any) -> Blocks:
    return [block for block in blocks if block.get("kind") in KINDS]


def _form(
    subject: dict[str, str], preheader: dict[str, str], blocks: Blocks, offer_id: int | None
) -> dict[str, Any]:
    subjects = words_questions("subject", _("Subject"), subject, most=LONGEST_LINE)
    lines = words_questions("preheader", _("Preview line"), preheader, most=LONGEST_LINE)
    return {
        "lines": [*subjects, *lines],
        "rows": rows_of(blocks),
        "kinds": kinds(),
        "offers": [
            (offer.pk, offer.name, offer.pk == offer_id)
            for offer in Offer.objects.filter(Q(is_active=True) | Q(pk__in=[offer_id or 0]))
        ],
    }


def write_variant(request: HttpRequest, variant: Variant) -> Written:
    """Do what a button asks: keep what was typed, or draw the blocks anew without keeping them."""
    deed = request.POST.get("do", "")
    variant.subject = read_words(request.POST, "subject")
    variant.preheader = read_words(request.POST, "preheader")
    variant.blocks = read_blocks(request.POST)
    if variant.step.campaign.state == CampaignState.DRAFT:
        variant.offer = _offer(request.POST.get("offer", ""))
    if deed not in {"save", "test"}:
        return Written(False, _drawn(variant, changed(variant.blocks, deed)) | {"is_unsaved": True})
    try:
        parse(variant.blocks)  # here it still says which block is meant
        save_variant(variant=variant)
        done = _("Saved.")
        if deed == "test":
            done = _send_test(request, variant)
    except Refusal as refusal:
        told = {"problem": _where(refusal.field) + refusal.message, "is_unsaved": True}
        return Written(False, _drawn(variant, variant.blocks) | told)
    messages.success(request, done)
    return Written(True)


def _drawn(variant: Variant, blocks: Blocks) -> dict[str, Any]:
    return _form(variant.subject, variant.preheader, blocks, variant.offer_id)


def _where(name: str) -> str:
    """Which block a problem is about, counted as people count: ``blocks.2.url`` is the third."""
    parts = name.split(".")
    if len(parts) < 2 or parts[0] != "blocks" or not parts[1].isdecimal():
        return ""
    return _("Block %(number)d: ") % {"number": int(parts[1]) + 1}


def _offer(key: str) -> Offer | None:
    return Offer.objects.filter(pk=int(key[:18])).first() if key.isdecimal() else None


def _send_test(request: HttpRequest, variant: Variant) -> str:
    address = getattr(request.user, "email", "")
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    now = clock.now()
    key = f"{variant.pk}:{request.user.pk}:{now.isoformat()}"
    send_test(variant=variant, to=address, language=language, key=key, at=now)
    return _("Saved. A test is on its way to %(address)s.") % {"address": address}


def preview_of(request: HttpRequest, variant: Variant) -> HttpResponse:
    """The message as an example customer gets it, alone."""
    language = request.GET.get("language", "")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    customer = example_customer(request.GET.get("example", ""))
    about = example_about(variant.step.campaign)
    try:
        found = preview(variant, customer=customer, language=language, at=clock.now(), about=about)
    except (NothingToSay, Refusal) as problem:
        page = _("Nothing would be sent to this customer: %(why)s") % {"why": problem}
        response = HttpResponse(page, content_type="text/plain; charset=utf-8")
    else:
        is_mail = variant.step.medium == Medium.EMAIL
        page = found.html if is_mail else render_to_string(_NOTE, {"filled": found})
        response = HttpResponse(page)
    response["Content-Security-Policy"] = _POLICY
    return response
