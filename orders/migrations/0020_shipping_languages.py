"""Names of ways of delivery exist once for each language; what stands there is in the default's."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce

BY_EMAIL = {"code": "by-email", "name": "By e-mail"}
"""The way that the shop makes by itself, where staff did not rename it."""


def copy_to_default_language(apps, schema_editor):
    methods = apps.get_model("orders", "ShippingMethod").objects.using(
        schema_editor.connection.alias
    )
    methods.update(name_en=F("name"), description_en=F("description"))
    methods.filter(**BY_EMAIL).update(name_de="Per E-Mail")


def copy_from_default_language(apps, schema_editor):
    methods = apps.get_model("orders", "ShippingMethod").objects.using(
        schema_editor.connection.alias
    )
    methods.update(
        name=Coalesce("name_en", "name"), description=Coalesce("description_en", "description")
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0019_subscriptions")]

    operations = [
        migrations.AddField(
            model_name="shippingmethod",
            name="description_de",
            field=models.CharField(blank=True, max_length=160, null=True),
        ),
        migrations.AddField(
            model_name="shippingmethod",
            name="description_en",
            field=models.CharField(blank=True, max_length=160, null=True),
        ),
        migrations.AddField(
            model_name="shippingmethod",
            name="name_de",
            field=models.CharField(max_length=80, null=True),
        ),
        migrations.AddField(
            model_name="shippingmethod",
            name="name_en",
            field=models.CharField(max_length=80, null=True),
        ),
        migrations.RunPython(copy_to_default_language, copy_from_default_language),
    ]
