"""Cite a count of a needs survey as evidence of actual need: what everybody can see, frozen when it is cited."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.audit import service as audit
from civic.db.session import session
from civic.kit.errors import Missing, Refused
from civic.needs import rules, writing
from civic.needs.inputs import Citation, EvidenceInput
from civic.needs.models import Evidence, Need, SurveyFigure
from civic.needs.rules import EvidenceKind, EvidenceSource
from civic.surveys import queries as surveys
from civic.surveys.counts import is_shown, publish
from civic.surveys.models import Survey
from civic.surveys.rules import NOT_CLOSED, TOO_FEW, Stage, stage_of


def cite_survey(actor: Actor, need: Need, survey: Survey, given: Citation, now: datetime) -> Evidence:
    """Add what a survey counted for a facet, in a village or the whole district; a need cites each count once.

    Missing for a survey of another district; Refused before its results stand, and for a count that is hidden.
    """
    writing.demand_managing(actor, need)
    if survey.district_code != need.district_code:
        raise Missing
    writing.refuse(None if stage_of(survey.dates, now) is Stage.CLOSED else NOT_CLOSED)
    answers, of_answers = _counted(survey, given)
    subject = f"survey:{survey.id}:{given.facet_code}:{given.village_code or ''}"
    plain = EvidenceInput(EvidenceKind.ACTUAL_NEED, EvidenceSource.SURVEY, "", subject)
    try:
        with session().begin_nested():
            evidence = writing.write_evidence(actor, need, plain, now)
            session().add(
                SurveyFigure(
                    evidence_id=evidence.id,
                    survey_id=survey.id,
                    facet_code=given.facet_code,
                    village_code=given.village_code,
                    answers=answers,
                    of_answers=of_answers,
                    citation=f"need:{need.id}:{subject}",
                )
            )
    except IntegrityError as cited:
        raise Refused(rules.CITED_ALREADY) from cited
    audit.record(actor, "need.survey_cited", f"need:{need.id}", now, survey=survey.id, answers=answers)
    return evidence


def _counted(survey: Survey, given: Citation) -> tuple[int, int]:
    """Return how many of how many answers name it, as the public page shows them."""
    counts = publish(surveys.count(survey))
    if given.village_code:
        shown = counts.places.get((given.village_code, given.facet_code), "")
    else:
        shown = counts.facets.get(given.facet_code, "")
    if not (is_shown(shown) and is_shown(counts.answers)):
        raise Refused(TOO_FEW)
    return int(shown), int(counts.answers)
