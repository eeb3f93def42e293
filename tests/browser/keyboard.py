"""Use a page by keyboard only: Tab until it is reached, type, arrows, Enter."""

from dataclasses import dataclass

from playwright.sync_api import Locator

from tests.browser.visitor import Visitor

FAR = 160
HERE = "node => node === document.activeElement"


@dataclass(frozen=True)
class Keyboard:
    """Be the keys under one person's hands."""

    visitor: Visitor

    def key(self, name: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.visitor.page.keyboard.press(name)

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is there."""
        for _ in range(FAR):
            if target.evaluate(HERE):
                return
            self.key("Tab")
        raise AssertionError(f"Tab does not reach {target} on {self.visitor.path}")

    def follow(self, words: str) -> None:
        """Reach a link of the main part and follow it."""
        self._enter(self.visitor.page.get_by_role("main").get_by_role("link", name=words).first)

    def press(self, words: str) -> None:
        """Reach a button of the main part and press it."""
        self._enter(self.visitor.page.get_by_role("main").get_by_role("button", name=words).first)

    def write(self, label: str, text: str) -> None:
        """Reach a field and type."""
        self.reach(self.visitor.field(label))
        self.visitor.page.keyboard.insert_text(text)

    def choose(self, label: str, option: str) -> None:
        """Reach a list and press the arrow until the option is chosen."""
        field = self.visitor.field(label)
        self.reach(field)
        for _ in range(FAR):
            if field.evaluate("node => node.selectedOptions[0].text.trim()") == option:
                return
            self.key("ArrowDown")
        raise AssertionError(f"the arrows do not reach {option} in {label}")

    def pick(self, name: str, words: str) -> None:
        """Reach a group of radio buttons and press the arrow until this one is chosen."""
        group = self.visitor.page.locator(f"main [name={name}]")
        wanted = self.visitor.page.get_by_role("radio", name=words)
        chosen = self.visitor.page.locator(f"main [name={name}]:checked")
        self.reach(chosen if chosen.count() else group.first)
        self.key("Space")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.key("ArrowDown")
        raise AssertionError(f"the arrows do not reach {words}")

    def _enter(self, target: Locator) -> None:
        self.reach(target)
        with self.visitor.page.expect_navigation():
            self.key("Enter")


def read_focus(visitor: Visitor, what: str) -> str:
    """Return an attribute of what holds the focus."""
    return str(visitor.page.evaluate(f"document.activeElement.getAttribute('{what}')"))
