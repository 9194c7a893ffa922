from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        import_module("events.minutes")  # registers its job
        import_module("events.rollups")  # likewise
        import_module("events.webhooks.intake").listen()
