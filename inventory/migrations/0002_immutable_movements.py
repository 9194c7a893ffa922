"""The stock ledger: the database itself refuses to change or delete a movement."""

from django.db import migrations

from events.append_only import KeepAppendOnly


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [KeepAppendOnly("StockMovement")]
