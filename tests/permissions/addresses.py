"""Every address of the shop, as the URL resolver knows them."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, URLResolver, get_resolver

from shop.bulk.edits import edits

STANDARD_PAGES = ("changelist", "add", "change", "delete", "history")


def names() -> list[str]:
    """Names with their namespaces; patterns without a name only answer "not found"."""
    return sorted(set(_walk(get_resolver())))


def _walk(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield ":".join((*spaces, pattern.name))
            continue
        inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
        yield from _walk(pattern, inner)


def shop_names() -> list[str]:
    return [name for name in names() if not name.startswith("admin:")]


def admin_names() -> list[str]:
    return [name.removeprefix("admin:") for name in names() if name.startswith("admin:")]


def standard_admin_names() -> dict[str, tuple[type, str]]:
    """The five pages of every registered model: name to (model, page)."""
    return {
        f"{model._meta.app_label}_{model._meta.model_name}_{page}": (model, page)
        for model in admin.site._registry
        for page in STANDARD_PAGES
    }


def admin_actions() -> dict[str, ModelAdmin]:
    """What can be done to chosen rows, as ``"app.model action"``, deleting apart."""
    return {
        f"{model._meta.label_lower} {name}": page
        for model, page in admin.site._registry.items()
        for _function, name, _text in page._get_base_actions()
        if name != "delete_selected"
    }


def lists_of_many() -> dict[str, ModelAdmin]:
    """Lists of which many rows can be changed at once, as ``"app.model"``."""
    sources = {source for _name, edit in edits for source in edit.target.ways}
    pages = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
    return {source: pages[source] for source in sources}


def unnamed() -> list[str]:
    """Patterns without a name, as their text."""
    return sorted(set(_unnamed(get_resolver())))


def _unnamed(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _unnamed(pattern)
        elif not pattern.name:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            yield f"{pattern.pattern} {view.__qualname__}"
