"""Write the inventory in the agencies' columns (R33), in the official Chinese wording, in three statements."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from civic.db.session import session
from civic.kit.roc import roc_year
from civic.kit.tables import Cell, Table
from civic.needs import rules
from civic.needs.fields import FIELDS, SCORE_FIELDS
from civic.needs.models import Evidence, Need, NeedCoAgency, SurveyFigure
from civic.needs.queries import LAST_RANK, Filters, conditions
from civic.needs.rules import EvidenceKind, Monitoring, NeedState, Origin, is_overdue
from civic.programme.models import Agency, District, Facet, FundingSource, Village
from civic.programme.queries import directory
from civic.proposals.rules import Light
from civic.surveys.models import Survey

TITLE = "需求清冊"

LIGHTS_ZH = {Light.GREEN: "高度可行", Light.YELLOW: "部分可行(需調整)", Light.RED: "窒礙難行"}

ORIGINS_ZH = {
    Origin.VOTE: "參與式提案票選",
    Origin.WORKSHOP: "工作坊",
    Origin.SURVEY: "需求調查",
    Origin.OFFICE: "機關提報",
}

MONITORING_ZH = {
    Monitoring.NONE: "未列管",
    Monitoring.PLACED: "列管",
    Monitoring.RELEASE_ASKED: "申請解除列管",
    Monitoring.RELEASED: "解除列管",
}

EVIDENCE_ZH = {rules.REACHED_THRESHOLD: "票選達門檻"}

PROGRESS_ZH = {
    NeedState.NEW: "新進",
    NeedState.ASSIGNED: "已分案",
    NeedState.STUDYING: "研議中",
    NeedState.AT_PROJECT: "提專案會議",
    NeedState.AT_COORDINATION: "提協調會報",
    NeedState.PLANNED: "納入施政計畫",
    NeedState.BUDGETED: "編列預算",
    NeedState.FUND_APPLIED: "申請基金",
    NeedState.FUND_APPROVED: "基金核定",
    NeedState.IN_PROGRESS: "辦理中",
    NeedState.COMPLETED: "已完成",
    NeedState.RELEASED: "解除列管",
    NeedState.REJECTED: "不予採納",
    NeedState.DEFERRED: "緩議",
    NeedState.MERGED: "併案",
    NeedState.TRANSFERRED: "移請他機關",
}


@dataclass(frozen=True)
class Names:
    """Be the names one need is shown with."""

    district: str
    village: str | None
    facet: str
    funding: str
    lead: str | None


@dataclass(frozen=True)
class Proof:
    """Be the evidence and co-agencies of one need as cells."""

    consensus: str
    actual_need: str
    co_agencies: str


def export_table(filters: Filters, today: date, with_score: bool = False) -> Table:
    """Return all needs of a filter, never paged: the priority items in their order, then by case number.

    `today` (in Taipei) decides what is overdue; the score's parts follow the fixed columns when asked for.
    """
    fields = FIELDS + SCORE_FIELDS if with_score else FIELDS
    return Table(tuple(field.column for field in fields), _rows(filters, today, with_score), TITLE)


def _rows(filters: Filters, today: date, with_score: bool) -> Iterator[tuple[Cell, ...]]:
    evidence, helpers = _evidence(filters), _helpers(filters)
    for need, names in _needs(filters):
        proof = Proof(
            "；".join(evidence[need.id, EvidenceKind.CONSENSUS]),
            "；".join(evidence[need.id, EvidenceKind.ACTUAL_NEED]),
            "、".join(helpers[need.id]),
        )
        row = _row(need, names, proof, today)
        yield row + _score(need) if with_score else row


def _needs(filters: Filters) -> Iterator[tuple[Need, Names]]:
    query = (
        select(Need, District.name_zh, Village.name_zh, Facet.name_zh, FundingSource.name_zh, Agency.short_zh)
        .join(District, District.code == Need.district_code)
        .outerjoin(Village, Village.code == Need.village_code)
        .join(Facet, Facet.code == Need.facet_code)
        .join(FundingSource, FundingSource.code == Need.funding_code)
        .outerjoin(Agency, Agency.code == Need.lead_agency_code)
        .where(*conditions(filters))
        .order_by(func.coalesce(Need.rank, LAST_RANK), Need.case_no)
    )
    for need, district, village, facet, funding, lead in session().execute(query):
        yield need, Names(district, village, facet, funding, lead)


def _evidence(filters: Filters) -> dict[tuple[int, EvidenceKind], list[str]]:
    query = (
        select(Evidence.need_id, Evidence.kind, Evidence.text, SurveyFigure, Survey.year, District.name_zh)
        .join(Need, Need.id == Evidence.need_id)
        .join(District, District.code == Need.district_code)
        .outerjoin(SurveyFigure, SurveyFigure.evidence_id == Evidence.id)
        .outerjoin(Survey, Survey.id == SurveyFigure.survey_id)
    )
    found: dict[tuple[int, EvidenceKind], list[str]] = defaultdict(list)
    rows = session().execute(query.where(*conditions(filters)).order_by(Evidence.id))
    for need_id, kind, text, figure, year, district in rows:
        words = EVIDENCE_ZH.get(text, text) if figure is None else _counted(figure, year, district)
        found[need_id, kind].append(words)
    return found


def _counted(figure: SurveyFigure, year: int, district: str) -> str:
    """Return what a cited count of a needs survey says in the file."""
    city = directory()
    village = city.village(figure.village_code) if figure.village_code else None
    facet = city.facet(figure.facet_code)
    where = f"{village.name_zh if village else ''}{facet.name_zh if facet else figure.facet_code}"
    return f"{roc_year(date(year, 1, 1))}年{district}需求問卷：{figure.of_answers}份中{figure.answers}份提出{where}"


def _helpers(filters: Filters) -> dict[int, list[str]]:
    query = (
        select(NeedCoAgency.need_id, Agency.short_zh)
        .join(Agency, Agency.code == NeedCoAgency.agency_code)
        .join(Need, Need.id == NeedCoAgency.need_id)
        .where(*conditions(filters))
        .order_by(NeedCoAgency.position)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for need_id, name in session().execute(query):
        found[need_id].append(name)
    return found


def _row(need: Need, names: Names, proof: Proof, today: date) -> tuple[Cell, ...]:
    """Return one need in the order of FIELDS."""
    return (
        need.case_no,
        need.title,
        names.district,
        names.village,
        need.place,
        names.facet,
        ORIGINS_ZH[need.origin],
        need.votes,
        need.threshold,
        proof.consensus,
        proof.actual_need,
        *(LIGHTS_ZH[light] if light else None for light in (need.publicness, need.legality, need.feasibility)),
        names.lead,
        proof.co_agencies,
        need.cost,
        names.funding,
        need.rank if need.priority else None,
        need.progress or PROGRESS_ZH[need.state],
        need.due_on,
        monitoring_words(need, today),
    )


def monitoring_words(need: Need, today: date) -> str:
    """Return the monitoring of a need, 列管(逾期) once a promised day has passed."""
    late = need.monitoring is Monitoring.PLACED and is_overdue(need.state, (need.due_on, need.promise_due_on), today)
    return MONITORING_ZH[need.monitoring] + ("(逾期)" if late else "")


def _score(need: Need) -> tuple[Cell, ...]:
    return need.score, need.score_consensus, need.score_need, need.score_lights, need.score_balance
