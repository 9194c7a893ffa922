from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    name = "loyalty"
    verbose_name = _("Loyalty")

    def ready(self) -> None:
        from loyalty import data_checks, gift_mails, member_checks, member_privacy, privacy

        gift_mails.subscribe_all()
        privacy.register()
        data_checks.register()
        member_privacy.register()
        member_checks.register()
