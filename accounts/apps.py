from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import data_checks, privacy, staff_logins
        from accounts.companies import privacy as company_privacy

        privacy.register()
        company_privacy.register()
        data_checks.register()
        user_logged_in.connect(staff_logins.keep_in_the_trail, dispatch_uid="accounts.staff_login")
        post_migrate.connect(_bring_roles_to_their_table, dispatch_uid="accounts.roles")


def _bring_roles_to_their_table(
    sender: AppConfig, using: str, verbosity: int = 1, **_options: Any
) -> None:
    """Each app's permissions are given to the roles as soon as they are there.

    Django makes them after each migrate, too, but this may be called before it.
    """
    from django.contrib.auth.management import create_permissions

    from accounts.roles import apps_with_grants, ensure_roles

    if sender.label in apps_with_grants():
        create_permissions(sender, verbosity=0, using=using)
        ensure_roles(app_label=sender.label)
