from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from foundation.registries import PersonalData, privacy
        from notifications.privacy import erase_mails, export_mails

        privacy.register("notifications", PersonalData(export=export_mails, erase=erase_mails))
