"""Sends the mails that wait; runs beside the web processes where a mail server is named (EMAIL_URL)."""

import smtplib
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections

from fostercare.door.mailing import send_waiting

PAUSE = 30  # seconds between two looks


class Command(BaseCommand):
    help = "Send the mails that wait. Whatever the mail server refuses or cannot take now is tried again."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="send what waits now, then end")

    def handle(self, *args, once, **options):
        if not settings.MAIL:
            raise CommandError("No mail server is named; see EMAIL_URL in .env.example.")
        while True:
            try:
                send_waiting()
            except OperationalError:
                self.stderr.write("The database is out of reach; trying again.")
            except (OSError, smtplib.SMTPException) as error:
                self.stderr.write(f"The mail server cannot be used ({type(error).__name__}); the mails wait.")
            if once:
                return
            close_old_connections()
            time.sleep(PAUSE)
