"""Name the age bands people may give of themselves. Pure."""

from enum import StrEnum

from civic.kit.text import N_


class AgeBand(StrEnum):
    """Name the ages an event or a survey may ask for."""

    UNDER_18 = "under_18"
    UNDER_35 = "under_35"
    UNDER_50 = "under_50"
    UNDER_65 = "under_65"
    FROM_65 = "from_65"


AGE_LABELS = {
    AgeBand.UNDER_18: N_("Under 18"),
    AgeBand.UNDER_35: N_("18 to 34"),
    AgeBand.UNDER_50: N_("35 to 49"),
    AgeBand.UNDER_65: N_("50 to 64"),
    AgeBand.FROM_65: N_("65 and older"),
}
