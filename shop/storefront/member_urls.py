"""Addresses of what a customer keeps here: part of ``shop.storefront.urls``."""

from django.urls import path

from shop.storefront.views import unsubscribing

urlpatterns = [
    path("mail/stop/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
