"""A person at the page: what is pressed is counted, what is typed is not, and nothing is reached but by what can be seen."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Page, expect

STEPS = 5  # of the pointer in one drag


class Hand:
    """One task: the presses on the way to its page, those of the task itself, and the seconds from its first to its last answer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0
        self.way = 0
        self.began = time.perf_counter()
        self.took: float | None = None

    def begin(self) -> None:
        """The page of the task is loaded: what was pressed until now was the way there."""
        self.way, self.clicks = self.way + self.clicks, 0
        self.began = time.perf_counter()

    def end(self) -> None:
        """What the task asks for is shown; what follows only looks at it."""
        self.took = time.perf_counter() - self.began

    def press(self, what: Locator) -> None:
        """Press something that is seen: one click."""
        self._counted(what)
        what.click()

    def choose(self, what: Locator, label: str) -> None:
        """Choose from a drop-down by the text that is read: one click."""
        self._counted(what)
        what.select_option(label=label)

    def drag(self, what: Locator, by_x: float) -> None:
        """Take something by the pointer and let it go so many pixels to the right: one click."""
        self._counted(what)
        what.scroll_into_view_if_needed()
        box = what.bounding_box()
        assert box is not None, what
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for part in range(1, STEPS + 1):
            self.page.mouse.move(x + by_x * part / STEPS, y)
        self.page.mouse.up()

    def type(self, what: Locator, text: str) -> None:
        """Typing is no click, nor is the field that it goes to; the field must be seen."""
        expect(what).to_be_visible()
        what.fill(text)

    def paste(self, text: str) -> None:
        """From the clipboard to where one stands: no click."""
        self.page.evaluate("t => navigator.clipboard.writeText(t)", text)
        self.page.keyboard.press("Control+v")

    def _counted(self, what: Locator) -> None:
        expect(what).to_be_visible()
        self.clicks += 1

    @property
    def seconds(self) -> float:
        assert self.took is not None, "oppgaven er ikke ferdig"
        return self.took
