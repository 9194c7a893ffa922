"""What is in a product: the parts of a bundle, the files of a download."""

from __future__ import annotations

from typing import Any

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
