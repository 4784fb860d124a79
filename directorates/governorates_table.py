"""The 27 directorates stand in the database from the first migration on (domain table: one a governorate)."""

from directorates.governorates import GOVERNORATES


def install(sender, **kwargs):
    from directorates.models import Directorate

    for governorate in GOVERNORATES.values():
        if governorate.has_directorate:
            Directorate.objects.update_or_create(
                code=governorate.code,
                defaults={"name_ar": governorate.ar, "name_en": governorate.en, "region": governorate.region},
            )
