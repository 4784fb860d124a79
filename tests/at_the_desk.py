"""Officers before the product's own pages, in a real browser."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfWriter

from fostercare.guidebook.checklist import Checklist, Status
from fostercare.workflows import lifecycle
from tests.cases import again, by_role
from tests.people import person

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
GRAVE = {"serious", "critical"}


class Desk:
    """One browser at which officers take turns."""

    def __init__(self, page, live_server):
        self.page, self.home = page, live_server.url
        self.officer = None

    def sit_down(self, officer):
        """The officer signs in; the pages that follow are theirs."""
        if officer == self.officer:
            return self
        client = Client()
        client.force_login(officer)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.home}])
        self.officer = officer
        return self

    def open(self, name, *args):
        answer = self.page.goto(self.home + reverse(name, args=args))
        assert answer.status == 200, (self.officer, name, args, answer.status)
        return self.page

    def send(self):
        """Press the page's main button; nothing may be left to mend."""
        with self.page.expect_navigation():
            self.page.locator("form[method=post] .btn-main, .submit-row button").first.click()
        said = self.page.locator("[data-errors], .error-summary")
        assert not said.count(), said.first.inner_text()

    def clear(self, record, act):
        """Clear what holds an act back, item by item, each officer on their own pages."""
        for _turn in range(3):
            shut = lifecycle.obstacles(again(record), act)
            if not shut:
                return
            for obstacle in shut:
                self._clear(record, obstacle)

    def act(self, record, name, by, **fields):
        """Do an act on its page."""
        self.sit_down(person(by)).open("act", record.number, name)
        for field, value in fields.items():
            self.fill(f"[name={field}]", value)
        self.send()
        return again(record)

    def fill(self, selector, value):
        field = self.page.locator(selector).first
        kind = field.get_attribute("type")
        if kind in ("radio", "checkbox"):
            self.page.locator(f"{selector}[value='{value}']").check()
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(str(value))

    def _clear(self, record, obstacle):
        case, item = obstacle.line.case, obstacle.item
        self.sit_down(by_role(obstacle.role))
        if obstacle.part.status == Status.UNVERIFIED:
            page = self.open("verify_answers", case.number)
            for box in page.locator("[name=answer]:not(:disabled)").all():
                box.check()
            if page.locator("[name=answer]:not(:disabled)").count():
                self.send()
            return
        self.hand_in_papers(record, item)
        line = Checklist(again(record), timezone.localdate()).line(item)
        if any(part.status not in (Status.MET, Status.UNVERIFIED) for part in line.parts):
            self.answer(case, item.code)

    def hand_in_papers(self, record, item):
        """Add the papers an item asks for, each on its page; the last one also answers the item."""
        checklist = Checklist(again(record), timezone.localdate())
        for part in checklist.line(item).parts:
            for code, whose in checklist.of_whom(checklist.wanted_documents(item, part.person), part.person):
                if (code, whose and whose.pk) not in checklist.on_file:
                    self._hand_in(checklist.cases[item.answered_on], code, whose)

    def _hand_in(self, case, code, whose):
        query = urlencode({"kind": code} | ({"person": whose.pk} if whose else {}))
        self.page.goto(f"{self.home}{reverse('document_upload', args=[case.number])}?{query}")
        today = timezone.localdate()
        scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": self.a_scan()}
        self.page.locator("input[type=file]").set_input_files(scan)
        self.page.locator("input[name$='issued_on']").fill(f"{today - timedelta(days=2):%d/%m/%Y}")
        self.page.locator("input[name$='expires_on']").fill(f"{today + timedelta(days=700):%d/%m/%Y}")
        self.send()

    def answer(self, case, code):
        """Answer one item “met”, of each adult where it is asked so, with whatever it asks for."""
        page = self.open("answer_item", case.number, code)
        today = timezone.localdate()
        for part in page.locator(".answers").all():
            part.locator("input[type=radio][value=met]").check()
            for box in part.locator("input[type=checkbox][name$=signed]").all():
                box.check()
            for field in part.locator("input[name$='-date']").all():
                field.fill(f"{today:%d/%m/%Y}")
            for field in part.locator("input[name$='-number']").all():
                field.fill("٣٠٠٠")
        self.send()

    def a_scan(self):
        """A scanned paper; no two are the same file."""
        writer, out = PdfWriter(), BytesIO()
        writer.add_blank_page(200, 300)
        writer.add_metadata({"/Title": f"{self.page.url} {timezone.now().isoformat()}"})
        writer.write(out)
        return out.getvalue()

    def looks_right(self):
        """Nothing that shuts people out, and nothing that runs over the edge, on a desk and on a phone."""
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            found = [rule for rule in Axe().run(self.page).response["violations"] if rule["impact"] in GRAVE]
            assert not found, (self.page.url, size, [(rule["id"], rule["nodes"][0]["html"]) for rule in found])
            assert self.page.evaluate("document.documentElement.scrollWidth") <= size["width"], (self.page.url, size)
        self.page.set_viewport_size(WIDE)
