from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "inventory"
    verbose_name = _("Inventory")

    def ready(self) -> None:
        from events.outbox import subscribe
        from foundation.registries import PersonalData, privacy
        from inventory import data_checks
        from inventory.alerts import erase_alerts, export_alerts, tell_waiting

        data_checks.register()
        import_module("inventory.snapshots")  # registers its job
        subscribe("stock.available", "inventory.alerts", tell_waiting)
        privacy.register("stock alerts", PersonalData(export=export_alerts, erase=erase_alerts))
