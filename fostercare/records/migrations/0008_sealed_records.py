"""Religion and health leave the columns of people and children for records of their own; nothing is lost on the way."""

import django.db.models.deletion
from django.db import migrations, models

from fostercare.vault import notes

BATCH = 500
OWNERS = ("person", "child")


def move(apps, schema_editor):
    for kind in OWNERS:
        schema_editor.execute(
            f"INSERT INTO records_religionrecord ({kind}_id, religion) "
            f"SELECT id, religion FROM records_{kind} WHERE religion <> ''"
        )
        ill = apps.get_model("records", kind).objects.exclude(health_notes="").values_list("pk", "health_notes")
        record = apps.get_model("records", "HealthRecord")
        rows = [
            record(**{f"{kind}_id": pk}, locked=notes.lock(text.encode(), f"health {kind} {pk}"))
            for pk, text in ill.iterator()
        ]
        record.objects.bulk_create(rows, batch_size=BATCH)


def move_back(apps, schema_editor):
    for kind in OWNERS:
        schema_editor.execute(
            f"UPDATE records_{kind} SET religion = kept.religion "
            f"FROM records_religionrecord kept WHERE kept.{kind}_id = records_{kind}.id"
        )
        model = apps.get_model("records", kind)
        kept = apps.get_model("records", "HealthRecord").objects.exclude(**{kind: None})
        rows = [
            model(pk=pk, health_notes=notes.unlock(locked, f"health {kind} {pk}").decode())
            for pk, locked in kept.values_list(f"{kind}_id", "locked").iterator()
        ]
        model.objects.bulk_update(rows, ["health_notes"], batch_size=BATCH)


def of_one(name):
    return models.CheckConstraint(
        condition=models.Q(
            models.Q(("child__isnull", False), ("person", None)),
            models.Q(("child", None), ("person__isnull", False)),
            _connector="OR",
        ),
        name=f"{name}_is_of_one",
    )


def owner(model):
    return models.OneToOneField(
        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=f"records.{model}"
    )


KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
RELIGIONS = [("muslim", "Muslim"), ("christian", "Christian")]


class Migration(migrations.Migration):
    dependencies = [("records", "0007_registered_names")]

    operations = [
        migrations.CreateModel(
            name="ReligionRecord",
            fields=[
                ("id", KEY),
                ("religion", models.CharField(choices=RELIGIONS, max_length=10, verbose_name="religion")),
                ("child", owner("child")),
                ("person", owner("person")),
            ],
            options={
                "verbose_name": "sealed record of religion",
                "verbose_name_plural": "sealed records of religion",
                "abstract": False,
                "constraints": [of_one("religionrecord")],
            },
        ),
        migrations.CreateModel(
            name="HealthRecord",
            fields=[
                ("id", KEY.clone()),
                ("locked", models.TextField(verbose_name="health notes, locked")),
                ("child", owner("child")),
                ("person", owner("person")),
            ],
            options={
                "verbose_name": "sealed record of health",
                "verbose_name_plural": "sealed records of health",
                "abstract": False,
                "constraints": [of_one("healthrecord")],
            },
        ),
        # On the way back the column comes empty before it is filled.
        migrations.AlterField(
            "child", "religion", models.CharField(blank=True, choices=RELIGIONS, default="", max_length=10)
        ),
        migrations.RunPython(move, move_back),
        migrations.RemoveField("person", "religion"),
        migrations.RemoveField("child", "religion"),
        migrations.RemoveField("person", "health_notes"),
        migrations.RemoveField("child", "health_notes"),
    ]
