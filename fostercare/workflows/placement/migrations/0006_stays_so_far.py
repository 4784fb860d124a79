"""Where the children with a family are known to have been: in their home, and with the family since the hand-over."""

from django.db import migrations

SO_FAR = """
    WITH living AS (
        SELECT child_id, home_id, admitted_on, handed_over_on
        FROM placement_placement JOIN records_child ON records_child.id = child_id
        WHERE handed_over_on IS NOT NULL AND ended_on IS NULL
    )
    INSERT INTO placement_stay (child_id, place, home_id, note, since, until)
    SELECT child_id, 'home', home_id, '', admitted_on, handed_over_on FROM living WHERE admitted_on < handed_over_on
    UNION ALL
    SELECT child_id, 'family', NULL, '', handed_over_on, NULL FROM living
"""


class Migration(migrations.Migration):
    dependencies = [("placement", "0005_whereabouts")]

    operations = [migrations.RunSQL(SO_FAR, migrations.RunSQL.noop)]
