"""Django's admin app with the shop's site; apart from the site, which imports models."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    default_site = "shop.staff_site.StaffSite"
