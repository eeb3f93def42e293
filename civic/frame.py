"""Say what stands in the frame around every page, and which upper card shows on which lower page."""

from civic.access.permissions import Permission
from civic.accounts import erasure, own_data
from civic.events.service import personal as events_personal
from civic.events.views import panels as events
from civic.governance.views import inbox_panel, need_panel
from civic.home.banner import PhaseBoard
from civic.kit.text import N_
from civic.needs.views import workshop
from civic.needs.views.cards import cards_panel as need_cards
from civic.needs.views.cards import district_panel as district_needs
from civic.needs.views.cards import proposal_card as need_card
from civic.needs.views.cards import survey_panel as citing_needs
from civic.proposals import personal as proposals_personal
from civic.proposals.views.shown import cards_panel as proposal_cards
from civic.proposals.views.shown import district_panel as district_proposals
from civic.surveys import personal as surveys_personal
from civic.surveys.views import panels as surveys
from civic.voting import personal as votes_personal
from civic.voting.views import panels as voting
from civic.voting.views.notices import list_notices
from civic.web.layout import Frame, NavItem
from civic.web.panels import Panels

MAIN = (
    NavItem(N_("Proposals"), "proposals.index"),
    NavItem(N_("Surveys"), "surveys.index"),
    NavItem(N_("Events"), "events.index"),
    NavItem(N_("Vote"), "voting.index"),
    NavItem(N_("Results"), "voting.results"),
    NavItem(N_("Needs inventory"), "needs.index"),
    NavItem(N_("Meetings"), "governance.index"),
)
OFFICE = frozenset({"office"})
DESK = frozenset({"office", "moderator"})
WORK = (
    NavItem(N_("Inbox"), "needs.inbox", Permission.READ_INBOX),
    NavItem(N_("Events you work at"), "events.work", Permission.SEE_ROSTER),
    NavItem(N_("Screening"), "proposals.screening", Permission.SCREEN_PROPOSAL, DESK),
    NavItem(N_("Reviews"), "proposals.reviews", Permission.REVIEW_PROPOSAL, frozenset({"agency", "office"})),
    NavItem(N_("Voters' desk"), "people.rolls", Permission.ASSIST_VOTER, DESK),
    NavItem(N_("Voting desk"), "voting.desks", Permission.ASSIST_VOTER, DESK),
    NavItem(N_("Turnout"), "voting.turnout", Permission.COUNT_TURNOUT),
    NavItem(N_("Survey desk"), "surveys.office", Permission.MANAGE_SURVEYS, DESK),
    NavItem(N_("Rounds"), "programme.rounds", Permission.EDIT_ROUND, DESK),
    NavItem(N_("Running the vote"), "voting.office", Permission.RUN_ROUND, OFFICE),
    NavItem(N_("Duties"), "people.duties", Permission.ASSIGN_DUTIES),
)
ACCOUNT = (
    NavItem(N_("My proposals"), "proposals.mine", Permission.CREATE_PROPOSAL),
    NavItem(N_("My account"), "account.show", Permission.MANAGE_ACCOUNT),
)


def fill_frame(frame: Frame, phases: PhaseBoard) -> None:
    """Put navigation, notices and the year's phase into the frame."""
    frame.phase = phases.banner
    frame.main, frame.work, frame.account = MAIN, WORK, ACCOUNT
    frame.notices.append(list_notices)


def fill_panels(panels: Panels) -> None:
    """Put each upper feature's cards into the slots of lower pages."""
    panels.register("home.proposals", proposal_cards)
    panels.register("home.actions", surveys.home_action)
    panels.register("home.events", events.cards_panel)
    panels.register("home.needs", need_cards)
    panels.register("proposal.links", events.notes_panel)
    panels.register("proposal.fate", voting.proposal_links)
    panels.register("proposal.fate", need_card)
    panels.register("minutes.outcomes", workshop.outcomes_panel)
    panels.register("need.links", workshop.origin_panel)
    panels.register("need.links", need_panel)
    panels.register("survey.needs", citing_needs)
    panels.register("inbox", inbox_panel)
    panels.register("district.actions", voting.district_actions)
    panels.register("district.cards", surveys.district_panel)
    panels.register("district.cards", district_proposals)
    panels.register("district.cards", events.district_panel)
    panels.register("district.cards", events.published_panel)
    panels.register("district.cards", district_needs)
    panels.register("account.cards", events.account_panel)
    panels.register("eligibility.actions", voting.eligibility_actions)
    panels.register("round.office", voting.round_office)
    panels.register("roll.desk", voting.desk_links)


def join_personal_parts() -> None:
    """Let each feature show and erase what it keeps about a person."""
    for told in (proposals_personal, surveys_personal, events_personal, votes_personal):
        own_data.register(told.own_data)
    for kept in (proposals_personal, surveys_personal, events_personal):
        erasure.register(kept.forget)
