from django.db import migrations, models

METRICS = [
    ("conversion", "Visitors who ordered"),
    ("orders", "Orders a visitor"),
    ("revenue", "Revenue a visitor"),
    ("cart", "Visitors who put something in the cart"),
    ("returns", "Orders with a return, of all orders"),
]


class Migration(migrations.Migration):
    dependencies = [("experiments", "0003_slots_and_rewards")]

    operations = [
        migrations.AlterField(
            model_name="experiment",
            name="primary_metric",
            field=models.CharField(
                choices=METRICS, default="conversion", max_length=20, verbose_name="judged by"
            ),
        ),
        migrations.AlterField(
            model_name="resultsnapshot",
            name="metric",
            field=models.CharField(choices=METRICS, max_length=20, verbose_name="metric"),
        ),
    ]
