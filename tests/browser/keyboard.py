"""Somebody at the site who has no mouse: every control is reached by the Tab key and worked by keys."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page

Name = str | re.Pattern[str]

FAR = 250
"""So many presses of Tab go round any page."""


class Hands:
    """One person's browser.

    Args:
        context: with the person's cookie.
        site: its address.
    """

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.page: Page = context.new_page()
        self.site = site
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self._note(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _note(self, text: str) -> None:
        if "status of 4" not in text:  # how Chromium tells that a form was refused
            self.wrong.append(text)

    def open(self, address: str) -> None:
        response = self.page.goto(self.site + address)
        assert response is not None
        assert response.ok, (address, response.status)

    def reach(self, wanted: Locator) -> Locator:
        """Go to a control by the Tab key, as far as that takes."""
        target = wanted.first
        assert target.count(), f"{wanted} is not on {self.address}: {self.page.inner_text('main')}"
        for _ in range(FAR):
            if target.evaluate("it => it === document.activeElement"):
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {wanted}")

    @property
    def address(self) -> str:
        """Of the page, within the site."""
        return self.page.url.removeprefix(self.site)

    def _reach_one(self, group: Locator) -> None:
        """Tab stops at one of a group of choices only."""
        within = "(them) => them.includes(document.activeElement)"
        for _ in range(FAR):
            if group.evaluate_all(within):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {group}")

    def press(self, name: Name) -> None:
        """Press the button or follow the link that is called so, and be led on."""
        self._reach_button(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def push(self, name: Name) -> None:
        """Press the button that is called so, which works on the page itself."""
        self._reach_button(name)
        self.page.keyboard.press("Enter")

    def _reach_button(self, name: Name) -> None:
        here = self.page.locator("main")
        exact = isinstance(name, str)
        button = here.get_by_role("button", name=name, exact=exact)
        self.reach(button.or_(here.get_by_role("link", name=name, exact=exact)))

    def write(self, label: str, text: str) -> None:
        """Fill in the field of that label, in place of what stands in it."""
        self._type(self._labelled(label), text)

    def fill(self, selector: str, text: str) -> None:
        """The same for one of several fields of the same label."""
        self._type(self.page.locator(selector), text)

    def _type(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def _labelled(self, label: Name) -> Locator:
        """The label may go on after the words asked for: “可不填” follows some."""
        wanted = label if isinstance(label, re.Pattern) else re.compile(f"^{re.escape(label)}")
        return self.page.locator("main").get_by_label(wanted)

    def date(self, label: str, *parts: str) -> None:
        """Fill in a date field: year, month, day, and for a moment hour and minute.

        In which order the parts stand, and whether hours are of twelve, is the browser's own affair.
        """
        field = self.reach(self._labelled(label))
        year, month, day, *time = parts
        fresh = f"{year}-{month}-{day}" + (f"T{':'.join(time)}" if time else "")
        hours = (
            [f"{int(time[0]) % 12 or 12:02}", time[1], "PM" if int(time[0]) >= 12 else "AM"] if time else []
        )
        for order in ([month, day, year, "", *hours], [year, "", month, day, *time]):
            for _ in range(len(order) + 1):
                self.page.keyboard.press("Backspace")
                self.page.keyboard.press("ArrowLeft")
            for part in order:
                if part:
                    self.page.keyboard.type(part)
                else:
                    self.page.keyboard.press("ArrowRight")  # a year could have more digits
            if field.input_value() == fresh:
                return
        raise AssertionError((field.input_value(), fresh))

    def tick(self, label: Name) -> None:
        """Choose the box of that label by the space bar, or the one of a group by the arrows."""
        target = self._labelled(label).first
        if target.get_attribute("type") != "radio":
            self.reach(target)
            self.page.keyboard.press("Space")
            return
        group = self.page.locator(f"input[type=radio][name='{target.get_attribute('name')}']")
        self._reach_one(group)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert target.is_checked()

    def pick(self, label: str, choice: str) -> None:
        """Choose from a list by going down it."""
        field = self.reach(self._labelled(label))
        chosen = "it => it.selectedOptions[0] ? it.selectedOptions[0].textContent : ''"
        for _ in range(int(field.evaluate("it => it.options.length"))):
            if choice in str(field.evaluate(chosen)):
                return
            self.page.keyboard.press("ArrowDown")
        assert choice in str(field.evaluate(chosen)), field.inner_text()

    def choose(self, selector: str, value: str) -> None:
        """The same by the value that is sent."""
        field = self.reach(self.page.locator(selector))
        for _ in range(int(field.evaluate("it => it.options.length"))):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        assert field.input_value() == value

    def hand_in(self, label: str, *files: Path) -> None:
        """Choose files; the system's own dialogue is not a page and is left out."""
        self.reach(self._labelled(label)).set_input_files(files)

    def done(self, text: str) -> str:
        """The sentence that says what was done."""
        said = self.page.locator(".notice--top, .errsum").first.inner_text()
        assert text in said, said
        return said

    def sees(self, text: str) -> None:
        self.page.locator("main").get_by_text(text).first.wait_for()
