from django.db import migrations, models

from fostercare.ledger.redacting import DROP, TABLE


class Migration(migrations.Migration):

    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLE, DROP),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("entry", models.BigIntegerField(primary_key=True, serialize=False)),
                ("ground", models.TextField()),
                ("digest", models.BinaryField()),
            ],
            options={"db_table": "ledger_redaction", "managed": False},
        ),
    ]
