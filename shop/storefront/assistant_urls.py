"""Addresses of the assistant and of the shop's help: part of ``shop.storefront.urls``."""

from django.urls import path

from shop.storefront.views import assistant, help_pages

urlpatterns = [
    path("assistant/", assistant.page, name="assistant"),
    path("assistant/say/", assistant.say, name="assistant-say"),
    path("assistant/settle/<slug:public_id>/", assistant.settle, name="assistant-settle"),
    path("assistant/thumb/<int:turn_id>/", assistant.thumb, name="assistant-thumb"),
    path("assistant/back/", assistant.back, name="assistant-back"),
    path("assistant/rate/", assistant.rate, name="assistant-rate"),
    path("assistant/anew/", assistant.anew, name="assistant-anew"),
    path("assistant/news/", assistant.news, name="assistant-news"),
    path("assistant/open/<str:token>/", assistant.open_talk, name="assistant-open"),
    path("help/", help_pages.contents, name="help"),
    path("help/<slug:slug>/", help_pages.article, name="help-article"),
]
