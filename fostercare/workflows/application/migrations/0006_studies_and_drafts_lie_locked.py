"""What is written of a family in its study, and in a registration that is being typed, lies locked."""

from django.db import migrations

from fostercare.vault import fields


def lock(apps, schema_editor):
    for model, name in COLUMNS:
        fields.renew(apps.get_model("application", model), name)


def open_up(apps, schema_editor):
    for model, name in COLUMNS:
        fields.open_up(apps.get_model("application", model), name)


COLUMNS = [("homestudy", "answers"), ("registrationdraft", "data")]


class Migration(migrations.Migration):
    dependencies = [("application", "0005_relatives_follow_an_ending")]

    operations = [
        migrations.AlterField("homestudy", "answers", fields.LockedJSON(blank=True, default=dict)),
        migrations.AlterField("registrationdraft", "data", fields.LockedJSON(default=dict)),
        migrations.RunPython(lock, open_up),
    ]
