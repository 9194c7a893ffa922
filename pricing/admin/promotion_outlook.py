"""The panel of the promotion's form that tells what it would do, before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from pricing.admin.promotion_outcomes import figure_rows
from pricing.models import Promotion, PromotionEffect, PromotionForecast, PromotionTarget
from pricing.promotion_effects import figures
from pricing.promotion_effects.explaining import explain_forecast
from pricing.promotion_effects.foretelling import Foretold, foretell_promotion

ASKED = "_foretell"


def asking(form: type[ModelForm]) -> type[ModelForm]:
    """A form that is checked and shown again as it was filled in, whatever it says."""

    class Asking(form):  # type: ignore[misc, valid-type]
        def is_valid(self) -> bool:
            super().is_valid()
            return False

    return Asking


def outlook_context(
    request: HttpRequest, context: dict[str, Any], promotion: Promotion | None, *, may_ask: bool
) -> dict[str, Any]:
    """What the panel shows: the answer to what was asked, else what was kept of it."""
    told: dict[str, Any] = {"may_ask": may_ask}
    if promotion is not None and promotion.pk:
        effect = PromotionEffect.objects.filter(promotion=promotion).only("pk").first()
        if effect is not None:
            told["effect_url"] = reverse("admin:pricing_promotioneffect_change", args=[effect.pk])
    if ASKED in request.POST:
        return told | _asked(context)
    if promotion is None or not promotion.pk:
        return told
    kept = PromotionForecast.objects.filter(promotion=promotion).select_related("response").first()
    return told | ({"outlook": _shown(kept, saved=True)} if kept else {})


def _asked(context: dict[str, Any]) -> dict[str, Any]:
    form = context["adminform"].form
    formsets = [each.formset for each in context["inline_admin_formsets"]]
    if form.errors or not all(formset.is_valid() for formset in formsets):
        return {}
    found = foretell_promotion(promotion=form.instance, targets=list(_targets(formsets)))
    return {"outlook": _shown(_row(found), saved=False)}


def _targets(formsets: Iterable[Any]) -> Iterable[PromotionTarget]:
    for formset in formsets:
        for form in formset.forms:
            if form not in formset.deleted_forms and (form.instance.pk or form.has_changed()):
                yield form.instance


def _row(found: Foretold) -> PromotionForecast:
    """What was foretold, as a row that nobody saves."""
    row = PromotionForecast(
        products=len(found.products),
        currency=settings.SHOP_BASE_CURRENCY,
        cannot_tell=found.cannot_tell,
        version=found.version,
        response=found.response,
    )
    if found.first and found.last:
        row.first_day, row.last_day = found.first, found.last
    if found.outlook:
        row.figures, row.lift = figures.of_outlook(found.outlook), found.outlook.lift.mean
    return row


def _shown(row: PromotionForecast, *, saved: bool) -> dict[str, Any]:
    interval = _("In brackets the interval that holds the truth in 80 of 100 cases.")
    source = (
        _("As it was expected on %(when)s.")
        % {"when": date_format(localtime(row.made_at), "SHORT_DATETIME_FORMAT")}
        if saved
        else _("Not saved.")
    )
    return {
        "sentences": explain_forecast(row, row.response),
        "columns": [_("Expected")],
        "rows": [] if row.cannot_tell else figure_rows([row]),
        "note": f"{source} {interval}",
    }
