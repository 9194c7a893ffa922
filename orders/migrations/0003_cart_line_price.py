from django.db import migrations, models

import foundation.fields


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_shipping_tax_rate"),
    ]

    operations = [
        migrations.AddField(
            model_name="cartline",
            name="price_minor",
            field=models.BigIntegerField(
                blank=True,
                help_text=(
                    "The price in force when the shopper last chose it, to tell what changed."
                ),
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="cartline",
            name="price_currency",
            field=foundation.fields.CurrencyField(blank=True, default=""),
        ),
    ]
