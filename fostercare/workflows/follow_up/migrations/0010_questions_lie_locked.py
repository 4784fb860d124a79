"""What a supervisor asks about a visit, and what is answered, lies locked as the visit's answers do."""

from django.db import migrations

from fostercare.vault import fields


def lock(apps, schema_editor):
    for model, name in COLUMNS:
        fields.renew(apps.get_model("follow_up", model), name)


def open_up(apps, schema_editor):
    for model, name in COLUMNS:
        fields.open_up(apps.get_model("follow_up", model), name)
    # The column is narrowed after this, which PostgreSQL refuses while a check waits for the end of the transaction.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


COLUMNS = [("sentback", "question"), ("sentback", "answer")]


class Migration(migrations.Migration):
    dependencies = [("follow_up", "0009_indexes_of_visits")]

    operations = [
        migrations.AlterField("sentback", "question", fields.LockedText(max_length=1000, verbose_name="question")),
        migrations.AlterField("sentback", "answer", fields.LockedText(blank=True, max_length=4000, verbose_name="answer")),
        migrations.RunPython(lock, open_up),
    ]
