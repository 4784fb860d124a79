from django.db import migrations

from fostercare.records.arabic import DROP_SEARCH_KEY_SQL, SEARCH_KEY_SQL


class Migration(migrations.Migration):
    """The search key of a name, before the first column that is generated from it."""

    initial = True

    operations = [migrations.RunSQL(SEARCH_KEY_SQL, DROP_SEARCH_KEY_SQL)]
