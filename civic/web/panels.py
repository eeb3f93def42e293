"""Let upper floors show their cards on lower pages: named slots, filled when the app is put together."""

from collections.abc import Callable

from markupsafe import Markup

from civic.web.application import CivicFlask

Panel = Callable[..., str]


class Panels:
    """Know which functions fill which slot."""

    def __init__(self) -> None:
        self._slots: dict[str, list[Panel]] = {}

    def register(self, slot: str, panel: Panel) -> None:
        """Add one panel at the end of a slot."""
        self._slots.setdefault(slot, []).append(panel)

    def __call__(self, slot: str, *things: object) -> Markup:
        """Return the HTML of every panel of a slot, each already safe."""
        return Markup("").join(Markup(panel(*things)) for panel in self._slots.get(slot, []))  # noqa: S704


def init_panels(app: CivicFlask) -> Panels:
    """Offer `panels(slot, …)` to the templates and return it for registration."""
    panels = Panels()
    app.jinja_env.globals["panels"] = panels
    return panels
