from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="shipping_tax_rate_basis_points",
            field=models.IntegerField(default=0),
        ),
    ]
