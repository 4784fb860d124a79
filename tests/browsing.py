"""A browser without pictures, for pages of a server of its own: cookies, forms with their token, no following."""

from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.server import HOST


@dataclass
class Page:
    status: int
    text: str


class Browser:
    def __init__(self, port):
        self.port, self.cookies = port, {}

    def sign_in(self, name, password):
        self.get("/sign-in/")
        assert self.post("/sign-in/", {"username": name, "password": password}).status == 302, name

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, form):
        return self._ask("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method, path, body=None, headers=()):
        asked = HTTPConnection(HOST, self.port, timeout=60)
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        token = {"X-CSRFToken": self.cookies.get("csrftoken", "")}
        asked.request(method, path, body, dict(headers) | token | {"Cookie": held})
        answer = asked.getresponse()
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(header).items()}
        page = Page(answer.status, answer.read().decode())
        asked.close()
        return page
