"""Put stored figures of the inventory into words, in the reader's language."""

from civic.needs.queries import CitedCount
from civic.needs.rules import NAMED_IN_DISTRICT, NAMED_IN_VILLAGE
from civic.programme.queries import directory
from civic.surveys.rules import TITLE
from civic.web.filters import show_name, show_number, show_year, translated


def counted_words(cited: CitedCount) -> str:
    """Return what a cited count says, in the reader's language."""
    city = directory()
    district = show_name(city.district(cited.district_code))
    words = NAMED_IN_VILLAGE if cited.village_code else NAMED_IN_DISTRICT
    return translated(words) % {
        "survey": translated(TITLE) % {"year": show_year(cited.year), "district": district},
        "answers": show_number(cited.answers),
        "all": show_number(cited.of_answers),
        "facet": show_name(city.facet(cited.facet_code)),
        "village": show_name(city.village(cited.village_code)) if cited.village_code else "",
    }
