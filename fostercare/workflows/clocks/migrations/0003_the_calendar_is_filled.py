from django.db import migrations
from django.utils import timezone

from fostercare.workflows.clocks.holidays import fill


def write_down(apps, schema_editor):
    """From last year on, so that the deadlines of open cases are counted by the table."""
    fill(timezone.localdate().year - 1, apps.get_model("clocks.Holiday"))
    fill(timezone.localdate().year, apps.get_model("clocks.Holiday"))


class Migration(migrations.Migration):
    dependencies = [("clocks", "0002_holidays_and_holds")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
