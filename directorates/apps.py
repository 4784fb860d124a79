from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DirectoratesConfig(AppConfig):
    name = "directorates"
    verbose_name = _("Directorates and officers")

    def ready(self):
        from directorates import access, governorates_table

        post_migrate.connect(governorates_table.install, sender=self)
        post_migrate.connect(access.renew_grants, sender=self)
