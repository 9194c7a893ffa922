"""The flows that the house keeps ready, as cards to choose from."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from marketing.models import Campaign


def gallery_context() -> dict[str, Any]:
    """Each ready-made flow, and how many campaigns start with the same."""
    from marketing.flows.house import house_flows

    rows = Campaign.objects.order_by().exclude(trigger="").values("trigger")
    used = dict(rows.annotate(number=Count("pk")).values_list("trigger", "number"))
    return {
        "lead": _(
            "Each comes as a draft with messages in every language of the shop: read it, change "
            "what you like, and start it."
        ),
        "flows": [{"flow": flow, "used": used.get(flow.trigger)} for flow in house_flows()],
    }
