from django.db import migrations


class Migration(migrations.Migration):
    # Apart from 0003: PostgreSQL alters no table on which the same transaction still has triggers to fire.

    dependencies = [
        ("plans", "0003_a_plan_has_versions_and_duties"),
    ]

    operations = [
        migrations.RemoveField(model_name="plan", name="former_recipients"),
    ]
