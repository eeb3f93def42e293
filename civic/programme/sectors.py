"""Name the sectors people may give of themselves (產官學研民媒). Pure."""

from enum import StrEnum

from civic.kit.text import N_


class Sector(StrEnum):
    """Name the sectors of 產官學研民媒."""

    INDUSTRY = "industry"
    GOVERNMENT = "government"
    ACADEMIA = "academia"
    RESEARCH = "research"
    PUBLIC = "public"
    MEDIA = "media"


SECTOR_LABELS = {
    Sector.INDUSTRY: N_("Industry"),
    Sector.GOVERNMENT: N_("Government"),
    Sector.ACADEMIA: N_("Academia"),
    Sector.RESEARCH: N_("Research"),
    Sector.PUBLIC: N_("General public"),
    Sector.MEDIA: N_("Media"),
}
