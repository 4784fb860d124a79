"""What a phone sent of a visit, and what it was answered, lies locked."""

from django.db import migrations

from fostercare.vault import fields


def lock(apps, schema_editor):
    for model, name in COLUMNS:
        fields.renew(apps.get_model("phone", model), name)


def open_up(apps, schema_editor):
    for model, name in COLUMNS:
        fields.open_up(apps.get_model("phone", model), name)


COLUMNS = [("delivery", "answers"), ("delivery", "reply")]


class Migration(migrations.Migration):
    dependencies = [("phone", "0001_phones_in_the_field")]

    operations = [
        migrations.AlterField("delivery", "answers", fields.LockedJSON(blank=True, default=dict, verbose_name="answers as sent")),
        migrations.AlterField("delivery", "reply", fields.LockedJSON(blank=True, default=dict)),
        migrations.RunPython(lock, open_up),
    ]
