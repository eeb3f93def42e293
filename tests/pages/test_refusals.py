"""Say no in both languages with the right status and what to do next, and change nothing."""

from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask_babel import gettext

from civic.access.policy import NOT_YOURS
from civic.accounts.rules import WRONG_SIGN_IN
from civic.events.rules import REGISTERED
from civic.kit.clock import now
from civic.kit.errors import Reason
from civic.programme.queries import get_round, spans
from civic.programme.rules import PhaseKind, find_span
from civic.proposals.checks import CLOSED_COLLECT
from civic.proposals.reasons import CHANGED_ELSEWHERE, NOT_A_RESIDENT
from civic.voting.reasons import ALREADY_VOTED, CLOSED, NOT_ON_ROLL
from civic.web.errors import ADVICE
from civic.web.forms import TOO_LONG
from civic.web.locale import speaking
from tests.reader import HAN, readable
from tests.town import Visit

pytestmark = pytest.mark.sqlite_only

LANGUAGES = ("zh-Hant-TW", "en")
LOCALES = {"zh-Hant-TW": "zh_Hant_TW", "en": "en"}
HUGE = "長" * 100_000
DRAFT = {"title": "Longer library hours", "summary": "The library closes early", "place": "Library"}
NONCE = "0123456789abcdef01234567"


@dataclass(frozen=True)
class Refusal:
    """Be one request that must be refused: who asks for what, the status, the sentence."""

    name: str
    who: str
    method: str
    path: str
    status: int
    sentence: str
    form: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def said(reason: Reason) -> str:
    return reason.text


REFUSALS = (
    Refusal("wrong role", "ann", "GET", "/vote/office", 403, said(NOT_YOURS)),
    Refusal("another district seconds", "sue", "POST", "/proposals/{proposal_reviewing}/support", 403,
            said(NOT_A_RESIDENT)),
    Refusal("another district votes", "sue", "POST", "/vote/{round_voting}/cast", 403, said(NOT_ON_ROLL),
            {"blank": "1", "nonce": NONCE}),
    Refusal("closed phase", "ann", "POST", "/proposals/{proposal_draft}/submit", 409, said(CLOSED_COLLECT)),
    Refusal("registered already", "bo", "GET", "/events/{event_full}/register", 409, said(REGISTERED)),
    Refusal("an id beyond any", "ann", "GET", "/proposals/9223372036854775808", 404, ADVICE[404]._args[0]),
    Refusal("somebody else's draft", "bo", "POST", "/proposals/{proposal_fresh}/edit", 404, ADVICE[404]._args[0],
            {**DRAFT, "relation": "resident"}),
    Refusal("changed elsewhere", "ann", "POST", "/proposals/{proposal_submitted}/edit", 409, said(CHANGED_ELSEWHERE),
            {**DRAFT, "relation": "resident", "version": "0"}),
    Refusal("signed out", "anonymous", "POST", "/proposals/{proposal_reviewing}/support", 401, ADVICE[401]._args[0]),
    Refusal("wrong password", "anonymous", "POST", "/sign-in", 422, said(WRONG_SIGN_IN),
            {"email": "a\x00nn@demo.example", "password": "wrong\x00"}),
)  # fmt: skip


def translated(visit: Visit, sentence: str, language: str) -> str:
    with visit.app.test_request_context(), speaking(LOCALES[language]):
        return str(gettext(sentence))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_refusal_tells_what_to_do_and_changes_nothing(refusal: Refusal, language: str, visit: Visit) -> None:
    path = refusal.path.format_map(visit.town.ids)
    sent = {"data": refusal.form} if refusal.method == "POST" else {}

    call = visit.call(refusal.who, refusal.method, path, language, **sent)

    sentence = translated(visit, refusal.sentence, language)
    assert call.status == refusal.status, readable(call.response)
    assert sentence in unescape(call.response.text), readable(call.response)
    assert bool(HAN.search(sentence)) == (language != "en")
    assert not call.changed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_a_good_token_changes_nothing(language: str, visit: Visit) -> None:
    visit.app.config["WTF_CSRF_ENABLED"] = True

    call = visit.call("bo", "POST", f"/proposals/{visit.town.ids['proposal_submitted']}/support", language,
                      data={"csrf_token": "old"})  # fmt: skip

    text = "This form was open too long. Go back, reload the page and send it again; nothing was changed."
    assert call.status == 400
    assert translated(visit, text, language) in call.response.text
    assert not call.changed


