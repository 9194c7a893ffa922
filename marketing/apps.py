from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketingConfig(AppConfig):
    name = "marketing"
    verbose_name = _("Marketing")

    def ready(self) -> None:
        self._register_flows()

    def _register_flows(self) -> None:
        from marketing.flows import all_triggers

        all_triggers.register_all()
