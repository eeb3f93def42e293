"""Letters about proposals are readable in every language."""

from datetime import datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from civic.db.session import PinnedDatabase
from civic.kit.languages import LANGUAGES
from civic.outbox.models import Letter
from civic.outbox.service import deliver_due
from civic.proposals import service
from civic.proposals.inputs import Screening
from civic.proposals.rules import Outcome
from civic.web.application import CivicFlask
from civic.web.mail import make_carrier
from tests.factories.proposals import (
    make_collecting_round,
    make_office,
    make_public,
    make_resident,
    make_submitted,
)


@pytest.mark.parametrize("locale", list(LANGUAGES))
def test_every_letter_can_be_sent(
    app: CivicFlask, database: PinnedDatabase, db: Session, now: datetime, locale: str
) -> None:
    author, friend, place = make_resident(), make_resident(), make_collecting_round()
    returned = make_submitted(author, place.id, title="100% 路燈 <更新>")
    service.screen(make_office(), returned, Screening(Outcome.RETURN, "請補充地點。"), now)
    mine, target = make_public(author, place.id), make_public(author, place.id)
    service.support(friend, mine, now)
    service.merge(author, mine, target, now)
    db.execute(update(Letter).values(locale=locale))
    templates = set(db.scalars(select(Letter.template)))
    mails: list[EmailMessage] = []

    deliver_due(database, make_carrier(app, mails.append), now)

    assert templates == {"proposals/submitted", "proposals/moved", "proposals/merged"}
    texts = [mail.get_body(("plain",)).get_content() for mail in mails]  # type: ignore[union-attr]
    assert len(texts) == 7
    assert any("100% 路燈 <更新>" in text for text in texts)
    assert any("請補充地點。" in text for text in texts)