def test_a_second_registration_leads_to_the_first_and_changes_nothing(visit: Visit) -> None:
    path = f"/events/{visit.town.ids['event_full']}"
    form = {"name": "B", "contact": "0912345678", "sector": "public", "people": "1"}

    call = visit.call("bo", "POST", f"{path}/register", data=form)

    assert (call.status, call.response.location, call.changed) == (303, f"{path}/registration", False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_event_gives_a_place_on_the_waiting_list(language: str, visit: Visit) -> None:
    path = f"/events/{visit.town.ids['event_full']}/register"
    form = {"name": "Ann", "contact": "0912345678", "sector": "public", "people": "1"}

    with visit.undone():
        page = visit.be("ann", language).raw("POST", path, data=form, follow_redirects=True)

    text = "You are no. %(number)s on the waiting list. We write to you if a seat is free."
    assert page.status_code == 200
    assert translated(visit, text, language) % {"number": 1} in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_ballot_is_refused_where_the_first_is_final_and_a_replay_gets_its_receipt(
    language: str, visit: Visit
) -> None:
    path = f"/vote/{visit.town.ids['round_shilin']}/cast"
    with visit.undone():
        sue = visit.be("sue", language)
        first = sue.raw("POST", path, data={"blank": "1", "nonce": NONCE})
        replay = sue.raw("POST", path, data={"blank": "1", "nonce": NONCE})
        second = sue.raw("POST", path, data={"blank": "1", "nonce": NONCE[::-1]})

    assert (first.status_code, replay.status_code, second.status_code) == (200, 200, 409)
    assert first.text == replay.text
    assert translated(visit, said(ALREADY_VOTED), language) in unescape(second.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("milliseconds", "status"), [(-1, 200), (0, 409), (1, 409)])
def test_the_vote_closes_to_the_millisecond(milliseconds: int, status: int, language: str, visit: Visit) -> None:
    round_id = int(visit.town.ids["round_voting"])
    with visit.town.database.reading():
        span = find_span(spans(get_round(round_id)), PhaseKind.VOTE)
    assert span is not None

    with time_machine.travel(span.closes_at + timedelta(milliseconds=milliseconds), tick=False):
        call = visit.call("ann", "POST", f"/vote/{round_id}/cast", language, data={"blank": "1", "nonce": NONCE})

    assert now() < span.closes_at
    assert call.status == status
    assert (translated(visit, said(CLOSED), language) in unescape(call.response.text)) == (status == 409)
    assert call.changed == (status == 200)


LONG_FIELDS = (
    ("ann", "/proposals/{proposal_fresh}/edit", "summary", {**DRAFT, "relation": "resident"}),
    ("ann", "/proposals/{proposal_fresh}/edit", "content", {**DRAFT, "relation": "resident"}),
    ("ann", "/proposals/{proposal_fresh}/edit", "background", {**DRAFT, "relation": "resident"}),
    ("ann", "/proposals/{proposal_fresh}/edit", "benefits", {**DRAFT, "relation": "resident"}),
    ("ann", "/proposals/{proposal_reviewing}/arguments", "body", {"side": "for"}),
    ("ann", "/proposals/{proposal_submitted}/withdraw", "reason", {}),
    ("ann", "/events/{event_other}/register", "access_needs", {"name": "A", "sector": "public", "people": "1"}),
    ("host", "/events/{event_today}/tables/1/notes", "text", {"kind": "need", "client_id": "a", "round_no": "1"}),
    ("host", "/events/notes/{note}/proposal", "summary", DRAFT),
    ("officer", "/needs/{case_sensors}/answer", "body", {}),
    ("officer", "/needs/{case_sensors}/progress", "text", {}),
    ("office", "/meetings/{meeting_coming}/minutes", "minutes", {}),
    ("office", "/events/new", "description", {}),
    ("office", "/proposals/screening/{proposal_submitted}", "reason", {"outcome": "return"}),
    ("officer", "/proposals/reviews/{review}", "public_answer", {"publicness": "green"}),
)


@pytest.mark.parametrize(("who", "path", "name", "rest"), LONG_FIELDS, ids=lambda value: str(value)[:60])
def test_what_is_too_long_is_refused_with_the_typed_text_kept(
    who: str, path: str, name: str, rest: dict[str, str], visit: Visit
) -> None:
    for language in LANGUAGES:
        call = visit.call(who, "POST", path.format_map(visit.town.ids), language, data={**rest, name: HUGE})

        start = translated(visit, TOO_LONG._args[0], language).partition("%")[0]
        assert call.status == 422, readable(call.response)
        assert HUGE in call.response.text
        assert start in unescape(call.response.text)
        assert not call.changed
