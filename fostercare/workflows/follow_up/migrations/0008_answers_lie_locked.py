"""What is written of a child at a visit lies locked."""

from django.db import migrations

from fostercare.vault import fields


def lock(apps, schema_editor):
    for model, name in COLUMNS:
        fields.renew(apps.get_model("follow_up", model), name)


def open_up(apps, schema_editor):
    for model, name in COLUMNS:
        fields.open_up(apps.get_model("follow_up", model), name)


COLUMNS = [("visit", "answers")]


class Migration(migrations.Migration):
    dependencies = [("follow_up", "0007_visits_found_quickly")]

    operations = [
        migrations.AlterField("visit", "answers", fields.LockedJSON(blank=True, default=dict, verbose_name="answers")),
        migrations.RunPython(lock, open_up),
    ]
