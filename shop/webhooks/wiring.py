"""What the roof ties together for webhooks: called once, when the shop starts."""

from __future__ import annotations

from events.outbox import subscribe
from events.webhooks.delivering import SWITCHED_OFF
from foundation.registries import PersonalData, privacy
from shop.webhooks.news import tell_owners
from shop.webhooks.privacy import erase_messages, export_messages
from shop.webhooks.topics import register_topics


def connect_webhooks() -> None:
    register_topics()
    subscribe(SWITCHED_OFF, "mail", tell_owners)
    messages = PersonalData(export=export_messages, erase=erase_messages)
    privacy.register("webhook messages", messages)
