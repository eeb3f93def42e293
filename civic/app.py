"""Put the floors together: the application, its features, its frame."""

from email.message import EmailMessage

from flask import Blueprint
from huey import Huey, crontab

from civic.accounts.login import init_login
from civic.accounts.views.account import bp as account
from civic.accounts.views.desk import bp as people
from civic.accounts.views.entry import bp as accounts
from civic.config import Settings, load
from civic.db.session import Database
from civic.events import passes
from civic.events import service as event_service
from civic.events.tablet_login import init_tablets
from civic.events.views import bp as events
from civic.events.views import tablet_bp as tablet
from civic.frame import fill_frame, fill_panels, join_personal_parts
from civic.governance.views import bp as governance
from civic.home.banner import PhaseBoard
from civic.home.styleguide import bp as styleguide
from civic.home.views import bp as home
from civic.jobs.queue import Bell, make_queue
from civic.kit.clock import now
from civic.needs.views import bp as needs
from civic.outbox.carriers import make_sender
from civic.outbox.service import deliver_due, set_bell
from civic.programme.views import bp as programme
from civic.proposals.views import bp as proposals
from civic.surveys.views import bp as surveys
from civic.trace.views import bp as trace
from civic.voting import clockwork
from civic.voting import keys as voting_keys
from civic.voting.views import bp as voting
from civic.web.application import CivicFlask, make_flask
from civic.web.assets import init_assets
from civic.web.cache import init_cache
from civic.web.errors import init_errors
from civic.web.filters import init_filters
from civic.web.guard import refuse_unguarded
from civic.web.layout import init_layout
from civic.web.limits import init_limits
from civic.web.locale import init_locale
from civic.web.logs import init_logs
from civic.web.mail import make_carrier
from civic.web.memory import init_memory
from civic.web.panels import init_panels
from civic.web.security import init_security
from civic.web.views import bp as web
from civic.web.words import init_words

FEATURES: tuple[Blueprint, ...] = (
    web, home, styleguide, programme, accounts, account, people, proposals, surveys, events, tablet, voting, needs,
    governance, trace,
)  # fmt: skip

LETTERS = 100
"""How many letters are sent before another task has its turn."""


def create_app(settings: Settings | None = None, database: Database | None = None) -> CivicFlask:
    """Return the application; raise UnsafeSettings or UnguardedRoute rather than start wrongly."""
    settings = settings or load()
    init_logs(settings)
    app = make_flask(settings, database or Database(settings.database_url))
    init_locale(app)
    init_words(app)
    init_assets(app)
    init_filters(app)
    init_memory(app)
    init_security(app)
    init_limits(app)
    init_errors(app)
    init_login(app)
    init_tablets(app)
    app.extensions["civic.phases"] = phases = PhaseBoard()
    fill_frame(init_layout(app), phases)
    fill_panels(init_panels(app))
    join_personal_parts()
    voting_keys.configure(app.house.settings.folder)
    passes.use(settings.secret_key)
    for blueprint in FEATURES:
        app.register_blueprint(blueprint)
    refuse_unguarded(app)
    init_cache(app, seconds=0 if settings.mode == "test" else int(settings.cache_seconds))
    _start_post(app)
    return app


def _start_post(app: CivicFlask) -> None:
    """Deliver letters soon after they are written, and look every minute for those left over."""
    mails: list[EmailMessage] = []
    settings = app.house.settings
    carrier, queue = make_carrier(app, make_sender(settings, mails)), make_queue(settings)

    def deliver() -> int:
        sent = deliver_due(app.house.database, carrier, now(), LETTERS)
        if sent == LETTERS and settings.mode != "test":
            bell.ring()  # more may be waiting
        return sent

    bell = Bell(queue.task(name="deliver")(deliver))
    queue.periodic_task(crontab(minute="*"), name="deliver_left_over")(deliver)
    queue.periodic_task(crontab(minute="*"), name="keep_the_board")(lambda: clockwork.run(app.house.database, now()))
    if settings.mode != "test":
        set_bell(bell.ring)
    _wind_clocks(app, queue)
    app.extensions.update({"civic.mails": mails, "civic.queue": queue, "civic.deliver": deliver})


def _wind_clocks(app: CivicFlask, queue: Huey) -> None:
    """Let lists of events move on every minute, and remind people every hour."""

    def advance() -> int:
        return event_service.advance_due(app.house.database, now())

    def remind() -> int:
        return event_service.remind_due(app.house.database, now())

    queue.periodic_task(crontab(minute="*"), name="advance_lists")(advance)
    queue.periodic_task(crontab(minute="7"), name="remind_of_events")(remind)
