"""Say 「您尚未投票」 on every page to those who can still vote."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from civic.access.actor import Actor, Role
from civic.db.session import in_hand
from civic.kit.clock import now
from civic.programme.queries import get_district
from civic.voting import queries
from civic.web.filters import show_datetime, show_name
from civic.web.layout import Notice


def list_notices(actor: Actor, moment: datetime | None = None) -> list[Notice]:
    """Return one notice for each open round the actor has not voted in; one statement, none for other people."""
    if actor.person_id is None or Role.RESIDENT not in actor.roles or not in_hand():
        return []
    return [_notice(row) for row in queries.unfinished_rounds(actor.person_id, moment or now())]


def _notice(row: queries.OpenRound) -> Notice:
    text = _(
        "You have not voted yet: %(district)s, open until %(when)s.",
        district=show_name(get_district(row.district_code)),
        when=show_datetime(row.closes_at),
    )
    return Notice(text, url_for("voting.booth", round_id=row.round_id), _("Go to the booth"), "act")
