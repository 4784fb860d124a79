"""Makes the members' packs as they are asked for; runs beside the web processes, on one machine or on several."""

import time

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections

from fostercare.workflows.committee import pack_making, packs

PAUSE = 2  # seconds between two looks


class Command(BaseCommand):
    help = "Make the members' packs of published agendas, and delete those that nobody may read any more."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="make what waits now, then end")

    def handle(self, *args, once, **options):
        while True:
            try:
                self._round()
            except (InterfaceError, OperationalError):
                if once:
                    raise
                self.stderr.write("The database is out of reach; trying again.")
            if once:
                return
            close_old_connections()
            time.sleep(PAUSE)

    def _round(self):
        packs.put_away()
        while pack_making.make_next():
            pass
