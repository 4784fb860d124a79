"""A specialist with her phone, in a real browser: what she sees and presses, and what befalls the phone."""

from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.at_the_desk import GRAVE
from tests.people import person

CODE = "274915"
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "ar-EG", "timezone_id": "Africa/Cairo", "has_touch": True}
PATIENCE = 30_000  # milliseconds: the machine that tests may be busy


class APhone:
    def __init__(self, browser, home):
        self.context = browser.new_context(**PHONE)
        self.context.set_default_timeout(PATIENCE)
        self.home, self.address = home, home + reverse("phone")
        self.wrong, self.page = [], None

    # What befalls it

    def sign_in(self, who="dina"):
        client = Client()
        client.force_login(person(who))
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.home}])
        return self

    def session_ends(self):
        self.context.clear_cookies()

    def goes_offline(self):
        self.context.set_offline(True)

    def comes_online(self):
        self.context.set_offline(False)

    def battery_dies(self):
        """No goodbye: the page is gone between two strokes."""
        self.page.close(run_before_unload=False)

    # What she does

    def open(self):
        """Open the page anew, as after a reload or a dead battery."""
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.goto(self.address)
        return self

    def types_the_code(self, code=CODE):
        self.page.locator("#code").fill(code)
        self.page.keyboard.press("Enter")
        return self

    def takes_everything_along(self):
        self.page.locator("[data-choose]").first.wait_for()
        for box in self.page.locator("[data-choose] input").all():
            box.check()
        self.page.locator("#dock button").click()
        for name in ("#new-code", "#code-again"):
            self.page.locator(name).fill(CODE)
        self.page.locator("form .btn-main").click()
        self.page.locator("[data-state] .is-met").first.wait_for()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def starts(self, visit):
        self.page.locator(".day li", has_text=visit.placement.number).locator("[data-start]").click()
        self.page.locator("[data-next]").wait_for()
        return self

    def answers(self, instead=None):
        """Answer the question before her, as in a quiet home; False when there is none left."""
        page = self.page
        if not page.locator("[data-next]").count():
            return False
        field = page.locator("[data-field]")
        names = field.locator("[name]")
        name = names.first.get_attribute("name") if names.count() else ""
        if instead and name in instead:
            self._gives(field, name, instead[name])
        elif field.locator("canvas").count():
            self._signs(field.locator("canvas"))
        elif name:
            self._gives(field, name, None)
        return True

    def goes_on(self):
        before = self.page.locator("#under").inner_text()
        self.page.locator("[data-next]").click()
        expect(self.page.locator("#under")).not_to_have_text(before, timeout=PATIENCE)

    def fills_everything_in(self, instead=None):
        while self.answers(instead):
            self.goes_on()
        return self

    def sends(self):
        self.page.locator("[data-finish]").click()
        self.page.locator("[data-finish]").wait_for(state="detached")
        return self

    # What she sees

    def looks_right(self):
        """Nothing that shuts people out, and nothing that runs over the edge."""
        found = [rule for rule in Axe().run(self.page).response["violations"] if rule["impact"] in GRAVE]
        assert not found, [(rule["id"], rule["nodes"][0]["html"]) for rule in found]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 390

    def waits(self, number):
        """The number waiting to be sent, as the bar at the top says it."""
        self.page.locator(f"#net[data-waiting='{number}']").wait_for()

    def net_is(self, state):
        self.page.locator(f"#net[data-state='{state}']").wait_for()

    def told(self, tone):
        self.page.locator(f".result.{tone}").wait_for()

    def _gives(self, field, name, value):
        first = field.locator(f"[name='{name}']").first
        kind = first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            (field.locator(f"[value='{value}']") if value else first).check()
            return
        if not value and (now := field.locator(".btn")).count():
            now.click()  # today, or now
            return
        today = timezone.localdate()
        usual = {"next_visit": f"{today + timedelta(days=30)}", "happened_on": f"{today}"}
        first.fill(value or usual.get(name, "١٢" if name in ("weight_kg", "height_cm") else "بخير"))

    def _signs(self, canvas):
        box = canvas.bounding_box()
        mouse = self.page.mouse
        mouse.move(box["x"] + 30, box["y"] + 60)
        mouse.down()
        mouse.move(box["x"] + 200, box["y"] + 90, steps=4)
        mouse.up()
