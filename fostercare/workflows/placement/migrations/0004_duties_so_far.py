"""The directorate of every child who was handed over answers for it since that day."""

from django.db import migrations

SO_FAR = """
    INSERT INTO placement_duty (placement_id, directorate_id, since, until)
    SELECT guidebook_case.id, guidebook_case.directorate_id, handed_over_on, ended_on + 1
    FROM placement_placement JOIN guidebook_case ON guidebook_case.id = case_ptr_id
    WHERE handed_over_on IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("placement", "0003_duties")]

    operations = [migrations.RunSQL(SO_FAR, migrations.RunSQL.noop)]
