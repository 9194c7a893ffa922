"""Every address of the shop."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path

from events.views import beacon
from notifications.views import webhook as mail_webhook
from orders.views import webhook
from shop.feeds.views import feed
from shop.marketplaces import views as marketplaces
from shop.storefront.sitemaps import SITEMAPS
from shop.storefront.views import files, mail_links

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("shop.api.urls")),
    path("e", beacon, name="beacon"),
    path("m/o/<str:token>.gif", mail_links.opened, name="mail-open"),
    path("m/c/<str:token>/", mail_links.followed, name="mail-click"),
    path("mail/webhooks/<slug:provider>/", mail_webhook, name="mail-webhook"),
    path("feeds/<slug:token>/", feed, name="feed"),
    path("marketplaces/<slug:token>/stock/", marketplaces.stock, name="marketplace-stock"),
    path("marketplaces/<slug:token>/sent/", marketplaces.sent, name="marketplace-sent"),
    path("marketplaces/<slug:token>/refunds/", marketplaces.refunds, name="marketplace-refunds"),
    path("media/<path:path>", files.media, name="media"),
    path("payments/webhooks/<slug:provider>/", webhook, name="webhook"),
    path("robots.txt", files.robots, name="robots"),
    path("push-worker.js", files.push_worker, name="push-worker"),
    path("manifest.webmanifest", files.manifest, name="manifest"),
    path(
        "sitemap.xml",
        index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-section"},
        name="sitemap",
    ),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap-section"),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("shop.storefront.urls")),
        prefix_default_language=False,
    ),
]

handler403 = "shop.storefront.views.errors.forbidden"
handler404 = "shop.storefront.views.errors.not_found"
handler500 = "shop.storefront.views.errors.broken"
