"""The floor: as little as a Django page can do and still be one.

Twenty-four products by ``select_related``, or one, through a cached template. No session, no
CSRF, no middleware, no translation, no context processor. Its three tables stand beside those of
the shop, in the same database.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE_SIZE = 24
_ROW = """<li><a href="/p/{{ product.slug }}/"><img src="/media/{{ product.picture }}" alt="">
<h2>{{ product.name }}</h2></a><p>{{ product.category.name }}</p><p>{{ product.price }}</p></li>"""
_PAGE = "<!doctype html><html><head><title>Floor</title></head><body><main>%s</main></body></html>"
TEMPLATES = {
    "list.html": _PAGE % f"<ul>{{% for product in products %}}{_ROW}{{% endfor %}}</ul>",
    "product.html": _PAGE % f"<ul>{_ROW}</ul><p>{{{{ product.description }}}}</p>",
}

if not settings.configured:
    import environ

    settings.configure(
        SECRET_KEY="the floor keeps no secret",  # noqa: S106
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        INSTALLED_APPS=[],
        USE_I18N=False,
        DATABASES={
            "default": {
                **environ.Env.db_url_config(os.environ["DATABASE_URL"]),
                "CONN_MAX_AGE": 300,
            }
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [("django.template.loaders.locmem.Loader", TEMPLATES)],
                        )
                    ]
                },
            }
        ],
    )
    django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.shortcuts import get_object_or_404, render  # noqa: E402


class Category(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    description = models.TextField()
    picture = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    stock = models.IntegerField()
    category = models.ForeignKey(Category, on_delete=models.CASCADE)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.name


def product_list(request: HttpRequest) -> HttpResponse:
    products = Product.objects.select_related("category").order_by("pk")[:PAGE_SIZE]
    return render(request, "list.html", {"products": products})


def category(request: HttpRequest, slug: str) -> HttpResponse:
    shelf = get_object_or_404(Category, slug=slug)
    products = shelf.product_set.select_related("category").order_by("pk")[:PAGE_SIZE]
    return render(request, "list.html", {"products": products})


def product(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Product.objects.select_related("category"), slug=slug)
    return render(request, "product.html", {"product": found})


urlpatterns = [
    path("products/", product_list),
    path("c/<slug:slug>/", category),
    path("p/<slug:slug>/", product),
]
application = WSGIHandler()
