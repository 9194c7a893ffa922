from django.db import migrations

from risk.algorithms.house_rules import HOUSE_RULES
from risk.algorithms.vocabulary import Door
from risk.rules.house_words import HOUSE_WORDS, in_english


def write(apps, schema_editor):
    """The rules of the shop and a policy for each door, where there are none yet."""
    rules = apps.get_model("risk", "Rule")
    conditions = apps.get_model("risk", "RuleCondition")
    policies = apps.get_model("risk", "DoorPolicy")
    for place, house in enumerate(HOUSE_RULES):
        words = HOUSE_WORDS[house.code]
        rule = rules.objects.create(
            code=house.code,
            name=in_english(words.name),
            why=in_english(words.why),
            door=house.door.value,
            outcome=house.outcome.value,
            points=house.points,
            position=10 * (place + 1),
        )
        conditions.objects.bulk_create(
            conditions(
                rule=rule,
                signal=condition.signal.value,
                comparison=condition.comparison.value,
                value=condition.value,
            )
            for condition in house.conditions
        )
    for door in Door:
        policies.objects.get_or_create(door=door.value)


class Migration(migrations.Migration):
    dependencies = [("risk", "0003_measured_by")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
