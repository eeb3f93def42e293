"""Say what may happen to a proposal, and when. Pure."""

from enum import StrEnum

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
