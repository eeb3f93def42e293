"""Name the states, lights and steps of a proposal, and who may take which step. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from civic.access.permissions import Permission
from civic.access.policy import Scope
from civic.kit.text import N_


class State(StrEnum):
    """Name the states of a proposal, from draft to the needs inventory, and its exits."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    RETURNED = "returned"
    ASSEMBLY = "assembly"
    STAGE_ONE = "stage_one"
    STAGE_TWO = "stage_two"
    ON_BALLOT = "on_ballot"
    VOTING = "voting"
    ADOPTED = "adopted"
    BELOW_THRESHOLD = "below_threshold"
    IN_INVENTORY = "in_inventory"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    INFEASIBLE = "infeasible"


class Stage(StrEnum):
    """Name the two stages of an agency's review."""

    ONE = "one"
    TWO = "two"


class Light(StrEnum):
    """Name a reviewer's light: highly feasible, needs change, not practicable."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Side(StrEnum):
    """Name the side of an argument."""

    FOR = "for"
    AGAINST = "against"


class Outcome(StrEnum):
    """Name what a screening may decide."""

    ASSEMBLY = "assembly"
    STAGE_ONE = "stage_one"
    RETURN = "return"
    REFUSE = "refuse"


STATE_LABELS = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("Submitted"),
    State.SCREENING: N_("Formality screening"),
    State.RETURNED: N_("Returned for correction"),
    State.ASSEMBLY: N_("At residents' assembly"),
    State.STAGE_ONE: N_("Deliberation, stage 1"),
    State.STAGE_TWO: N_("Deliberation, stage 2"),
    State.ON_BALLOT: N_("On the ballot"),
    State.VOTING: N_("Voting open"),
    State.ADOPTED: N_("Adopted"),
    State.BELOW_THRESHOLD: N_("Threshold not met"),
    State.IN_INVENTORY: N_("In the needs inventory"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.MERGED: N_("Merged"),
    State.INFEASIBLE: N_("Not feasible"),
}

LIGHT_LABELS = {
    Light.GREEN: N_("highly feasible"),
    Light.YELLOW: N_("partly feasible, needs change"),
    Light.RED: N_("not practicable"),
}

STAGE_LABELS = {
    Stage.ONE: N_("Deliberation, stage 1"),
    Stage.TWO: N_("Deliberation, stage 2"),
}

SIDE_LABELS = {
    Side.FOR: N_("For"),
    Side.AGAINST: N_("Against"),
}

OUTCOME_LABELS = {
    Outcome.ASSEMBLY: N_("Accept: to the residents' assembly"),
    Outcome.STAGE_ONE: N_("Accept: straight to agency review"),
    Outcome.RETURN: N_("Return to the author for correction"),
    Outcome.REFUSE: N_("Refuse"),
}

LIGHT_NAMES = {
    "publicness": N_("Public interest"),
    "legality": N_("Legality"),
    "feasibility": N_("Budget feasibility"),
}

TITLE_FROM, TITLE_TO = 4, 100
SUMMARY_FROM, SUMMARY_TO = 10, 2000
ARGUMENT_FROM, ARGUMENT_TO = 4, 2000
COST_TO = 2_000_000_000
LONG_TO, BODY_TO, LINE_TO, BASIS_TO = 4000, 8000, 200, 500
REVIEW_DAYS = {Stage.ONE: 30, Stage.TWO: 30}

UNDER_WAY = frozenset({State.ASSEMBLY, State.STAGE_ONE, State.STAGE_TWO})
"""States in which a public proposal is still formed: support counts, arguments are heard."""

BEFORE_BALLOT = UNDER_WAY | {State.SUBMITTED, State.SCREENING, State.RETURNED}
"""States of a submitted proposal that its author may still take back."""

IN_THE_AUTHORS_HANDS = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED, State.ASSEMBLY})
"""States in which the author may still edit."""

TO_SCREEN = frozenset({State.SUBMITTED, State.SCREENING})

STAGE_STATES = {Stage.ONE: State.STAGE_ONE, Stage.TWO: State.STAGE_TWO}

OUTCOME_STATES = {
    Outcome.ASSEMBLY: State.ASSEMBLY,
    Outcome.STAGE_ONE: State.STAGE_ONE,
    Outcome.RETURN: State.RETURNED,
    Outcome.REFUSE: State.INFEASIBLE,
}


@dataclass(frozen=True)
class Step:
    """Say who may take a proposal from one state to the next, and whether a public reason is due."""

    permission: Permission
    reason_due: bool = False


_AUTHOR = Step(Permission.EDIT_PROPOSAL)
_SCREENER = Step(Permission.SCREEN_PROPOSAL)
_SCREENER_WITH_REASON = Step(Permission.SCREEN_PROPOSAL, reason_due=True)
_REVIEWER = Step(Permission.REVIEW_PROPOSAL)
_REVIEWER_WITH_REASON = Step(Permission.REVIEW_PROPOSAL, reason_due=True)
_ROUND = Step(Permission.RUN_ROUND)
_NEEDS = Step(Permission.MANAGE_NEEDS)

STEPS: dict[tuple[State, State], Step] = {
    (State.DRAFT, State.SUBMITTED): _AUTHOR,
    (State.RETURNED, State.SUBMITTED): _AUTHOR,
    (State.SUBMITTED, State.SCREENING): _SCREENER,
    **{(before, State.ASSEMBLY): _SCREENER for before in TO_SCREEN},
    **{(before, State.STAGE_ONE): _SCREENER for before in TO_SCREEN},
    **{(before, State.RETURNED): _SCREENER_WITH_REASON for before in TO_SCREEN},
    **{(before, State.INFEASIBLE): _SCREENER_WITH_REASON for before in TO_SCREEN},
    (State.ASSEMBLY, State.STAGE_ONE): _SCREENER,
    (State.STAGE_ONE, State.STAGE_TWO): _REVIEWER,
    (State.STAGE_ONE, State.INFEASIBLE): _REVIEWER_WITH_REASON,
    (State.STAGE_TWO, State.INFEASIBLE): _REVIEWER_WITH_REASON,
    (State.INFEASIBLE, State.STAGE_TWO): _SCREENER_WITH_REASON,  # an appeal goes to a second reader
    (State.STAGE_TWO, State.ON_BALLOT): _ROUND,
    (State.ON_BALLOT, State.VOTING): _ROUND,
    (State.VOTING, State.ADOPTED): _ROUND,
    (State.VOTING, State.BELOW_THRESHOLD): _ROUND,
    (State.ADOPTED, State.IN_INVENTORY): _NEEDS,
    (State.BELOW_THRESHOLD, State.IN_INVENTORY): _NEEDS,
    **{(before, State.WITHDRAWN): _AUTHOR for before in BEFORE_BALLOT},
    **{(before, State.MERGED): _AUTHOR for before in UNDER_WAY | {State.SUBMITTED, State.RETURNED}},
}


@dataclass(frozen=True)
class Case:
    """Hold what the rules need of a proposal: where it stands and whose it is (no author: from paper)."""

    id: int
    state: State
    round_id: int
    district: str
    author_id: int | None
    public: bool = True
    agencies: frozenset[str] = frozenset()

    @property
    def scope(self) -> Scope:
        """Return the scope the access table looks at."""
        return Scope(owner_id=self.author_id, district=self.district, agencies=self.agencies)


@dataclass(frozen=True)
class Essentials:
    """Hold what a proposal must say before it is submitted; cost in NT$, None while nobody knows."""

    title: str
    summary: str
    place: str
    village_elsewhere: bool
    cost: int | None


@dataclass(frozen=True)
class Draft:
    """Hold what is checked each time a text is saved; cost in NT$."""

    title: str
    summary: str
    cost: int | None
    longest_over: bool
    half_a_position: bool
    village_elsewhere: bool


@dataclass(frozen=True)
class Lights:
    """Hold the three lights of one review: 公共性, 適法性, 預算可行性."""

    publicness: Light
    legality: Light
    feasibility: Light

    @property
    def worst(self) -> Light:
        """Return the light that decides: one red makes the proposal not feasible."""
        shown = {self.publicness, self.legality, self.feasibility}
        return next(light for light in (Light.RED, Light.YELLOW, Light.GREEN) if light in shown)


def state_after_review(lights: Lights) -> State:
    """Return where a completed review leads: any red light ends it, otherwise stage two comes next."""
    return State.INFEASIBLE if lights.worst is Light.RED else State.STAGE_TWO


def is_public_from(state: State) -> bool:
    """Tell whether reaching this state makes a proposal public: screening has accepted it."""
    return state in UNDER_WAY


def review_due(stage: Stage, assigned_at: datetime) -> datetime:
    """Return when an agency's review is due."""
    return assigned_at + timedelta(days=REVIEW_DAYS[stage])
