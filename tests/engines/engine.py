"""What every engine can do, and the hand of a lifter made of that."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from tests.processes import wait_until

TAB, ENTER, ESCAPE = "\ue004", "\ue007", "\ue00c"
WAIT_SECONDS = 20.0


class EngineError(Exception):
    """The browser refused a command, or is between two pages."""


class Engine(Protocol):
    """A browser with one page, at the lowest level that all drivers share."""

    name: str

    def open(self, url: str) -> None:
        """Go to an absolute address."""

    def run(self, function: str, *arguments: object) -> Any:
        """Call a JavaScript function in the page; raises EngineError while there is no page."""

    def point(self, *points: tuple[float, float]) -> None:
        """Press at the first point (CSS px of the viewport), move along the others, release at the last."""

    def type(self, text: str) -> None:
        """Press keys, one after the other; TAB, ENTER and ESCAPE as WebDriver writes them."""

    def complaints(self) -> list[str]:
        """Errors that pages wrote to the console."""


# Where a finger would land on the first visible and enabled element with these words; nothing while there is none.
AIM = """(selector, words) => {
  const plain = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
  const names = (element) => [element.getAttribute("aria-label"), element.textContent,
    ...[...(element.labels ?? [])].map((label) => label.textContent)].map(plain);
  const element = [...document.querySelectorAll(selector)].find((each) =>
    each.checkVisibility() && !each.matches(":disabled, [aria-disabled=true]") && each.getBoundingClientRect().width > 0 && (!words || names(each).includes(words)));
  if (!element || document.readyState !== "complete") return null;
  const box = element.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const hit = document.elementFromPoint(x, y);
  if (hit && (element.contains(hit) || hit.contains(element) && hit.closest("label"))) return [x, y];
  element.scrollIntoView({ block: "center" });
  return null;
}"""


class Hand:
    """What a person does to the page in an engine, by the words and controls they see."""

    def __init__(self, engine: Engine, url: str) -> None:
        self.engine = engine
        self.url = url

    def open(self, path: str) -> None:
        self.engine.open(f"{self.url}{path}")

    def run(self, function: str, *arguments: object) -> Any:
        return self.engine.run(function, *arguments)

    def until(self, function: str, *arguments: object) -> Any:
        """Wait until a function of the page returns something true, and return that."""
        found: list[Any] = []

        def holds() -> bool:
            with suppress(EngineError):
                found[:] = [self.engine.run(function, *arguments)]
            return bool(found and found[0])

        wait_until(holds, lambda: f"Never came true: {function} {arguments}, last {found}", WAIT_SECONDS)
        return found[0]

    def tap(self, selector: str, words: str = "") -> None:
        """Tap the first visible element that the selector and the words (name or text, exactly) fit."""
        self.engine.point(self.point_at(selector, words))

    def point_at(self, selector: str, words: str = "") -> tuple[float, float]:
        """The middle of an element that has come to rest within the viewport."""
        seen: list[Any] = [None]

        def rests() -> bool:
            with suppress(EngineError):
                seen.append(self.engine.run(AIM, selector, words))
            return seen[-1] is not None and seen[-1] == seen[-2]

        wait_until(rests, lambda: f"Nothing to tap: {selector} {words!r}", WAIT_SECONDS)
        x, y = seen[-1]
        return x, y

    def type(self, text: str) -> None:
        self.engine.type(text)

    def value(self, selector: str) -> str:
        return str(self.run("(selector) => document.querySelector(selector).value", selector))

    def sees(self, selector: str, words: str = "") -> None:
        """Wait until an element is visible whose text has these words."""
        self.until(
            """(selector, words) => [...document.querySelectorAll(selector)].some((each) =>
            each.checkVisibility() && each.textContent.replace(/\\s+/g, " ").includes(words))""",
            selector,
            words,
        )

    def misses(self, selector: str) -> None:
        """Wait until nothing that the selector fits is visible."""
        self.until(
            "(selector) => ![...document.querySelectorAll(selector)].some((each) => each.checkVisibility())", selector
        )


Opens = Callable[[str], Hand]
