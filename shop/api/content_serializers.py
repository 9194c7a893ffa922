"""What is in a product: the parts of a bundle, the files of a download."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class PartSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    units = serializers.IntegerField()


class FileSerializer(serializers.Serializer[Any]):
    """What the buyer may download, how long and how often for each unit."""

    title = serializers.CharField()
    kind = serializers.CharField(allow_blank=True, help_text="How its name ends, such as PDF.")
    size = serializers.IntegerField(help_text="Bytes.")
    days = serializers.IntegerField()
    downloads = serializers.IntegerField()


class DownloadSerializer(serializers.Serializer[Any]):
    """A file of an order that its buyer may fetch."""

    title = serializers.CharField(source="grant.file.title")
    file = serializers.CharField(source="grant.file.name")
    size = serializers.IntegerField(source="grant.file.size", help_text="Bytes.")
    url = serializers.SerializerMethodField()
    expires_at = serializers.DateTimeField(source="grant.expires_at")
    left = serializers.IntegerField(help_text="How often it can be fetched still.")
    over = serializers.CharField(
        allow_blank=True, help_text="Why it cannot be fetched any more; empty if it can."
    )

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, view: Any) -> str:
        return f"{settings.SHOP_BASE_URL}{view.address}"
