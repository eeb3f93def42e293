"""Write the demo's proposals from its table: each with the steps that lead to its state."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from civic.demo.city_rounds import OFFICE, VOTED
from civic.demo.scripts import Act, ArgumentScript, ProposalScript, ReviewScript
from civic.demo.tables import DISTRICTS, Row, Time, rows, split
from civic.programme.rules import Relation
from civic.proposals.rules import Light, Side, Stage, State

NEIGHBOURS = 6
STATES = {
    "draft": State.DRAFT,
    "submitted": State.SUBMITTED,
    "screening": State.SCREENING,
    "returned": State.RETURNED,
    "assembly": State.ASSEMBLY,
    "deliberation": State.STAGE_TWO,
    "voting": State.VOTING,
    "consensus": State.IN_INVENTORY,
    "needs": State.IN_INVENTORY,
    "not_selected": State.BELOW_THRESHOLD,
    "withdrawn": State.WITHDRAWN,
    "merged": State.MERGED,
    "infeasible": State.INFEASIBLE,
}
FROM_NOTE = {"p18": "n2", "p4": "n6", "p23": "n10", "p3": "n13"}
"""Proposals that began as a table note; the note of p3 is ours, so that one trace is complete."""

STILL_IN_STAGE_ONE = frozenset({"p21", "p33"})
"""The latest of the proposals under deliberation: their first review is still being written."""

SUBMITTED = {"p35": -190}
MERGED_INTO = {"p35": "p36"}
"""The sign lights of Wufenpu were handed in before the vote that is over and joined the lights of Hulin Park."""

NOT_PUBLIC = frozenset({State.DRAFT, State.SUBMITTED, State.SCREENING, State.RETURNED})

REASONS = {
    State.RETURNED: "請補充活動中心隔間的使用同意與志工排班，補件後可再送一次，案號不變。",
    State.WITHDRAWN: "場地管理單位已自行辦理健康講堂，這個提案不需要了，謝謝大家。",
    State.INFEASIBLE: "社會住宅基地內的用電容量與消防法規不允許設置儲能設備，短期內無法排除。",
}
ANSWERS = {
    Light.GREEN: "三項檢視均為高度可行，建議進入下一階段；施作位置與經費如下。",
    Light.YELLOW: "方向可行；適法性與經費仍須調整，請提案人與本機關於第二階段一起修正計畫書。",
    Light.RED: "經會勘與法規檢視，本案現階段窒礙難行，理由如下。",
}
SECOND_ANSWER = "提案人已依第一階段意見修正計畫書；三項燈號確認為高度可行，經費概算不變，可列入票選。"


@dataclass(frozen=True)
class Pace:
    """Say on which days, after submission or from today, a proposal is deliberated and reviewed."""

    deliberated: int
    first_done: int | None
    second_asked: int | None = None
    second_done: int | None = None


def list_proposals(time: Time) -> Iterator[ProposalScript]:
    """Yield the forty proposals."""
    for row in rows("proposals"):
        yield _proposal(time, row)


def officer_of(agency: str) -> str:
    """Return the person who answers for a lead agency."""
    return f"{agency}_officer"


def _proposal(time: Time, row: Row) -> ProposalScript:
    """Write one proposal: its text, and the steps that lead to its state."""
    key = f"p{row['id']}"
    state = State.STAGE_ONE if key in STILL_IN_STAGE_ONE else STATES[row["status"]]
    day = SUBMITTED.get(key, int(row["submitted_day_offset"]))
    pace = _pace(key, row["status"], day)
    text = _text(time, row, state)
    return replace(
        text,
        screened=None if state in (State.DRAFT, State.SUBMITTED) else Act(time.at(day + 3), _screener(text.round)),
        deliberated=Act(time.at(pace.deliberated), OFFICE) if pace else None,
        reason=REASONS.get(state, ""),
        ended=time.at(day + 12) if state in (State.WITHDRAWN, State.MERGED) else None,
        merged_into=MERGED_INTO.get(key, ""),
        from_note=FROM_NOTE.get(key, ""),
        reviews=tuple(_reviews(time, row, pace)) if pace else (),
        supporters=() if state in NOT_PUBLIC else _seconders(row, text.author),
        arguments=tuple(_arguments(time, row, pace)) if pace else (),
    )


def _text(time: Time, row: Row, state: State) -> ProposalScript:
    key, word = f"p{row['id']}", DISTRICTS[row["district_code"]]
    then = row["status"] in VOTED or key in MERGED_INTO
    return ProposalScript(
        key=key,
        round=f"{word}_{'then' if then else 'now'}",
        author="facil_lead" if key in FROM_NOTE else f"{word}_{int(row['id']) % NEIGHBOURS + 1}",
        at=time.at(SUBMITTED.get(key, int(row["submitted_day_offset"])), "20:00"),
        state=state,
        title=row["title_zh"],
        title_en=row["title_en"],
        summary=row["summary_zh"],
        place=row["location_zh"],
        village=row["village_zh"],
        need_basis=row["need_basis_zh"],
        facet=row["facet"],
        lat=float(row["lat"]),
        lng=float(row["lng"]),
        cost=int(row["cost_twd"]),
        relation=Relation(row["proposer_relation"]),
        lead=row["lead_agency"],
        co_agencies=tuple(code for code in split(row["coop_agencies"]) if code != row["lead_agency"]),
    )


def _screener(round_key: str) -> str:
    """Return who screens: the clerk in Beitou this year, else the programme office."""
    return "district_clerk" if round_key == "beitou_now" else OFFICE


def _seconders(row: Row, author: str) -> tuple[str, ...]:
    """Return one to six neighbours, never the author."""
    word, count = DISTRICTS[row["district_code"]], int(row["id"]) * 7 % NEIGHBOURS + 1
    keys = (f"{word}_{number}" for number in range(1, count + 1))
    return tuple(key for key in keys if key != author)


def _pace(key: str, status: str, day: int) -> Pace | None:
    """Return when a proposal is deliberated, None if it has not come so far."""
    if key == "p33":
        return Pace(-38, None)
    if key in STILL_IN_STAGE_ONE:
        return Pace(-20, None)
    paces = {
        "deliberation": Pace(-42, -26, -25),
        "infeasible": Pace(day + 7, day + 20),
        "voting": Pace(day + 7, day + 20, day + 21, day + 40),
    }
    return Pace(day + 7, day + 14, day + 15, day + 26) if status in VOTED else paces.get(status)


def _reviews(time: Time, row: Row, pace: Pace) -> Iterator[ReviewScript]:
    yield _review(time, row, Stage.ONE, pace.deliberated, pace.first_done)
    if pace.second_asked is not None:
        yield _review(time, row, Stage.TWO, pace.second_asked, pace.second_done)


def _review(time: Time, row: Row, stage: Stage, asked: int, done: int | None) -> ReviewScript:
    """Write one review, answered by the lead agency's officer."""
    lights = [Light(row[name] or "green") for name in ("publicness", "legality", "budget_feasibility")]
    worst = next(light for light in (Light.RED, Light.YELLOW, Light.GREEN) if light in lights)
    lead = row["lead_agency"]
    return ReviewScript(
        stage=stage,
        agency=lead,
        asked=Act(time.at(asked, "11:00"), OFFICE),
        done=Act(time.at(done, "15:00"), officer_of(lead)) if done is not None else None,
        publicness=lights[0],
        legality=lights[1],
        feasibility=lights[2],
        answer=SECOND_ANSWER if stage is Stage.TWO else ANSWERS[worst],
        reason=REASONS[State.INFEASIBLE] if worst is Light.RED else "",
        cost=int(row["cost_twd"]),
        cost_note="含設計、施作與第一年維護",
    )


def _arguments(time: Time, row: Row, pace: Pace) -> Iterator[ArgumentScript]:
    said = [each for each in rows("arguments") if each["proposal_id"] == row["id"]]
    for number, each in enumerate(said, start=2):
        at = time.at(pace.deliberated + number, "21:00")
        yield ArgumentScript(f"{DISTRICTS[row['district_code']]}_{number}", at, Side(each["side"]), each["text_zh"])
