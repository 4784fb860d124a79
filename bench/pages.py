"""Reading pages as a signed-in officer."""

from functools import partial

from django.db import connection
from django.test import Client


class Reader:
    def __init__(self, user):
        self.client = Client()
        self.client.force_login(user)

    def get(self, address):
        """A callable that reads the page, for the rounds."""
        return partial(self.read, address)

    def read(self, address):
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"the page {address} could not be read: {answer.status_code}")

    def statements(self, address):
        """How many statements a warm page costs."""
        made = []
        with connection.execute_wrapper(lambda execute, *call: made.append(call[0]) or execute(*call)):
            self.read(address)
        return len(made)
