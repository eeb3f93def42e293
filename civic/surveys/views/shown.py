"""Turn surveys and their counts into what the components show, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.kit.clock import now
from civic.programme.ages import AGE_LABELS
from civic.programme.queries import directory
from civic.programme.sectors import SECTOR_LABELS
from civic.surveys import queries
from civic.surveys.counts import PublicCounts, is_shown, publish, value
from civic.surveys.forms import last_day
from civic.surveys.models import Survey
from civic.surveys.queries import Sentence
from civic.surveys.rules import STAGE_LABELS, TITLE, URGENCY_LABELS, Reading, Stage, results_at, stage_of
from civic.web.filters import show_date, show_name, show_year, translated

Key = TypeVar("Key")

TONES = {
    Stage.DRAFT: "quiet",
    Stage.COMING: "info",
    Stage.OPEN: "act",
    Stage.KEYING: "wait",
    Stage.CLOSED: "ok",
}


@dataclass(frozen=True)
class Bar:
    """Be one row of a bar chart; a hidden count has no bar."""

    label: str
    value: int
    text: str
    facet: str = ""


@dataclass(frozen=True)
class Line:
    """Be one row of a table of counts."""

    cells: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """Be one approved sentence with the facet and the village it belongs to."""

    facet: str
    facet_label: str
    village: str
    sentence: str


@dataclass(frozen=True)
class Results:
    """Be everything the results page shows."""

    answers: str
    on_paper: str
    facets: list[Bar]
    villages: list[Bar]
    few: str
    places: list[Bar]
    urgency: list[Line]
    ages: list[Bar]
    sectors: list[Bar]
    sentences: list[Said]


@dataclass(frozen=True)
class Shown:
    """Be one survey as a list shows it."""

    id: int
    title: str
    url: str
    stage: str
    tone: str
    district: str
    days: str


def title_of(survey: Survey) -> str:
    """Return what a survey is called."""
    district = show_name(directory().district(survey.district_code))
    return translated(TITLE) % {"year": show_year(survey.year), "district": district}


def shown(survey: Survey, endpoint: str = "surveys.show") -> Shown:
    """Return a survey as a list shows it."""
    stage = stage_of(survey.dates, now())
    return Shown(
        id=survey.id,
        title=title_of(survey),
        url=url_for(endpoint, survey_id=survey.id),
        stage=translated(STAGE_LABELS[stage]),
        tone=TONES[stage],
        district=show_name(directory().district(survey.district_code)),
        days=days_of(survey),
    )


def days_of(survey: Survey) -> str:
    """Return the first and the last day in words."""
    first, last = show_date(survey.opens_at), show_date(last_day(survey))
    return str(_("%(first)s to %(last)s", first=first, last=last))


def results_day(survey: Survey) -> str:
    """Return the day on which the results become public at the latest."""
    return show_date(results_at(survey.dates))


def results_of(survey: Survey) -> Results:
    """Count a survey and show what may be seen: small groups are hidden from everybody."""
    counts = publish(queries.count(survey))
    names = {None: _("No village named"), **village_names(survey.district_code)}
    few = sum(1 for code, text in counts.villages.items() if code and text.startswith("<"))
    facets = directory().facets
    return Results(
        answers=counts.answers,
        on_paper=counts.on_paper,
        facets=[Bar(show_name(f), value(counts.facets[f.code]), counts.facets[f.code], f.code) for f in facets],
        villages=[Bar(names[code], value(counts.villages[code]), counts.villages[code]) for code in _ranked(counts)],
        few=_few(few),
        places=_places(counts, names),
        urgency=_urgency(counts),
        ages=_bars(counts.ages, AGE_LABELS),
        sectors=_bars(counts.sectors, SECTOR_LABELS),
        sentences=_said_once([said(one, names) for one in queries.list_sentences(survey.id, Reading.APPROVED)]),
    )


def village_names(district_code: str) -> dict[str | None, str]:
    """Return the villages of a district by code."""
    return {village.code: show_name(village) for village in directory().villages_of(district_code)}


def said(one: Sentence, names: Mapping[str | None, str]) -> Said:
    """Return a sentence with the words of its place."""
    label = show_name(directory().facet(one.facet_code))
    return Said(one.facet_code, label, names.get(one.village_code, "") if one.village_code else "", one.sentence)


def _said_once(sentences: list[Said]) -> list[Said]:
    """Return each sentence once, however many wrote the same."""
    return list(dict.fromkeys(sentences))


def _ranked(counts: PublicCounts) -> list[str | None]:
    """Return the villages that are not small, the most named first."""
    seen = [code for code, text in counts.villages.items() if not text.startswith("<")]
    return sorted(seen, key=lambda code: -value(counts.villages[code]))


def _few(number: int) -> str:
    if not number:
        return ""
    return str(
        ngettext(
            "In %(num)s more village fewer than five answers name it.",
            "In each of %(num)s more villages fewer than five answers name it.",
            number,
        )
    )


def _places(counts: PublicCounts, names: Mapping[str | None, str]) -> list[Bar]:
    """Return the counts that are shown of a facet in a village, the largest first."""
    city = directory()
    bars = [
        Bar(f"{names[village]} {show_name(city.facet(facet))}", value(text), text, facet)
        for (village, facet), text in counts.places.items()
        if village and is_shown(text)
    ]
    return sorted(bars, key=lambda bar: -bar.value)


def _urgency(counts: PublicCounts) -> list[Line]:
    return [
        Line((show_name(facet), *(counts.urgency[facet.code][level] for level in URGENCY_LABELS)))
        for facet in directory().facets
    ]


def _bars(counts: Mapping[Key | None, str], labels: Mapping[Key, str]) -> list[Bar]:
    said_so = [Bar(translated(label), value(counts[key]), counts[key]) for key, label in labels.items()]
    return [*said_so, Bar(_("Not said"), value(counts[None]), counts[None])]
