import django.contrib.postgres.fields
from django.db import migrations, models

from fostercare.ledger.tables import DROP, TABLES


class Migration(migrations.Migration):

    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(TABLES, DROP),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("role", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("request", models.TextField()),
                ("relation", models.TextField()),
                ("row", models.TextField()),
                ("act", models.CharField(max_length=1)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("digest", models.BinaryField()),
            ],
            options={"db_table": "ledger_entry", "ordering": ["-pk"], "managed": False},
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entries", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("at", models.DateTimeField()),
                ("digest", models.BinaryField()),
            ],
            options={"db_table": "ledger_seal", "ordering": ["pk"], "managed": False},
        ),
    ]
