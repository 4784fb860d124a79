from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directorates', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='officer',
            name='temporary_password',
            field=models.BooleanField(default=False, verbose_name='has a temporary password'),
        ),
    ]
