from django.db import migrations


def begin_the_history(apps, schema_editor):
    """Reports that stand already begin their history with what is known of them."""
    report_model = apps.get_model("intake", "DayReport")
    change_model = apps.get_model("intake", "DayReportChange")
    changes = []
    for report in report_model.objects.iterator():
        same = {"unit_id": report.unit_id, "day": report.day}
        changes.append(
            change_model(
                **same, state="reported", at=report.first_reported_at, by_id=report.reported_by_id
            )
        )
        if report.reported_at != report.first_reported_at:
            changes.append(
                change_model(
                    **same, state="reported", at=report.reported_at, by_id=report.reported_by_id
                )
            )
        if report.reviewed_at:
            changes.append(
                change_model(
                    **same,
                    state=report.state,
                    at=report.reviewed_at,
                    by_id=report.reviewed_by_id,
                    reason=report.reason,
                )
            )
    change_model.objects.bulk_create(changes, batch_size=1000)


class Migration(migrations.Migration):
    # Apart from the tables: PostgreSQL alters no table to which the same transaction added rows.

    dependencies = [
        ("intake", "0003_the_officers_day"),
    ]

    operations = [
        migrations.RunPython(begin_the_history, migrations.RunPython.noop),
    ]
